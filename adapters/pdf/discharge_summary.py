"""The discharge summary as a document: who, the pathway, how far each goal, what becomes of it, who signed."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from adapters.asking import Case
from adapters.clinic import Clinic
from adapters.http.closing import Signature, overridden, signatures, written
from adapters.http.closing import goals as goals_of
from adapters.http.languages import mark
from adapters.http.words.requirements import requirement_words
from adapters.pdf import goal_tables
from adapters.pdf.say import NOTHING, Say
from adapters.pdf.typesetting import typeset
from adapters.people import client_details
from events.episode import DischargedEarly, EpisodeOpened, StageEntered
from events.instants import local_date
from events.intake import CareTeamAssigned
from projections.caseload import TREATMENT_COMPLETED
from projections.times import local_day
from workflows.aiat.criteria import Row, goal_attainment_t
from workflows.aiat.episode import COMPLETED
from workflows.aiat.facts import Facts

NOTICE: Final = mark("42 CFR part 2 prohibits unauthorized use or disclosure of these records.")
"""What goes with every disclosure: 42 CFR 2.32(a)(2), in force since 2024."""
_MEANINGS: Final = {"author": mark("Signed as author"), "co_signer": mark("Co-signed")}


def discharge_summary(clinic: Clinic, case: Case, staff: Mapping[str, str], language: str = "en") -> bytes:
    """The summary of an episode as PDF. `staff` calls the staff by id.

    The case must have been read with its personal parts. What is missing yet (text, signatures) is said to be missing.
    """
    return typeset("discharge-summary.typ", summary_data(clinic, case, staff, language))


def summary_data(clinic: Clinic, case: Case, staff: Mapping[str, str], language: str) -> dict[str, Any]:
    """What the document says, in the order in which it says it."""
    say, facts = Say(language), case.facts
    found = list(goals_of(case))
    rows: dict[str, Row] = {one.row.criterion: one.row for one in found}
    score = goal_attainment_t([one.row for one in found], facts.policy)
    record = case.records[-1][0]
    return {
        "language": say.language,
        "title": say(mark("Discharge summary")),
        "clinic": facts.site.name,
        "synthetic": say(mark("Synthetic: nobody in this record is real.")) if facts.site.synthetic else "",
        "notice": say(NOTICE),
        "page": say(mark("Page")),
        "erased": say(mark("(erased)")),
        "client": [[say(label), value] for label, value in _client(clinic, say, facts)],
        "treatment": [[say(label), value] for label, value in _treatment(say, facts, staff)],
        "pathway": {
            "heading": say(mark("Pathway")),
            "columns": [say(mark("Stage")), say(mark("Entered on")), say(mark("Left on")), say(mark("Days"))],
            "lines": list(_stages(say, facts)),
            "holds": [say(mark("On hold from {start} to {end}."), **span) for span in _holds(say, facts)],
            "overridden": [
                {
                    "said": say(
                        mark("Let pass by a supervisor on {day} ({name}): {requirements}."),
                        day=say.day(one.on),
                        name=one.by,
                        requirements=", ".join(say(requirement_words(code)) for code in one.requirements),
                    ),
                    "reason": one.reason,
                }
                for one in overridden(case, staff)
            ],
        },
        "text": _text(say, case, staff),
        "goals": {
            "heading": say(mark("Goal attainment")),
            "columns": [
                say(mark("Figure")),
                say(mark("Baseline")),
                say(mark("Latest")),
                say(mark("Change")),
                say(mark("Reliable")),
            ],
            "rows": goal_tables.goals(say, found),
            "note": say(
                mark(
                    "Levels run from −2, reliably worse, to +2, moved reliably and within the community range. "
                    "They say how far the client came, and claim no effect of the treatment."
                )
            )
            + " "
            + say(mark("Each figure is rounded by itself: a change is worked out from unrounded ones.")),
            "score": ""
            if score.t is None
            else say(
                mark(
                    "Goal Attainment Scaling: T = {t} (50: moved toward every goal), on {number} criteria: {criteria}."
                ),
                t=f"{score.t:.1f}",
                number=score.number,
                criteria=", ".join(say.code(criterion) for criterion in score.criteria),
            ),
        },
        "provisions": {
            "heading": say(mark("The six provisions")),
            "columns": [
                say(mark("Provision")),
                say(mark("Felt at baseline")),
                say(mark("Felt at the latest")),
                say(mark("Direction")),
                say(mark("Supporters who offer it")),
            ],
            "lines": goal_tables.provisions(say, facts, rows),
        },
        "map": {
            "heading": say(mark("Social map")),
            "columns": [say(mark("Figure")), say(mark("When its stage was left")), say(mark("Latest"))],
            "lines": goal_tables.map_growth(say, rows),
        },
        "dispositions": {
            "heading": say(mark("Goals not attained")),
            "columns": [say(mark("Goal")), say(mark("Level")), say(mark("Disposition")), say(mark("Reason"))],
            "lines": goal_tables.dispositions(say, found),
            "none": say(mark("Every goal was attained.")),
        },
        "signatures": {
            "heading": say(mark("Signatures")),
            "rows": [_signature(say, one) for one in reversed(signatures(case, staff))],
            "none": say(mark("Nobody has signed it yet.")),
            "hash": say(mark("Content hash")),
        },
        "foot": say(
            mark("Episode {episode}, record version {version}."), episode=facts.episode.id, version=record.version
        ),
    }


def _client(clinic: Clinic, say: Say, facts: Facts) -> Iterator[tuple[str, str]]:
    known = client_details(clinic, facts.episode.client)
    details = known.details if known else {}
    yield mark("Name"), details.get("name") or say(mark("(erased)"))
    for label, field in ((mark("Called"), "chosen_name"), (mark("Pronouns"), "pronouns")):
        if details.get(field):
            yield label, details[field]
    if born := details.get("birth_date"):
        yield mark("Born"), say.day(born.isoformat())
    yield mark("Client"), facts.episode.client
    yield mark("Episode"), facts.episode.id


def _treatment(say: Say, facts: Facts, staff: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    episode, zone = facts.episode, facts.site.zone
    yield mark("Admitted"), say.day(local_day(episode.opened.at.us, zone))
    end = episode.end
    if end is None:
        yield mark("Ended"), say(mark("under way"))
    else:
        early = isinstance(end.event, DischargedEarly)
        code = str(end.event.teds_reason) if early else str(TREATMENT_COMPLETED)
        how = say.code(code if early else COMPLETED)
        yield mark("Ended"), say.day(local_day(end.at.us, zone))
        yield (
            mark("How it ended"),
            say(mark("{how} (TEDS-D {code})"), how=how, code=code),
        )
    team = episode.latest(CareTeamAssigned)
    if team:
        yield mark("Care team"), ", ".join(staff.get(one, one) for one in team.event.members)
    definition, policy = episode.definition, episode.policy
    yield mark("Judged by"), f"{definition.name} v{definition.version}, {policy.name} v{policy.version}"


def _stages(say: Say, facts: Facts) -> Iterator[list[str]]:
    zone, steps = facts.site.zone, facts.episode.steps_of(EpisodeOpened, StageEntered, DischargedEarly)
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        if isinstance(step.event, DischargedEarly) or step.event.stage == COMPLETED:
            return
        entered = local_date(step.at.us, zone)
        left = local_date(following.at.us, zone) if following else None
        yield [
            say.code(step.event.stage),
            say.day(entered.isoformat()),
            say.day(left.isoformat()) if left else NOTHING,
            str((left - entered).days) if left else NOTHING,
        ]


def _holds(say: Say, facts: Facts) -> Iterator[dict[str, str]]:
    zone = facts.site.zone
    for start, end in facts.episode.holds:
        until = say.day(local_day(end, zone)) if end is not None else say(mark("now"))
        yield {"start": say.day(local_day(start, zone)), "end": until}


def _text(say: Say, case: Case, staff: Mapping[str, str]) -> dict[str, str]:
    text = written(case, staff)
    if text is None:
        return {"heading": say(mark("Summary")), "said": say(mark("Not written yet.")), "by": "", "hash": ""}
    message = mark("Amended by {name}, {moment}.") if text.was_amended else mark("Written by {name}, {moment}.")
    return {
        "heading": say(mark("Summary")),
        "said": text.text or say(mark("(erased)")),
        "by": say(message, name=text.by, moment=say.moment(text.at)),
        "hash": text.content_hash,
    }


def _signature(say: Say, one: Signature) -> dict[str, str]:
    return {
        "name": one.name,
        "role": say.code(one.role),
        "meaning": say(_MEANINGS[one.meaning]),
        "at": say.moment(one.at),
        "hash": one.content_hash,
        "lapsed": "" if one.holds else say(mark("The summary was amended after this signature.")),
    }

"""Completes an entry with what is worked out and not given: scores, the derived style, hashes, levels."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import BaseModel

from engine.domain import Context
from engine.refusals import Invalid, NotAllowed, NotFound, Refused, WrongStage
from events.assessment import AssessmentTaken, AttachmentFormulated, DerivedStyle
from events.discharge import DispositionRecorded, SummaryWritten
from events.event import Entry
from events.instants import Instant, clock_time, local_date
from events.intake import CareTeamAssigned, TreatmentConsentGiven
from events.practice import ReflectionMade, RegulationPractised
from events.relapse_plan import CrisisContactNamed, PlanAgreed
from events.social_map import TieDrawn
from workflows.aiat import measures
from workflows.aiat.criteria import CRITERIA, attained, judge_one
from workflows.aiat.deciding.rules import not_after_its_day, not_years_before
from workflows.aiat.episode import InForce
from workflows.aiat.facts import Facts, facts_then
from workflows.aiat.plan import plan_digest, risks
from workflows.aiat.references import references
from workflows.aiat.social_map import was_on_map
from workflows.instruments.errors import AnswerError, InstrumentError
from workflows.instruments.form import load_form
from workflows.instruments.names import form_name
from workflows.instruments.scoring import score
from workflows.instruments.style import STRATEGIES, attachment_style

Given = dict[str, Any]


class _Making:
    """What is known while an entry is completed."""

    def __init__(self, facts: Facts, context: Context, actor: str, at: Instant, amending: InForce | None) -> None:
        self.facts = facts
        self.context = context
        self.actor = actor
        self.at = at
        self.amending = amending


def completed(
    kind: type[Entry],
    entry: str,
    content: BaseModel,
    facts: Facts,
    context: Context,
    actor: str,
    at: Instant,
    *,
    amending: InForce | None = None,
) -> Entry:
    """The event that `content` becomes, in place of `amending` where that is given, with every reference checked.

    Raises `Refused`.
    """
    given: Given = vars(content).copy()
    making = _Making(facts, context, actor, at, amending)
    derive = _DERIVE.get(kind)
    derived: Mapping[str, Any] = derive(given, making) if derive else {}
    event = kind(entry=entry, **given, **derived)
    _references_lead_somewhere(event, making)
    return event


def _references_lead_somewhere(event: Entry, making: _Making) -> None:
    targets = list(references(event))
    if not targets:
        return
    for reference, target in targets:
        found = making.facts.episode.entries.get(target)
        if found is None or not isinstance(found.event, reference.kind):
            raise NotFound(f"there is no {reference.noun} {target} in this episode", field=f"content.{reference.field}")
        if reference.noun == "person" and not was_on_map(making.facts.episode, target, making.at.us):
            at = clock_time(making.at.us, making.facts.site.zone)
            raise NotFound(f"person {target} was not on the map at {at}", field=f"content.{reference.field}")


def _assessment(given: Given, making: _Making) -> Mapping[str, Any]:
    facts = making.facts
    measure = facts.policy.measure_of(given["form"])
    if measure is None:
        allowed = [form for forms in facts.policy.measures.values() for form in forms]
        raise Invalid([f"form is not one that the policy uses: {', '.join(allowed)}"], field="content.form")
    form = load_form(given["form"])
    try:
        scores = score(form, given["answers"], response_range=given["response_range"])
        response_range = form.range_in_force(given["response_range"])
    except AnswerError as error:
        raise Invalid(error.problems, field="content.answers") from None
    except InstrumentError as error:
        raise Invalid([str(error)], field="content.response_range") from None
    if form.targets and given["target"] is None:
        raise Invalid(
            [f"target is missing: {form.id} is about one of {', '.join(form.targets)}"],
            field="content.target",
        )
    if not form.targets and given["target"] is not None:
        raise Invalid([f"target does not belong to {form.id}"], field="content.target")
    given["response_range"] = response_range
    _fits_its_occasion(given, measure, form.version, making)
    return {
        "form_version": form.version,
        "form_hash": form.hash,
        **scores.as_data(),
    }


def _fits_its_occasion(given: Given, measure: Any, version: int, making: _Making) -> None:
    episode = making.facts.episode
    if given["occasion"] == "baseline":
        _can_still_be_a_baseline(measure, making)
        return
    if given["occasion"] != "reassessment":
        return
    if not episode.entered("discharge_reassessment"):
        raise WrongStage(
            "a reassessment is recorded from stage discharge reassessment on; before it, record it as interim"
        )
    before = measures.baseline(making.facts, measure)
    if before is None:
        return
    was = before.event
    if (given["form"], version, given["target"]) != (was.form, was.form_version, was.target):
        about = f" about {was.target}" if was.target else ""
        taken = f"{form_name(was.form)} version {was.form_version}{about}"
        raise Invalid([f"the baseline was taken with {taken}; reassess with the same"], field="content.form")
    if given["response_range"] != was.response_range:
        low, high = was.response_range
        raise Invalid(
            [f"the baseline was answered on {low} to {high}; reassess on the same range"],
            field="content.response_range",
        )


def _can_still_be_a_baseline(measure: Any, making: _Making) -> None:
    left = measures.assessment_left(making.facts)
    if left is None or (making.amending is not None and making.amending.first < left.position):
        return
    on_file = [entry.id for entry in measures.baseline_attempts(making.facts, measure)]
    ways = (
        f"if the baseline on file ({', '.join(on_file)}) was entered wrongly, amend that"
        if on_file
        else "it is kept so, but change cannot be judged without a baseline"
    )
    raise WrongStage(
        "a baseline has to be entered before the assessment stage is left, whenever it was answered, and that stage "
        f"was left; record this as interim ({ways})",
        field="content.occasion",
    )


def _formulation(given: Given, making: _Making) -> Mapping[str, Any]:
    derived = suggested_style(making.facts)
    differs = derived is not None and (given["style"], given["strategy"]) != (derived.style, derived.strategy)
    if differs and derived is not None:
        member = making.facts.site.staff[making.actor]
        if "clinician" not in member.roles:
            raise NotAllowed(
                f"the ECR suggests {derived.style} ({derived.strategy}); only a clinician may formulate otherwise"
            )
        if not given["reason"]:
            raise Invalid(
                [f"the ECR suggests {derived.style} ({derived.strategy}); to formulate otherwise, give a reason"],
                field="content.reason",
            )
    return {"derived": derived}


def suggested_style(facts: Facts) -> DerivedStyle | None:
    """The style and strategy that the ECR baseline suggests; None without a valid baseline."""
    before = measures.baseline(facts, "ecr")
    if before is None:
        return None
    event: AssessmentTaken = before.event
    suggested = attachment_style(
        load_form(event.form, event.form_version),
        avoidance=event.scores["avoidance"],
        anxiety=event.scores["anxiety"],
        response_range=event.response_range,
    )
    if suggested is None:
        return None
    return DerivedStyle(
        style=suggested.style.value,
        strategy=STRATEGIES[suggested.style].value,
        rule=suggested.rule,
        assessment=before.id,
    )


def _care_team(given: Given, making: _Making) -> Mapping[str, Any]:
    staff = making.facts.site.staff
    unknown = [one for one in given["members"] if one not in staff or not staff[one].active]
    if unknown:
        raise NotFound(f"not on the staff: {', '.join(unknown)}", field="content.members")
    return {}


def _plan_agreement(given: Given, making: _Making) -> Mapping[str, Any]:
    episode = making.facts.episode.as_of(making.at.us)
    if not risks(episode):
        raise WrongStage("there is no plan to agree to yet; record at least one risk")
    return {"plan": plan_digest(episode)}


def _disposition(given: Given, making: _Making) -> Mapping[str, Any]:
    facts = facts_then(making.facts.episode, making.facts.site, making.at.us)
    criterion = next((known for known in CRITERIA if known == given["criterion"]), None)
    if criterion is None:
        raise Invalid([f"criterion must be one of {', '.join(CRITERIA)}"], field="content.criterion")
    row = judge_one(criterion, facts)
    if attained(row):
        raise Refused(f"{row.criterion} is attained; it needs no disposition", field="content.criterion")
    return {"level": row.level}


def _summary(given: Given, making: _Making) -> Mapping[str, Any]:
    return {"content_hash": making.context.digest}


def _tie(given: Given, making: _Making) -> Mapping[str, Any]:
    if given["between"][0] == given["between"][1]:
        raise Invalid(["between names the same person twice"], field="content.between")
    return {}


def _person_if_needed(noun: str, needs: str, value: str) -> Callable[[Given, _Making], Mapping[str, Any]]:
    def check(given: Given, making: _Making) -> Mapping[str, Any]:
        if given[needs] == value and given["person"] is None:
            raise Invalid([f"person is missing: {noun} names who it was"], field="content.person")
        return {}

    return check


def _consent(given: Given, making: _Making) -> Mapping[str, Any]:
    if not given["explained"]:
        raise Invalid(["explained must be true: consent counts once it was explained"], field="content.explained")
    signed_on, site = given["signed_on"], making.facts.site
    not_after_its_day(signed_on, "content.signed_on", making.at, site)
    opened_on = local_date(making.facts.episode.opened.at.us, site.zone)
    not_years_before(signed_on, "content.signed_on", opened_on, "of intake")
    return {}


_DERIVE: Final[Mapping[type[Entry], Callable[[Given, _Making], Mapping[str, Any]]]] = {
    AssessmentTaken: _assessment,
    AttachmentFormulated: _formulation,
    CareTeamAssigned: _care_team,
    PlanAgreed: _plan_agreement,
    DispositionRecorded: _disposition,
    SummaryWritten: _summary,
    TieDrawn: _tie,
    TreatmentConsentGiven: _consent,
    RegulationPractised: _person_if_needed("regulation with someone", "with_whom", "with_someone"),
    ReflectionMade: _person_if_needed("a reflection about somebody on the map", "with_whom", "on_map"),
    CrisisContactNamed: _person_if_needed("a crisis contact of kind person", "kind", "person"),
}

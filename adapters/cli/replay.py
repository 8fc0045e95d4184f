"""`homeport replay`: an episode event by event, in words."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.cli.options import HERE, AsAt, AsOf, Data, Json, open_clinic
from adapters.cli.output import print_json, print_line, print_prose

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from adapters.clinic import Clinic
    from events.envelope import Recorded
    from events.event import Event
    from projections.replay import Change, Step
    from workflows.aiat.site import Site


def replay(
    episode: Annotated[str, typer.Argument(metavar="EPISODE", help="The episode's id.")],
    as_at: AsAt = None,
    as_of: AsOf = None,
    names: Annotated[bool, typer.Option("--names", help="With names and free text, opened with the keys.")] = False,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Replay an episode event by event: when, who, what, and what it changed.

    Every step is decided again by the definition in force at the time. Exit status 1 where one was not
    legal, or where the end of the log is missing.
    """
    from adapters.asking import asked, the_case
    from projections.names import names_in
    from projections.replay import replay as replayed

    with open_clinic(data, even_damaged=True) as clinic:
        question = asked(clinic, as_at, as_of)
        case = the_case(clinic, episode, question, opened=names)
        known = names_in(case.records)
        sites = _sites(clinic)
        steps = replayed(
            case.records,
            sites,
            case.facts.site.zone,
            as_of=question.as_of,
            name=lambda person: known.get(person, person),
        )
    pins = _pins(case.records)
    wrong = [step for step in steps if step.not_legal]
    if as_json:
        print_json(
            {
                "episode": episode,
                "looking_back": question.banner,
                "judged_by": pins,
                "legal": not wrong,
                "events": [_as_data(step) for step in steps],
            }
        )
    else:
        if question.banner:
            print_line(question.banner)
        for step in steps:
            _print(step, case.facts.site.zone)
        for step in wrong:
            print_line(f"NOT LEGAL at position {step.row.position}: {step.not_legal}")
        verdict = f"{len(wrong)} not legal" if wrong else "every step legal"
        print_line(f"{len(steps)} events, {verdict} under {', then '.join(pins)}")
    if wrong or clinic.damage:
        raise typer.Exit(1)


def _print(step: "Step", zone: "ZoneInfo") -> None:
    from projections.times import told_time

    row = step.row
    happened, recorded = told_time(row.occurred_at, zone), told_time(row.recorded_at, zone)
    marks = [f"VOIDED at {row.voided_by}"] if row.voided_by else []
    marks += [f"AMENDED at {', '.join(map(str, row.amended_by))}"] if row.amended_by else []
    marks += ["recorded after the end"] if row.late else []
    for change in step.meanwhile:
        print_prose(f"{'':>10}as time passed: {_words(change)}", hang=12)
    told = f"{row.position:>8}  {happened}  {row.actor}: {row.words}" + (f"  [{'; '.join(marks)}]" if marks else "")
    print_prose(told, hang=12)
    if recorded != happened:
        print_line(f"{'':>10}recorded {recorded}")
    for label, value in row.details.items():
        print_prose(f"{'':>10}{label.replace('_', ' ')}: {value}", hang=12)
    for change in step.changed:
        print_prose(f"{'':>10}-> {_words(change)}", hang=12)


def _words(change: "Change") -> str:
    from adapters.cli.showing import standing_words

    before = f"{standing_words(change.before)} -> " if change.before else ""
    return f"{change.what.replace('_', ' ')}: {before}{standing_words(change.after)}"


def _as_data(step: "Step") -> dict[str, Any]:
    return {
        **step.row.model_dump(mode="json"),
        "meanwhile": [change.model_dump() for change in step.meanwhile],
        "changed": [change.model_dump() for change in step.changed],
        "not_legal": step.not_legal,
    }


def _sites(clinic: "Clinic") -> "list[tuple[int, Site]]":
    """The site as it stood after each of its events."""
    from engine.folding import evolved
    from workflows.aiat.site import STREAM

    domain, state, found = clinic.engine.domain, clinic.engine.domain.initial(STREAM), []
    for record in clinic.store.read_stream(STREAM):
        state = evolved(domain, state, [record])
        found.append((record.position, state))
    return found


def _pins(records: "Sequence[tuple[Recorded, Event]]") -> list[str]:
    """The definitions and policies that the episode was judged by, in order."""
    from events.episode import EpisodeMoved, EpisodeOpened

    return [
        f"{event.definition.name} version {event.definition.version} and "
        f"{event.policy.name} version {event.policy.version}"
        for _, event in records
        if isinstance(event, EpisodeOpened | EpisodeMoved)
    ]

"""`homeport outcomes`: how far the clients of a programme came, with small numbers withheld."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.cli.options import HERE, Data, Json, open_clinic
from adapters.cli.output import print_json, print_line, print_prose, print_table


def outcomes(
    since: Annotated[
        str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="Admitted on this day or later.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="YYYY-MM-DD", help="Admitted on this day or earlier.")
    ] = None,
    csv: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write one figure a row to this file, replacing what it held.")
    ] = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Show the programme's outcomes: attainment, endings, stages reached, time in stage.

    Completers and all starters are counted apart. Small counts are withheld, as the policy says
    (reporting.smallest_count, 5 unless published otherwise), and so are counts that would tell them.
    """
    from adapters.cli.standing import tell
    from adapters.current import current
    from adapters.outcomes import as_csv, programme_outcomes

    with open_clinic(data) as clinic:
        tell("outcomes", current(clinic, "outcomes"))
        found = programme_outcomes(clinic, _day("--from", since), _day("--until", until))
    if csv is not None:
        _write(csv, as_csv(found))
    if as_json:
        print_json(found.model_dump(mode="json"))
    elif csv is not None:
        print_line(f"outcomes written to {csv}: {found.withheld} of {found.figures} counts are withheld")
    else:
        _print(found)


def _day(option: str, text: str | None) -> date | None:
    from engine.refusals import Invalid

    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise Invalid([f"{option} is not a day; write it as YYYY-MM-DD, such as 2026-03-02"], field=option) from None


def _write(path: Path, text: str) -> None:
    import os

    from engine.refusals import Invalid

    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise Invalid([f"{path} cannot be written: {os.strerror(error.errno or 0)}"], field="--csv") from None


def _print(found: Any) -> None:
    print_line(f"Admitted {found.admitted_from or 'from the first'} to {found.admitted_until or 'the last'}")
    print_line(f"  starters {_count(found.starters)}")
    ended = ", ".join(f"{_ending(code)} {_count(people)}" for code, people in found.endings.items() if people != 0)
    print_prose(f"  {ended or 'nobody was admitted'}", hang=4)
    reached = " > ".join(f"{_spaced(stage)} {_count(people)}" for stage, people in found.reached.items())
    print_prose(f"  {reached}", hang=4)
    for group in found.groups:
        print_line()
        print_table(
            f"{_spaced(group.name).capitalize()} whose treatment ended: {_count(group.people)}",
            ("criterion", "attained", "share", "-2", "-1", "0", "+1", "+2", "no level"),
            (
                (
                    _spaced(one.criterion),
                    _count(one.attained),
                    _share(one.share),
                    *(_count(people) for people in one.levels.values()),
                )
                for one in group.criteria
            ),
        )
        print_table(
            "Attained, by baseline attachment style",
            ("style", "people", *(_spaced(one.criterion) for one in group.criteria)),
            (
                (_spaced(one.style), _count(one.people), *(_count(people) for people in one.attained.values()))
                for one in group.by_style
            ),
        )
        days = ", ".join(
            f"{_spaced(stage)} {'-' if median is None else f'{median:g}'}"
            for stage, median in group.median_days.items()
        )
        print_prose(f"Median days in stage: {days}", hang=2)
    print_line()
    print_prose(
        f"{found.withheld} of {found.figures} counts are withheld (*): below {found.smallest} people, "
        "such that one could be worked out, or zeros beside one",
        hang=2,
    )


def _count(people: int | None) -> str:
    return "*" if people is None else str(people)


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _ending(code: str) -> str:
    return _ENDINGS.get(code, _spaced(code))


def _spaced(code: str) -> str:
    return code.replace("_", " ")


_ENDINGS = {
    "1": "completed",
    "2": "dropped out",
    "3": "terminated by facility",
    "4": "transferred",
    "5": "incarcerated",
    "6": "died",
    "7": "other",
}

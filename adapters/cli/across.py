"""`homeport caseload` and `homeport due`: what is seen across episodes."""

from typing import Annotated, Any

import typer

from adapters.cli.fields import code_meant
from adapters.cli.options import HERE, AsAt, AsOf, Data, Json, open_clinic
from adapters.cli.output import print_json, print_line, print_table
from adapters.clinic import Clinic
from engine.refusals import Invalid, NotFound
from workflows.aiat.site import Site

_FLAGS = {
    "on_hold_since": "on hold",
    "recurrence_since": "recurrence",
    "consent_revoked": "consent withdrawn",
    "overridden": "override",
    "requirement_lapsed": "requirement lapsed",
    "early_worsening": "early worsening",
}


def caseload(
    staff: Annotated[str | None, typer.Option(metavar="STAFF", help="Only whom this member of staff treats.")] = None,
    stage: Annotated[str | None, typer.Option(help="Only episodes at this stage.")] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Also episodes that have ended, but for those opened in error.")
    ] = False,
    as_at: AsAt = None,
    as_of: AsOf = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """List the episodes: stage, days in it, flags. Never a ranking."""
    with open_clinic(data) as clinic:
        _check_staff(clinic.site, staff)
        stage = _known_stage(clinic.site, stage)
        banner, rows, today = _rows(clinic, as_at, as_of)
    shown = [
        row
        for row in rows
        if (every or row["ended_on"] is None)
        and (staff is None or staff in row["care_team"])
        and (stage is None or row["stage"] == stage)
    ]
    shown.sort(key=lambda row: (row["opened_on"], row["episode"]))
    if as_json:
        print_json(shown)
        return
    if banner:
        print_line(banner)
    print_table(
        "Caseload",
        ("episode", "client", "stage", "days", "status", "flags", "next due"),
        (
            (
                row["episode"],
                row["client"],
                row["stage"].replace("_", " "),
                _days(row["stage_entered_on"], row["ended_on"] or today),
                row["status"].replace("_", " "),
                ", ".join(words for field, words in _FLAGS.items() if row[field]),
                f"{row['due'][0]['kind'].replace('_', ' ')} {row['due'][0]['due_on']}" if row["due"] else "",
            )
            for row in shown
        ),
    )


def due(
    staff: Annotated[str | None, typer.Option(metavar="STAFF", help="Only whom this member of staff treats.")] = None,
    within: Annotated[int, typer.Option(metavar="DAYS", min=0, max=3650, help="How far ahead to look.")] = 7,
    as_at: AsAt = None,
    as_of: AsOf = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """List what is due and overdue, the most pressing first; what is on hold is paused."""
    from datetime import date, timedelta

    from projections.due import DueRow, in_order, state_on

    with open_clinic(data) as clinic:
        _check_staff(clinic.site, staff)
        banner, rows, today = _rows(clinic, as_at, as_of)
    until = (date.fromisoformat(today) + timedelta(days=within)).isoformat()
    found = in_order(
        DueRow.model_validate(one)
        for row in rows
        if staff is None or staff in row["care_team"]
        for one in row["due"]
        if one["due_on"] <= until
    )
    if as_json:
        print_json([{**one.model_dump(mode="json"), "state": state_on(one, today)} for one in found])
        return
    if banner:
        print_line(banner)
    print_table(
        "Due",
        ("episode", "client", "what", "due", "state", ""),
        (
            (one.episode, one.client, one.kind.replace("_", " "), one.due_on, state_on(one, today), one.sentence)
            for one in found
        ),
    )


# A slip of the pen is refused: its answer would read as if there were nobody.


def _check_staff(site: Site, staff: str | None) -> None:
    if staff is not None and staff not in site.staff:
        raise NotFound(f"{staff} is not on the staff; homeport staff list --all names them", field="staff")


def _known_stage(site: Site, stage: str | None) -> str | None:
    known = {one.name: None for definition in site.definitions.values() for one in definition.stages}
    meant = None if stage is None else code_meant(stage, known)
    if meant is not None and meant not in known:
        raise Invalid([f"there is no stage {stage}; known are {', '.join(known)}"], field="stage")
    return meant


def _rows(clinic: Clinic, as_at: str | None, as_of: str | None) -> tuple[str | None, list[dict[str, Any]], str]:
    from adapters.asking import asked
    from adapters.cli.standing import told_rows
    from adapters.views import caseload_as_asked
    from events.instants import local_date

    question = asked(clinic, as_at, as_of)
    moments = [moment for moment in (question.as_at, question.as_of, clinic.clock()) if moment is not None]
    today = local_date(min(moments), clinic.site.zone).isoformat()
    rows = told_rows(clinic, "caseload") if question.banner is None else caseload_as_asked(clinic, question)
    return question.banner, rows, today


def _days(since: str, until: str) -> int:
    from datetime import date

    return (date.fromisoformat(until) - date.fromisoformat(since)).days

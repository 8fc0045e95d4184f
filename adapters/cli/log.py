"""`homeport log`: the log from a position on, thin, so that integrators have a cursor."""

import json
import sys
from collections.abc import Iterable
from contextlib import nullcontext, suppress
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from adapters.cli.options import HERE, Data, Json, open_clinic
from adapters.cli.output import plain
from events.envelope import Recorded
from events.instants import clock_time
from events.store import EventStore

_WIDE = 80


def log(
    after: Annotated[
        int, typer.Option(min=0, max=2**63 - 2, metavar="P", help="Begin after this position: the last one seen.")
    ] = 0,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="At most so many events.")] = None,
    types: Annotated[
        list[str] | None,
        typer.Option("--type", metavar="TYPE", help="Only this type, such as episode.stage_entered; repeat for more."),
    ] = None,
    follow: Annotated[bool, typer.Option("--follow", help="Go on with what is recorded from now on.")] = False,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Print the log from a position on, oldest first: ids, codes, stages and scores, and nothing personal.

    With --json, one CloudEvents 1.0 object a line. To resume, give the last line's sequence with --after.
    Exit status 1 where the end of the log is missing.
    """
    from projections.feed import thin

    _check(types or ())
    # Whoever follows ends it by Ctrl-C: that is how it is done, as with homeport serve.
    with (
        suppress(KeyboardInterrupt) if follow else nullcontext(),
        open_clinic(data, even_damaged=not follow) as clinic,
    ):
        store, source, zone = clinic.store, f"/sites/{clinic.store.log}", clinic.site.zone
        head = store.head().position if clinic.damage else _head(store, after)
        if not as_json:
            sys.stdout.write(_line("position", "recorded", "happened", "type", "subject", "by", "data"))
        while True:
            for record in store.read_log(after=after, until=head, types=types or (), limit=limit):
                envelope = thin(record, source)
                sys.stdout.write(json.dumps(envelope) + "\n" if as_json else _told(envelope, record, zone))
                limit = limit and limit - 1
            sys.stdout.flush()
            after = head
            if clinic.damage:
                raise typer.Exit(1)
            if not follow or limit == 0:
                return
            store.wait(after, timeout=60)
            head = _head(store, after)


def _head(store: EventStore, after: int) -> int:
    """Where the log ends. Raises `Invalid` where the cursor lies beyond: whoever waited there would miss events."""
    from engine.refusals import Invalid

    head = store.head().position
    if after > head:
        raise Invalid(
            [
                f"--after {after}: the log ends at {head}, and a cursor beyond it means that the log was put back from "
                "an older backup; ask whoever keeps the site up to which position that reaches, drop what you read "
                "after it, and go on from there"
            ],
            field="after",
        )
    return head


def _check(types: Iterable[str]) -> None:
    from engine.refusals import Invalid
    from events.released import CATALOGUE

    if unknown := [name for name in types if name not in CATALOGUE.models]:
        raise Invalid([f"there is no type {name}; homeport schema events lists them" for name in unknown], field="type")


def _told(envelope: dict[str, Any], record: Recorded, zone: ZoneInfo) -> str:
    data = " ".join(f"{name}={value}" for name, value in envelope["data"].items() if value not in (None, [], {}, ""))
    return _line(
        str(record.position),
        clock_time(record.recorded_at, zone),
        clock_time(record.occurred_at, zone),
        record.type,
        envelope["subject"],
        record.actor,
        data if len(data) <= _WIDE else data[:_WIDE] + " ...",
    )


def _line(position: str, recorded: str, happened: str, type_: str, subject: str, actor: str, data: str) -> str:
    told = f"{position:>8}  {recorded:<25}  {happened:<25}  {type_:<32}  {subject:<24}  {actor:<12}  {data}"
    return plain(told).rstrip() + "\n"

"""`homeport run`: executes a file of commands, the way that real histories come in."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn, TextIO

import typer

from adapters.cli.command_file import CommandFile, Line, in_chunks
from adapters.cli.options import HERE, Actor, Data, Json, open_clinic
from adapters.cli.output import print_json, print_line
from adapters.cli.progress import progress
from adapters.cli.stopping import resumable
from adapters.clinic import Clinic
from engine.refusals import Invalid, Refused, RequirementsUnmet
from events.envelope import Receipt


class OnRefusal(StrEnum):
    """What a refused command comes to."""

    STOP = "stop"
    COLLECT = "collect"


_TOGETHER: Final = {OnRefusal.STOP: 1, OnRefusal.COLLECT: 500}
"""How many commands the engine is given at once: one where no later line may be executed after a refusal."""


@resumable()
def run(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.ndjson", help="Commands, one JSON object a line; - reads stdin.")
    ],
    on_refusal: Annotated[
        OnRefusal, typer.Option(help="A refused command stops the run, or is collected and the run goes on.")
    ] = OnRefusal.STOP,
    refusals: Annotated[
        Path | None,
        typer.Option(metavar="OUT.ndjson", help="Where refusals are collected, replacing what the file held."),
    ] = None,
    actor: Actor = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Execute a file of commands, in order.

    The whole file is read first: one malformed line, or two commands under one id, and nothing is executed.
    Running a file again changes nothing: what was done is not done twice.
    --as acts in the lines that name no actor. See: homeport schema commands.
    """
    if (on_refusal is OnRefusal.COLLECT) != (refusals is not None):
        raise Invalid(["--on-refusal collect and --refusals OUT.ndjson go together: give both or neither"])
    commands = CommandFile(file, actor)
    tally = Tally()
    with open_clinic(data) as clinic:
        with progress("Reading", commands.size) as read:
            total = commands.check(read)
        with _collected(refusals, file) as out, progress("Recording", total) as done:
            for line, answer in _execute(clinic, commands, _TOGETHER[on_refusal], tally):
                done(1)
                if isinstance(answer, Refused):
                    if out is None:
                        _stop(line, answer, tally, as_json)
                    out.write(json.dumps(_refusal(line, answer), ensure_ascii=False) + "\n")
    if as_json:
        print_json({"commands": total, **vars(tally)} | ({"refusals": str(refusals)} if refusals else {}))
    else:
        print_line(f"{total} commands: {tally.new} done now, {tally.before} had been done before")
        if tally.refused:
            print_line(f"{tally.refused} refused: see {refusals}; mend them and run the file again")
    if tally.refused:
        raise typer.Exit(2)


class Tally:
    """How many commands were done now, had been done before, and were refused."""

    def __init__(self) -> None:
        self.new = 0
        self.before = 0
        self.refused = 0


def _execute(
    clinic: Clinic, commands: CommandFile, together: int, tally: Tally
) -> Iterator[tuple[Line, Receipt | Refused]]:
    """Carries out the commands and counts what became of each."""
    clinic.check_keys()
    reached = clinic.store.head().position
    for chunk in in_chunks(commands, together):
        answers = clinic.engine.execute_together([line.command for line in chunk])
        # A receipt that lies beyond what the log held is new, but for a command that stands in the file twice.
        new: set[int] = set()
        for line, answer in zip(chunk, answers, strict=True):
            if isinstance(answer, Refused):
                tally.refused += 1
            elif answer.position > reached and answer.position not in new:
                new.add(answer.position)
                tally.new += 1
            else:
                tally.before += 1
            yield line, answer
        reached = max(new, default=reached)


def _refusal(line: Line, refusal: Refused) -> dict[str, Any]:
    found: dict[str, Any] = {
        "line": line.number,
        "id": line.command.id,
        "code": refusal.code,
        "message": refusal.message,
    }
    if refusal.field:
        found["field"] = refusal.field
    if isinstance(refusal, RequirementsUnmet):
        found["unmet"] = [unmet._asdict() for unmet in refusal.unmet]
    return found


def _stop(line: Line, refusal: Refused, tally: Tally, as_json: bool) -> NoReturn:
    if as_json:
        told = json.dumps({"refused": _refusal(line, refusal) | {"new": tally.new, "before": tally.before}})
    else:
        told = (
            f"homeport: line {line.number} ({line.command.id}): {refusal.message}; stopped there, with "
            f"{tally.new} commands done now and {tally.before} before: mend the line and run the file again"
        )
    typer.echo(told, err=True)
    raise typer.Exit(2)


@contextmanager
def _collected(refusals: Path | None, file: Path) -> Iterator[TextIO | None]:
    """The file that refusals are collected in, if they are. Raises `Invalid` where it cannot be written."""
    if refusals is None:
        yield None
        return
    if refusals.exists() and file.exists() and refusals.samefile(file):
        raise Invalid([f"{refusals} is the file of commands: collect refusals in another"])
    try:
        out = refusals.open("w", encoding="utf-8")
    except OSError as error:
        raise Invalid([f"{refusals} cannot be written: {os.strerror(error.errno or 0)}"]) from None
    with out:
        yield out

"""`homeport --help` over a bare typer program's, the whole process."""

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.processes import HOMEPORT, run
from benchmarks.rounds import ROUNDS, line

BARE = """
import typer

app = typer.Typer()


@app.command()
def greet(name: str = "you") -> None:
    typer.echo(f"Hello, {name}")


@app.command()
def leave() -> None:
    typer.echo("Goodbye")


app()
"""


def measure(folder: Path) -> Iterator[str]:
    bare = folder / "bare.py"
    bare.write_text(BARE)
    commands = {"bare": (sys.executable, str(bare), "--help"), "ours": (HOMEPORT, "--help")}
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(2 * ROUNDS):
        for name, command in commands.items():
            times[name].append(run(*command).seconds)

    yield line("a bare typer program --help", times["bare"], times["bare"], "starts")
    yield line("homeport --help", times["ours"], times["bare"], "starts")

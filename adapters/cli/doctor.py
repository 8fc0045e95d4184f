"""`homeport doctor`: whether everything holds together."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from adapters.cli.options import HERE, Data, Json, database
from adapters.cli.output import print_json, print_line

if TYPE_CHECKING:
    from adapters.doctor import Finding

_WORDS: Final = {True: "ok", False: "PROBLEM", None: "unknown"}


def doctor(
    every: Annotated[bool, typer.Option("--all", help="Open every sealed event, not a sample.")] = False,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Check that everything holds together: database, log, keys, views, disk. Exit status 1 with a problem."""
    from adapters.doctor import examine

    findings: list[Finding] = []
    for finding in examine(data, database=database(), every=every):
        if not as_json:
            _print(finding, said=any(finding.says == one.says for one in findings))
        findings.append(finding)
    well = not any(finding.ok is False for finding in findings)
    if as_json:
        print_json({"ok": well, "checks": [finding._asdict() for finding in findings]})
    if not well:
        raise typer.Exit(1)


def _print(finding: "Finding", *, said: bool) -> None:
    """A line of what was found, and another of what to do about it; what was `said` for an earlier check only once."""
    print_line(f"{_WORDS[finding.ok]:<7}  {finding.check:<15}  {'as said above' if said else finding.says}")
    if not finding.ok and not said:
        print_line(f"         {'':<15}  -> {finding.remedy}")

"""`homeport doctor`: whether everything holds together."""

from typing import Annotated

import typer

from adapters.cli.options import HERE, Data, Json, database
from adapters.cli.output import print_json, print_line


def doctor(
    every: Annotated[bool, typer.Option("--all", help="Open every sealed event, not a sample.")] = False,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Check that everything holds together: database, log, keys, views, disk. Exit status 1 with a problem."""
    from adapters.doctor import examine

    findings = []
    for finding in examine(data, database=database(), every=every):
        findings.append(finding)
        if not as_json:
            print_line(f"{'ok     ' if finding.ok else 'PROBLEM'}  {finding.check:<15}  {finding.says}")
            if not finding.ok:
                print_line(f"         {'':<15}  -> {finding.remedy}")
    well = all(finding.ok for finding in findings)
    if as_json:
        print_json({"ok": well, "checks": [finding._asdict() for finding in findings]})
    if not well:
        raise typer.Exit(1)

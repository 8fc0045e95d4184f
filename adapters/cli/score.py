"""`homeport score`: scores a file of raw answers, and says how well the answers hang together."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer


def score(
    form: Annotated[str, typer.Argument(metavar="FORM", help="The form, such as ecr, rfq-8 or sps-10.")],
    file: Annotated[
        Path, typer.Argument(metavar="FILE.csv", help="Raw answers: a row a respondent, a column an item.")
    ],
    items: Annotated[
        str, typer.Option(metavar="PATTERN", help="How the items' columns are named: 'Q{n}' for Q1, Q2 ...")
    ],
    response_range: Annotated[
        str | None,
        typer.Option("--range", metavar="LOW-HIGH", help="The responses offered, where not the form's own."),
    ] = None,
    missing: Annotated[
        str,
        typer.Option(metavar="CODES", help="What stands for a missing answer (0,9). A blank always does."),
    ] = "",
    reverse_coded: Annotated[
        bool,
        typer.Option("--reverse-coded", help="Every code runs the other way: the highest is the lowest."),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="SCORES.csv", help="Write the scores to this file, replacing what it held."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Score a file of raw answers.

    Give the answers as they were ticked: the form's key reverses them.
    Printed for each score: how many respondents have it, why others do not,
    mean, standard deviation, alpha and the lowest item-rest correlation.
    A negative one means a wrong key, or answers reversed already.
    """
    from adapters.cli.score_file import Stop, Task, score_file
    from adapters.cli.score_report import as_data, print_table, warnings
    from workflows.instruments.errors import InstrumentError

    try:
        task = Task.from_options(form, file, items, response_range, missing, reverse_coded, out)
        summary = score_file(task)
    except InstrumentError as error:
        _end(str(error), 2)
    except Stop as stop:
        _end(str(stop), stop.exit_code)
    if as_json:
        import json

        typer.echo(json.dumps(as_data(task, summary), indent=2, ensure_ascii=False))
        return
    print_table(task, summary)
    for warning in warnings(task, summary):
        typer.echo(f"homeport: warning: {warning}", err=True)


def _end(message: str, exit_code: int) -> NoReturn:
    typer.echo(f"homeport: {message}", err=True)
    raise typer.Exit(exit_code)

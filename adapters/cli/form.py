"""`homeport form`: questionnaires, and the wording that a site loads for them."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.cli.options import HERE, Actor, Data, Json, open_clinic
from adapters.cli.output import print_json, print_line, print_table

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Load the wording of a questionnaire; list and show forms."
)


@app.command()
def load(
    file: Annotated[Path, typer.Argument(metavar="FILE.json", help="A FHIR R4 Questionnaire.")],
    actor: Actor = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Load wording that the site has the right to use, from a FHIR R4 Questionnaire.

    Its url ends in / and the form's id, its version is the form's; each linkId is an item's id,
    each answerOption a response with its label. What was loaded before is replaced.
    """
    from adapters.wording import keep, read_questionnaire

    with open_clinic(data) as clinic:
        read = read_questionnaire(_content(file))
        path = keep(clinic, read, actor)
    made = {"form": read.form, "version": read.version, "language": read.language, "items": len(read.items)}
    if as_json:
        print_json({**made, "file": str(path) if path else None})
    else:
        print_line(f"wording of {read.form} version {read.version} loaded in {read.language}: {len(read.items)} items")


@app.command("list")
def list_(data: Data = HERE, as_json: Json = False) -> None:
    """List the forms, with the languages that wording was loaded in."""
    from adapters.wording import loaded
    from workflows.instruments.form import form_ids, load_form

    with open_clinic(data) as clinic:
        there = [(one.form, one.version, one.language) for one in loaded(clinic)]
    rows: list[dict[str, Any]] = []
    for form in map(load_form, form_ids()):
        languages = [language for name, version, language in there if (name, version) == (form.id, form.version)]
        rows.append(
            {"form": form.id, "version": form.version, "title": form.title, "items": len(form.items)}
            | {"languages": languages}
        )
    if as_json:
        print_json(rows)
        return
    print_table(
        "Forms",
        ("form", "version", "title", "items", "wording"),
        ([row["form"], row["version"], row["title"], row["items"], ", ".join(row["languages"])] for row in rows),
    )


@app.command()
def show(
    form: Annotated[str, typer.Argument(metavar="FORM", help="The form, such as ecr, rfq-8 or sps-24.")],
    language: Annotated[str, typer.Option(metavar="TAG", help="The language of the wording.")] = "en",
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Show a form: its items and responses, with their wording where it was loaded."""
    from adapters.wording import wording
    from engine.refusals import NotFound
    from workflows.instruments.errors import UnknownForm
    from workflows.instruments.form import load_form

    try:
        known = load_form(form)
    except UnknownForm as error:
        raise NotFound(str(error)) from None
    with open_clinic(data) as clinic:
        said = wording(clinic, known, language)
    if as_json:
        told: dict[str, Any] = {"form": known.id, "version": known.version, "items": list(known.items)}
        print_json({**told, "wording": said.model_dump(mode="json") if said else None})
        return
    low, high = said.response_range if said else known.response_range
    print_line(f"{known.title} ({known.id} version {known.version}), answered {low} to {high}")
    if said is None:
        print_line(f"no wording in {language} was loaded: items are shown by number; homeport form load FILE.json")
        return
    for text in said.instructions:
        print_line(text)
    print_table(
        None,
        ("item", "text", "responses"),
        (
            (item, said.items[item], ", ".join(f"{code} {label}" for code, label in said.options[item].items()))
            for item in known.items
        ),
    )
    if said.copyright:
        print_line(said.copyright)


def _content(file: Path) -> bytes:
    from adapters.wording.questionnaire import LARGEST
    from engine.refusals import Invalid, NotFound

    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST + 1)
    except FileNotFoundError:
        raise NotFound(f"there is no file {file}") from None
    except OSError as error:
        raise Invalid([f"{file} cannot be read: {os.strerror(error.errno or 0)}"]) from None

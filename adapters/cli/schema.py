"""`homeport schema`: the schemas of commands and events, and the items of every form, as JSON.

`--json` is taken as everywhere, though nothing else is ever printed.
"""

from inspect import cleandoc
from typing import Any, Final

import typer

from adapters.cli.options import Json
from adapters.cli.output import print_json

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="The schemas of commands and events, and the forms, as JSON."
)

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_SHARED: Final = {
    "id": "The command's id, given by whoever writes the file: a repeat of the command changes nothing.",
    "actor": "Who does this: the id of a member of staff.",
    "occurred_at": "When it happened, with an offset. Default: now.",
    "recorded_at": "The log's clock, which only a synthetic site may be given.",
    "expected_version": "Refuse the command unless its stream stands at this version.",
    "correlation_id": "The conversation that the command belongs to. Default: the command's own id.",
    "causation_id": "The id of the event that brought the command about.",
    "episode": "The id of the episode.",
    "client": "The id of the client.",
    "entry": "The id of the entry: yours to choose where one is made, else made from the command's id.",
    "reason": "Why, in words. Sealed.",
}


@app.command("commands")
def commands(as_json: Json = False) -> None:
    """The JSON Schema of one line of a file for homeport run. A kind of entry is a command of its own."""
    from pydantic.json_schema import GenerateJsonSchema, models_json_schema

    from workflows.aiat.commands import FoundSite, command_models

    class Plain(GenerateJsonSchema):
        def field_title_should_be_set(self, schema: Any) -> bool:
            return False  # it would repeat the field's name

    models = [(name, model) for name, model in command_models() if model is not FoundSite]
    references, schema = models_json_schema([(model, "validation") for _, model in models], schema_generator=Plain)
    definitions: dict[str, Any] = schema["$defs"]
    definitions.pop("Instant", None)  # how a time is held, not how it is given
    for name, model in models:
        definition = _definition(definitions, references[model, "validation"])
        definition["title"] = name
        definition["description"] = cleandoc(model.__doc__ or "")
        properties: dict[str, Any] = definition["properties"]
        for field, words in _SHARED.items():
            if field in properties:
                properties[field]["description"] = words
        definition["properties"] = {"command": {"const": model.command}, **properties}
        definition["required"] = ["command", *definition["required"]]
    print_json(
        {
            "$schema": _DIALECT,
            "title": "One command: a line of a file for homeport run",
            "oneOf": [references[model, "validation"] for _, model in models],
            "$defs": definitions,
        }
    )


@app.command("events")
def events(as_json: Json = False) -> None:
    """Every type of event with the JSON Schema of its data.

    A field marked x-sealed is encrypted with the client's key, one marked x-withheld is left out of the thin log.
    """
    from events.event import WITHHELD, marked
    from events.released import CATALOGUE

    found: dict[str, Any] = {}
    for name, model in CATALOGUE.models.items():
        schema = CATALOGUE.json_schema(name)
        for field in marked(model, WITHHELD):
            schema["properties"][field]["x-withheld"] = True
        found[name] = {"version": model.schema_version, "schema": {"$schema": _DIALECT, **schema}}
    print_json(found)


@app.command("forms")
def forms(as_json: Json = False) -> None:
    """Every questionnaire form: the ids of its items, its response range and its scores. Never its wording."""
    from workflows.instruments.form import form_ids, load_form

    found = {}
    for name in form_ids():
        form = load_form(name)
        found[name] = {
            "version": form.version,
            "title": form.title,
            "items": form.items,
            "response_range": form.response_range,
            "other_range_allowed": not form.fixed_range,
            "targets": form.targets,
            "scores": [{"name": scale.name, "better": scale.better} for scale in form.scales],
            "hash": form.hash,
        }
    print_json(found)


def _definition(definitions: dict[str, Any], reference: Any) -> dict[str, Any]:
    found: dict[str, Any] = definitions[reference["$ref"].rpartition("/")[2]]
    return found

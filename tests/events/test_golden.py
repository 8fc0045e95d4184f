"""Every version of an event that was ever released still loads, and no released schema changes.

A golden file holds an example of one version as the log keeps it (`data`, `personal`) and the model's JSON
Schema. Files are added (HOMEPORT_WRITE_GOLDEN=1 writes those that are not there yet), never edited.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from events.event import SEALED, Event, encode, marked
from events.released import CATALOGUE, MODELS

GOLDEN = Path(__file__).parent / "golden"


def path_of(type_: str, version: int) -> Path:
    return GOLDEN / f"{type_}.v{version}.json"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.type)
def test_every_current_event_has_a_golden_file_with_its_schema(model: type[Event]) -> None:
    path = path_of(model.type, model.schema_version)
    if not path.exists() and os.environ.get("HOMEPORT_WRITE_GOLDEN"):
        path.write_text(json.dumps(_golden(model), indent=1, ensure_ascii=False) + "\n")
    golden = json.loads(path.read_text())

    assert golden["schema"] == _schema(model), "a released schema changed: raise schema_version and add an upcaster"


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
def test_every_version_ever_released_still_loads(path: Path) -> None:
    type_, _, version = path.stem.rpartition(".v")
    golden = json.loads(path.read_text())

    event = CATALOGUE.load(type_, int(version), golden["data"] | golden["personal"])
    without_its_key = CATALOGUE.load(type_, int(version), golden["data"])

    if int(version) == event.schema_version:
        data, personal = encode(event)
        assert json.loads(data) == golden["data"]
        assert json.loads(personal or b"{}") == golden["personal"]
    assert not any(getattr(without_its_key, name) for name in marked(type(event), SEALED))


def _schema(model: type[Event]) -> dict[str, Any]:
    """The schema as JSON keeps it, without the words that may be improved."""
    schema: dict[str, Any] = json.loads(json.dumps(CATALOGUE.json_schema(model.type)))
    plain: dict[str, Any] = _without_descriptions(schema)
    return plain


def _without_descriptions(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {
            key: _without_descriptions(value)
            for key, value in schema.items()
            if key != "description" or isinstance(value, dict)
        }
    return [_without_descriptions(one) for one in schema] if isinstance(schema, list) else schema


def _golden(model: type[Event]) -> dict[str, Any]:
    schema = _schema(model)
    example = {name: _example(one, schema.get("$defs", {})) for name, one in schema["properties"].items()}
    sealed = marked(model, SEALED)
    event = model.model_validate(example)
    data, personal = encode(event)
    assert {*json.loads(personal or b"{}")} == sealed
    return {"data": json.loads(data), "personal": json.loads(personal or b"{}"), "schema": schema}


def _example(schema: dict[str, Any], defs: dict[str, Any]) -> Any:
    """A value that the schema allows, never None where it allows another."""
    if "$ref" in schema:
        return _example(defs[schema["$ref"].rpartition("/")[2]], defs)
    if "anyOf" in schema:
        return _example(next(one for one in schema["anyOf"] if one.get("type") != "null"), defs)
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    match schema.get("type"):
        case "array":
            items = schema.get("prefixItems") or [schema.get("items", {"type": "string"})]
            return [_example(one, defs) for one in items]
        case "object":
            if "properties" in schema:
                return {name: _example(one, defs) for name, one in schema["properties"].items()}
            inner = schema.get("additionalProperties")
            return {"1": _example(inner if isinstance(inner, dict) else {"type": "integer"}, defs)}
    return _scalar(schema)


def _scalar(schema: dict[str, Any]) -> Any:
    match schema.get("type"):
        case "integer":
            return schema.get("minimum", 1)
        case "number":
            return 1.5
        case "boolean":
            return True
        case _:
            return "2026-03-02" if schema.get("format") == "date" else "an-example" if "pattern" not in schema else "a1"

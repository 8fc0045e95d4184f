"""`homeport schema`: what a line may hold is documented, for every command, and no document leads nowhere."""

import json
import re
from typing import Any

import pytest

from events.released import CATALOGUE, ENTRIES
from tests.cli.conftest import Homeport
from tests.histories import Line, history
from workflows.aiat.commands import COMMANDS


def alternatives(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The schema of each command by its title."""
    found = [schema["$defs"][one["$ref"].rpartition("/")[2]] for one in schema["oneOf"]]
    return {one["title"]: one for one in found}


def title(line: Line) -> str:
    return f"record {line['what']}" if line["command"] == "record" else str(line["command"])


def test_every_command_and_every_kind_of_entry_has_a_schema(homeport: Homeport) -> None:
    schemas = alternatives(homeport("schema", "commands").json)

    kinds = {f"record {what}" for what in ENTRIES if what != "group"}
    assert set(schemas) == (set(COMMANDS) - {"found_site", "record"}) | kinds


@pytest.mark.parametrize("what", ["commands", "events", "forms"])
def test_json_is_taken_as_everywhere(what: str, homeport: Homeport) -> None:
    assert homeport("schema", what, "--json") == homeport("schema", what)


def test_each_schema_says_what_its_command_is_for(homeport: Homeport) -> None:
    for name, schema in alternatives(homeport("schema", "commands").json).items():
        assert schema["properties"]["command"] == {"const": name.split()[0]}
        assert {"command", "id", "actor"} <= set(schema["required"])
        assert schema["description"]
        assert schema["properties"]["id"]["description"]


def test_lines_that_are_executed_fit_their_schema(homeport: Homeport) -> None:
    document = homeport("schema", "commands").json
    schemas = alternatives(document)

    for line in history(1):
        schema = schemas[title(line)]
        assert set(schema["required"]) <= set(line) <= set(schema["properties"])
        if line["command"] == "record":
            content = document["$defs"][schema["properties"]["content"]["$ref"].rpartition("/")[2]]
            assert set(content.get("required", ())) <= set(line["content"]) <= set(content["properties"])


def test_every_reference_leads_somewhere(homeport: Homeport) -> None:
    out = homeport("schema", "commands").out

    assert set(re.findall(r'"#/\$defs/(\w+)"', out)) == set(json.loads(out)["$defs"])


def test_the_events_say_what_is_sealed_and_what_is_withheld(homeport: Homeport) -> None:
    events = homeport("schema", "events").json

    assert set(events) == set(CATALOGUE.models)
    contact = events["episode.contact_made"]["schema"]["properties"]
    assert contact["note"]["x-sealed"]
    assert "x-sealed" not in contact["outcome"]
    assert events["episode.assessment_taken"]["schema"]["properties"]["answers"]["x-withheld"]


def test_the_forms_say_which_answers_they_take(homeport: Homeport) -> None:
    forms = homeport("schema", "forms").json

    assert forms["rfq-8"]["items"] == [str(number) for number in range(1, 9)]
    assert forms["ecr-s"]["response_range"] == [1, 7]
    assert {one["name"] for one in forms["ecr"]["scores"]} == {"avoidance", "anxiety"}

"""`homeport run`: a file of commands is executed as a whole or named line by line, and never twice."""

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from adapters.clinic import Clinic
from tests.cli.conftest import Homeport
from tests.histories import CANARY, baselines, history, intake, write

REFUSED = {"command": "advance", "id": "too-early", "actor": "sol", "episode": "e-1"}
"""Refused wherever it stands behind the first two lines of an intake and before its last."""


def log_of(clinic: Clinic) -> list[tuple[str, str, bytes]]:
    return [(record.stream, record.type, record.data) for record in clinic.store.read_log()]


def test_a_file_is_executed_in_order(clinic: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    ran = homeport("run", write(tmp_path / "history.ndjson", history(1)), "--json")

    assert ran.status == 0
    assert ran.json == {"commands": 18, "new": 18, "before": 0, "refused": 0}
    assert clinic.engine.load("episode-e-1").state.stage == "social_map_building"


def test_a_file_run_again_changes_nothing(clinic: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    file = write(tmp_path / "history.ndjson", history(1))
    homeport("run", file)
    before = log_of(clinic)

    ran = homeport("run", file)

    assert ran.status == 0
    assert ran.out == "18 commands: 0 done now, 18 had been done before\n"
    assert log_of(clinic) == before


def test_a_line_that_stands_twice_is_done_once(clinic: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    lines = list(intake(1))

    ran = homeport("run", write(tmp_path / "twice.ndjson", [*lines, lines[2], lines[2]]), "--json")

    assert ran.json == {"commands": 10, "new": 8, "before": 2, "refused": 0}


def test_a_malformed_line_17_executes_nothing(clinic: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    lines: list[Any] = history(1)
    lines.insert(16, '{"command": "advance", "id": ')
    before = log_of(clinic)

    ran = homeport("run", write(tmp_path / "bad.ndjson", lines))

    assert ran.status == 2
    assert "nothing was executed" in ran.err
    assert "line 17: is not JSON" in ran.err
    assert ran.err.count("\n") == 1
    assert log_of(clinic) == before


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("[1, 2]", "a command is a JSON object"),
        ('{"id": "x", "actor": "sol"}', "command is missing"),
        ('{"command": "advanse", "id": "x", "actor": "sol"}', "did you mean advance?"),
        ('{"command": "record", "what": "contakt"}', "did you mean contact?"),
        ('{"command": "advance", "actor": "sol", "episode": "e-1"}', "id is missing"),
        ('{"command": "advance", "id": "x", "episode": "e-1"}', "actor is missing"),
        ('{"command": "advance", "id": "x", "actor": "sol"}', "episode is missing"),
        ('{"command": "advance", "id": "x", "actor": "sol", "episode": "e", "stage": "y"}', "stage is not known here"),
        ('{"command": "advance", "id": "a b", "actor": "sol", "episode": "e"}', "id may hold letters"),
        (
            '{"command": "advance", "id": "x", "actor": "sol", "episode": "e", "occurred_at": "2026-02-02T10:00:00"}',
            "occurred_at has no offset",
        ),
        ('{"command": "found_site", "id": "x", "actor": "sol"}', "made with homeport site init"),
        ('{"command": "publish_policy", "id": "x", "actor": "sol", "content": {"n": NaN}}', "is not JSON"),
        ('{"command": "amend", "id": "x", "reason": "\\ud800"}', "is not text in UTF-8"),
        ("[" * 100_000, "nested too deeply"),
        ('{"command": "advance", "id": "x", "id": "y", "actor": "sol"}', "gives id more than once; leave one"),
        ('{"command": "record", "what": "note", "content": {"text": "x", "text": "y"}}', "gives text more than once"),
        ('{"\\ud800": 1, "\\ud800": 2}', "gives '\\ud800' more than once"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(
    line: str, says: str, clinic: Clinic, homeport: Homeport, tmp_path: Path
) -> None:
    ran = homeport("run", write(tmp_path / "bad.ndjson", [*intake(1), line]))

    assert ran.status == 2
    assert "line 9: " in ran.err
    assert says in ran.err
    assert not clinic.engine.load("client-c-1").version


def test_a_line_that_is_no_text_is_refused(clinic: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    file = tmp_path / "latin.ndjson"
    file.write_bytes('{"command": "register_client", "name": "Zo\xeb"}\n'.encode("latin-1"))

    assert "line 1: is not text in UTF-8" in homeport("run", file).err


def test_every_bad_line_is_named_up_to_twenty(clinic: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    ran = homeport("run", write(tmp_path / "bad.ndjson", ["nonsense"] * 25))

    assert "line 1: " in ran.err
    assert "line 20: " in ran.err
    assert "line 21: " not in ran.err
    assert "and 5 lines more" in ran.err


def test_blank_lines_and_a_byte_order_mark_are_passed_over(clinic: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    file = write(tmp_path / "history.ndjson", ["", *intake(1), "  "])
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))

    assert homeport("run", file, "--json").json["new"] == 8


def test_a_refusal_stops_the_run_and_no_later_line_is_executed(
    clinic: Clinic, homeport: Homeport, tmp_path: Path
) -> None:
    lines = list(intake(1))
    file = write(tmp_path / "history.ndjson", [*lines[:5], REFUSED, *intake(2)])

    ran = homeport("run", file)

    assert ran.status == 2
    assert ran.err.startswith("homeport: line 6 (too-early): intake cannot be left yet")
    assert "with 5 commands done now and 0 before" in ran.err
    assert not clinic.engine.load("client-c-2").version


def test_a_run_goes_on_where_it_stopped_once_the_line_is_mended(
    clinic: Clinic, homeport: Homeport, tmp_path: Path
) -> None:
    lines = list(intake(1))
    file = write(tmp_path / "history.ndjson", [*lines[:5], REFUSED, *lines[5:]])
    homeport("run", file)

    ran = homeport("run", write(file, lines), "--json")

    assert ran.json == {"commands": 8, "new": 3, "before": 5, "refused": 0}


def test_where_a_run_stopped_is_told_as_data(clinic: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    lines = list(intake(1))

    ran = homeport("run", write(tmp_path / "history.ndjson", [*lines[:5], REFUSED]), "--json")

    told = json.loads(ran.err)["refused"]
    assert (told["line"], told["id"], told["code"]) == (6, "too-early", "requirements_unmet")
    assert (told["new"], told["before"]) == (5, 0)
    assert {one["code"] for one in told["unmet"]} == {"attachment_history", "care_team_disciplines"}


def test_refusals_are_collected_and_the_rest_is_done(clinic: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    lines = list(intake(1))
    file = write(tmp_path / "history.ndjson", [*lines[:5], REFUSED, *lines[5:], *intake(2)])
    out = tmp_path / "refusals.ndjson"

    ran = homeport("run", file, "--on-refusal", "collect", "--refusals", out, "--json")

    assert ran.status == 2
    assert ran.json == {"commands": 17, "new": 16, "before": 0, "refused": 1, "refusals": str(out)}
    (refusal,) = map(json.loads, out.read_text().splitlines())
    assert (refusal["line"], refusal["id"], refusal["code"]) == (6, "too-early", "requirements_unmet")
    assert refusal["unmet"][0].keys() == {"code", "sentence", "remedy"}
    assert clinic.engine.load("episode-e-2").state.stage == "assessment"


def test_collecting_records_what_stopping_records(clinic: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    interleaved = [line for pair in zip(history(1), history(2), strict=True) for line in pair]
    file = write(tmp_path / "history.ndjson", interleaved)
    homeport("run", file, "--on-refusal", "collect", "--refusals", tmp_path / "refusals.ndjson")

    again = homeport("run", file, "--json")

    assert again.json["before"] == len(interleaved)
    assert log_of(clinic)[-1][1] == "episode.entry_amended"
    assert len(log_of(clinic)) == 8 + 2 * 19


def test_another_command_under_a_used_id_is_refused(clinic: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    first, *_ = intake(1)
    homeport("run", write(tmp_path / "first.ndjson", [first]))

    ran = homeport("run", write(tmp_path / "other.ndjson", [{**first, "name": "Somebody else"}]))

    assert ran.status == 2
    assert "command id register-c-1 was used before with other content" in ran.err


def test_two_commands_of_a_file_under_one_id_are_found_before_any_is_executed(
    clinic: Clinic, homeport: Homeport, tmp_path: Path
) -> None:
    lines = list(intake(1))
    other = {**lines[0], "name": "Somebody else"}
    file = write(tmp_path / "history.ndjson", [lines[0], *lines, other, "nonsense", *intake(2)])

    ran = homeport("run", file, "--on-refusal", "collect", "--refusals", tmp_path / "refusals.ndjson")

    assert ran.status == 2
    assert "nothing was executed" in ran.err
    assert "line 11: is not JSON" in ran.err
    assert "lines 1 and 10 are different commands under one id, register-c-1: give one of them another" in ran.err
    assert "line 2" not in ran.err
    assert not clinic.engine.load("client-c-1").version
    assert not (tmp_path / "refusals.ndjson").exists()


def test_commands_are_read_from_stdin(
    clinic: Clinic, homeport: Homeport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = write(tmp_path / "history.ndjson", intake(1)).read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))

    assert homeport("run", "-", "--json").json["new"] == 8


def test_lines_without_an_actor_are_done_as_the_one_given(clinic: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    lines = [{name: value for name, value in line.items() if name != "actor"} for line in intake(1)]

    ran = homeport("run", write(tmp_path / "history.ndjson", lines), "--as", "sol")

    assert ran.status == 0
    assert {record.actor for record in clinic.store.read_stream("episode-e-1")} == {"sol"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["missing.ndjson"], "there is no file"),
        (["."], "cannot be read"),
        (["history.ndjson", "--on-refusal", "collect"], "go together"),
        (["history.ndjson", "--refusals", "out.ndjson"], "go together"),
        (["history.ndjson", "--on-refusal", "collect", "--refusals", "history.ndjson"], "is the file of commands"),
        (["history.ndjson", "--on-refusal", "collect", "--refusals", "no/where.ndjson"], "cannot be written"),
    ],
)
def test_files_that_cannot_serve_are_refused(
    arguments: list[str],
    says: str,
    clinic: Clinic,
    homeport: Homeport,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write(tmp_path / "history.ndjson", intake(1))
    monkeypatch.chdir(tmp_path)

    ran = homeport("run", *arguments)

    assert ran.status == 2
    assert says in ran.err
    assert not clinic.engine.load("client-c-1").version


def test_what_a_line_says_of_a_person_is_in_no_refusal(clinic: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    wrong = {"id": f"{CANARY} id", "name": [CANARY], "contact": {"text": CANARY}, "content": CANARY}
    file = write(tmp_path / "bad.ndjson", [*({**line, **wrong} for line in history(1)), f'{{"name": "{CANARY}'])

    ran = homeport("run", file)

    assert ran.status == 2
    assert "line 19: is not JSON" in ran.err
    assert CANARY not in ran.err


def test_a_terminal_is_shown_how_far_the_run_is(clinic: Clinic, tmp_path: Path) -> None:
    file = write(tmp_path / "history.ndjson", [*intake(1), *baselines(1)])
    ours, theirs = pty.openpty()

    done = subprocess.run(
        [sys.executable, "-c", "import adapters.cli; adapters.cli.main()", "run", file, "--data", tmp_path / "site"],
        stderr=theirs,
        stdout=subprocess.PIPE,
        check=True,
    )

    os.close(theirs)
    assert done.stdout == b"13 commands: 13 done now, 0 had been done before\n"
    assert b"Recording" in os.read(ours, 100_000)
    os.close(ours)

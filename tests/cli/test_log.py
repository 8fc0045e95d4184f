"""`homeport log`: a cursor on the log for integrators, with nothing personal in it."""

import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from adapters.clinic import Clinic
from tests.cli.conftest import Homeport, Ran
from tests.cli.tampering import alter
from tests.histories import CANARY, history
from workflows.aiat.reading import read_command


def positions(ran: Ran) -> list[int]:
    return [int(line["sequence"]) for line in ran.lines]


def test_the_log_is_one_object_a_line_in_order(treated: Clinic, homeport: Homeport) -> None:
    ran = homeport("log", "--json")

    assert ran.status == 0
    assert positions(ran) == list(range(1, treated.store.head().position + 1))
    assert {line["source"] for line in ran.lines} == {"/sites/test-site"}


@pytest.mark.parametrize("page", [1, 7, 500])
def test_a_reader_that_resumes_misses_and_repeats_nothing(page: int, treated: Clinic, homeport: Homeport) -> None:
    seen: list[int] = []

    while read := positions(homeport("log", "--json", "--limit", page, "--after", seen[-1] if seen else 0)):
        seen += read

    assert seen == list(range(1, treated.store.head().position + 1))


def test_what_is_recorded_later_comes_after_the_cursor(treated: Clinic, homeport: Homeport) -> None:
    cursor = positions(homeport("log", "--json"))[-1]
    for line in history(3):
        treated.execute(read_command(line))

    assert positions(homeport("log", "--json", "--after", cursor)) == list(range(cursor + 1, cursor + 20))


@pytest.mark.parametrize("options", [[], ["--follow"], ["--json"], ["--json", "--follow", "--type", "episode.opened"]])
def test_a_cursor_beyond_the_log_is_refused(options: list[str], treated: Clinic, homeport: Homeport) -> None:
    head = treated.store.head().position

    ran = homeport("log", "--after", head + 1, *options)

    assert (ran.status, ran.out) == (2, "")
    assert f"the log ends at {head}, and a cursor beyond it means that the log was put back from an older" in ran.err
    if "--json" in options:
        refused = json.loads(ran.err)["refused"]
        assert (refused["code"], refused["field"]) == ("invalid", "after")


def test_types_can_be_chosen(treated: Clinic, homeport: Homeport) -> None:
    ran = homeport("log", "--json", "--type", "episode.opened", "--type", "episode.stage_entered")

    found = [(line["subject"], line["type"]) for line in ran.lines]
    opened, entered = "org.homeport.episode.opened.v1", "org.homeport.episode.stage_entered.v1"
    assert found == [(f"episodes/e-{n}", one) for n in (1, 2) for one in (opened, entered, entered)]


def test_an_unknown_type_is_refused(treated: Clinic, homeport: Homeport) -> None:
    ran = homeport("log", "--type", "episode.open")

    assert ran.status == 2
    assert "there is no type episode.open" in ran.err


def test_following_goes_on_with_what_is_recorded_meanwhile(treated: Clinic, homeport: Homeport) -> None:
    head = treated.store.head().position

    def record() -> None:
        time.sleep(0.2)
        for line in history(3):
            treated.execute(read_command(line))

    recording = threading.Thread(target=record)
    recording.start()
    ran = homeport("log", "--json", "--follow", "--after", head - 1, "--limit", 5)
    recording.join()

    assert positions(ran) == [head, head + 1, head + 2, head + 3, head + 4]


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_nothing_personal_is_in_the_log(options: list[str], treated: Clinic, homeport: Homeport) -> None:
    ran = homeport("log", *options)

    assert "e-1-friend" in ran.out
    assert CANARY not in ran.out
    assert "of the staff" not in ran.out


def test_a_person_reads_lines(treated: Clinic, homeport: Homeport) -> None:
    heading, first, *_ = homeport("log", "--after", 8).out.splitlines()

    assert heading.split() == ["position", "recorded", "happened", "type", "subject", "by", "data"]
    assert first.split()[0] == "9"
    assert "client.registered" in first


def test_answers_leave_in_no_form(treated: Clinic, homeport: Homeport) -> None:
    taken: list[dict[str, Any]] = homeport("log", "--json", "--type", "episode.assessment_taken").lines

    assert len(taken) == 6
    assert all(line["data"]["scores"] and "answers" not in line["data"] for line in taken)


@pytest.mark.parametrize("data", ["{garbage", "[]", "12", '{"of": 1}'])
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_an_event_that_cannot_be_read_is_refused_by_its_position(
    options: list[str], data: str, treated: Clinic, homeport: Homeport, tmp_path: Path
) -> None:
    (amended, *_) = treated.store.read_log(types=["episode.entry_amended"])
    position = amended.position if "of" in data else 12
    treated.close()
    alter(
        tmp_path / "site" / "log.db",
        "UPDATE events SET data = CAST(? AS BLOB) WHERE position = ?",
        parameters=[data, position],
    )

    ran = homeport("log", "--after", position - 2, *options)

    assert ran.status == 2
    assert ran.err.count("\n") == 1
    assert f"the event at position {position} cannot be read: restore the log from a backup" in ran.err
    assert len(ran.out.splitlines()) == (1 if options else 2)

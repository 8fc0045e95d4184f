"""`homeport deadlines`: what stands, and recording what has passed, for people and for cron."""

from adapters.clinic import Clinic
from tests.cli.conftest import Clock, Homeport, refused

LATER = "2026-03-20T09:00:00-07:00"


def stands(homeport: Homeport, *arguments: str) -> list[tuple[str, str, bool]]:
    rows = homeport("deadlines", "list", *arguments, "--json").json
    return [(one["episode"], f"{one['kind']} {one['state']} {one['due_on']}", one["passed"]) for one in rows]


def test_what_stands_is_listed_the_earliest_first(treated: Clinic, homeport: Homeport) -> None:
    assert stands(homeport, "e-1") == [
        ("e-1", "reflection due 2026-02-10", False),
        ("e-1", "reflection overdue 2026-02-13", False),
        ("e-1", "silence overdue 2026-03-06", False),
    ]
    assert len(stands(homeport)) == 6
    assert homeport("deadlines", "list", "e-1", "--json").json[0]["at"] == "2026-02-10T23:59:59.999999-08:00"
    out = homeport("deadlines", "list").out
    assert "reflection  reminder  2026-02-10     waits" in out


def test_an_episode_that_there_is_not_does_not_look_as_if_nothing_fell_due(treated: Clinic, homeport: Homeport) -> None:
    refused(homeport("deadlines", "list", "e-99"), "there is no episode e-99")


def test_firing_records_what_has_passed_once(treated: Clinic, homeport: Homeport) -> None:
    # the command line goes by the real clock, which is past all of these days
    assert homeport("deadlines", "fire").out == "6 deadlines recorded as passed\n"
    assert homeport("deadlines", "fire", "--json").json == {"fired": 0}
    assert [passed for _, _, passed in stands(homeport)] == [True] * 6
    assert {one["passed"] for one in homeport("due", "--json").json} == {"overdue"}


def test_the_history_says_who_recorded_it_and_that_it_was_legal(
    treated: Clinic, homeport: Homeport, clock: Clock
) -> None:
    clock.set(LATER)
    homeport("deadlines", "fire")
    out = homeport("replay", "e-1").out
    assert "2026-02-11T00:00:00-08:00  homeport: Reminder: the weekly reflection was due by 2026-02-10." in out
    assert "Overdue: the weekly reflection was not made, and its days of grace ended on 2026-02-13." in out
    assert "homeport: An early discharge is proposed: no sign of the client for 30 days, up to 2026-03-06." in out
    assert "not legal" not in out
    assert homeport("projections", "verify").status == 0


def test_integrators_read_them_thin(treated: Clinic, homeport: Homeport) -> None:
    homeport("deadlines", "fire")
    told = homeport("log", "--type", "episode.discharge_proposed", "--json").lines
    assert [one["subject"] for one in told] == ["episodes/e-1", "episodes/e-2"]
    assert told[0]["data"] == {"cause": told[0]["data"]["cause"], "due_on": "2026-03-06", "days": 30}
    assert told[0]["time"] == "2026-03-07T00:00:00-08:00"


def test_nobody_can_have_a_deadline_pass_by_a_file_of_commands(treated: Clinic, homeport: Homeport) -> None:
    assert "fire_deadline" not in homeport("schema", "commands").out

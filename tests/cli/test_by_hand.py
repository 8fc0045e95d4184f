"""An episode run by hand: what a person types, and what they get back."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from adapters.clinic import Clinic
from tests.cli.conftest import Clock, Ran, refused
from workflows.aiat.commands import OpenEpisode, RegisterClient

Homeport = Callable[..., Ran]
OPENED = "2026-01-05T10:00:00-08:00"


@pytest.fixture
def episode(clinic: Clinic, homeport: Homeport, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("HOMEPORT_ACTOR", "mira")
    assert homeport("client", "add", "--client", "c1", "--name", "Synthetic One").status == 0
    assert homeport("episode", "open", "c1", "--episode", "e1", "--at", OPENED).status == 0
    return "e1"


def test_a_command_without_an_actor_is_refused(clinic: Clinic, homeport: Homeport) -> None:
    refused(homeport("client", "add", "--name", "X"), "--as STAFF", "HOMEPORT_ACTOR")


def test_clients_are_found_by_part_of_their_name(episode: str, homeport: Homeport) -> None:
    homeport("client", "change", "c1", "--chosen-name", "Uno")

    assert [one["client"] for one in homeport("client", "find", "synth ONE", "--json").json] == ["c1"]
    assert [one["chosen_name"] for one in homeport("client", "find", "uno", "--json").json] == ["Uno"]
    assert homeport("client", "find", "nobody", "--json").json == []


def test_next_lists_everything_that_is_missing_and_how_to_meet_it(episode: str, homeport: Homeport) -> None:
    shown = homeport("episode", "next", "e1", "--json").json

    assert [one["code"] for one in shown["missing"]] == [
        "treatment_consent",
        "safety_screen",
        "substance_with_function",
        "attachment_history",
        "care_team_disciplines",
    ]
    assert all(one["remedy"] for one in shown["missing"])


def test_advancing_too_soon_is_refused_with_every_requirement(episode: str, homeport: Homeport) -> None:
    refused(homeport("episode", "advance", "e1"), "treatment_consent", "safety_screen", "care_team_disciplines")


def test_options_are_made_from_the_fields_of_an_entry(episode: str, homeport: Homeport) -> None:
    recorded = homeport(
        "record",
        "safety-screen",
        "e1",
        "--safe-now",
        "yes",
        "--choices-explained",
        "--grounds",
        "cold water|a walk, slowly",
    )

    assert recorded.status == 0
    exported = homeport("episode", "export", "e1").out
    assert "cold water; a walk, slowly" in exported


def test_what_is_missing_or_wrong_in_an_entry_is_named_by_its_option(episode: str, homeport: Homeport) -> None:
    refused(
        homeport("record", "safety-screen", "e1", "--safe-now", "maybe"),
        "--safe-now must be one of yes, no or declined",
        "--choices-explained is missing",
    )


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (("client", "consent", "c1", "--signed-on", "tomorrow"), "--signed-on"),
        (("client", "consent", "c1", "--expires-on", "31/01/2026"), "--expires-on"),
        (("client", "change", "c1", "--birth-date", "2026-02-30"), "--birth-date"),
        (("record", "consent", "e1", "--signed-on", "2026-01-05T10:00:00Z"), "--signed-on"),
    ],
)
def test_what_is_no_calendar_day_is_told_how_a_day_is_written(
    episode: str, homeport: Homeport, arguments: tuple[str, ...], option: str
) -> None:
    refused(homeport(*arguments), f"{option} is not a day; write it as YYYY-MM-DD, such as 2026-03-02")


def test_a_role_that_there_is_not_is_all_that_is_said_of_it(clinic: Clinic, homeport: Homeport) -> None:
    ran = homeport("staff", "add", "s-2", "--name", "Two", "--role", "boss", "--as", "admin")

    refused(ran, "--role must be one of intake, counsellor")
    assert "at least" not in ran.err
    refused(homeport("staff", "add", "s-2", "--name", "Two", "--role", "", "--as", "admin"), "--role needs at least 1")


def test_an_unknown_kind_of_entry_or_command_is_refused_in_one_line(episode: str, homeport: Homeport) -> None:
    refused(homeport("record", "mood", "e1"), "mood")
    refused(homeport("epsiode", "show"), "epsiode")
    refused(homeport("episode", "show"), "EPISODE")


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("2026-01-05T10:30:00", "--at has no offset"),
        ("yesterday", "--at is not a date and time"),
        ("2999-01-06T10:00:00-08:00", "future"),
        ("2026-01-04T10:00:00-08:00", "before the intake"),
    ],
)
def test_a_time_that_cannot_be_is_refused(episode: str, homeport: Homeport, when: str, words: str) -> None:
    refused(homeport("record", "note", "e1", "--text", "x", "--at", when), words)


def test_people_are_told_times_as_the_clocks_of_the_site_show_them_and_scripts_as_they_were_stated(
    clinic: Clinic, homeport: Homeport, clock: Clock
) -> None:
    clock.set("2026-01-06T22:30:00.250000-08:00")  # in UTC it is the next day
    clinic.execute(RegisterClient(id="register", actor="mira", client="c1", name="Synthetic One"))
    clinic.execute(OpenEpisode(id="open", actor="mira", client="c1", episode="e1"))
    stated, told = "2026-01-07T06:30:00.250000+00:00", "2026-01-06T22:30:00-08:00"
    head = clinic.store.head().position

    shown, replayed, exported = (
        homeport(*command, "e1").out for command in (("episode", "show"), ("replay",), ("episode", "export"))
    )
    heading, *events = homeport("log", "--after", head - 1).out.splitlines()

    assert f"opened {told}, version" in shown
    assert f"{told}  mira: " in replayed
    assert "recorded" not in replayed
    assert f"recorded {told}" in exported
    assert "2026-01-07" not in shown + replayed + exported
    assert f"{told}  {told}  client.episode_begun" in events[-1]
    assert heading.index("by") == events[-1].index("mira")
    assert homeport("episode", "show", "e1", "--json").json["opened_at"] == stated
    assert {one["occurred_at"] for one in homeport("replay", "e1", "--json").json["events"]} == {stated}


def test_a_refusal_tells_times_as_the_clocks_of_the_site_show_them(
    clinic: Clinic, homeport: Homeport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOMEPORT_ACTOR", "mira")
    homeport("client", "add", "--client", "c1", "--name", "Synthetic One")
    homeport("episode", "open", "c1", "--episode", "e1", "--at", "2026-01-05T18:00:00.400123Z")
    note = ("record", "note", "e1", "--text", "x", "--at")

    refused(
        homeport(*note, "2026-01-05T17:59:30.25Z"), "2026-01-05T09:59:30-08:00 is before the intake of this episode"
    )
    ran = homeport(*note, "2026-01-05T18:00:00Z")
    refused(ran, "2026-01-05T10:00:00-08:00 is before the intake of this episode at 2026-01-05T10:00:01-08:00")
    assert homeport(*note, "2026-01-05T10:00:01-08:00").status == 0
    refused(homeport(*note, "2999-07-05T18:00:00Z"), "2999-07-05T11:00:00-07:00 lies in the future")
    refused(
        homeport("episode", "hold", "e1", "--kind", "hospital", "--reason", "x", "--at", "2026-01-05T09:00:00-08:00"),
        "2026-01-05T09:00:00-08:00 is before what happened last to this episode, at 2026-01-05T10:00:01-08:00",
    )


def test_a_repeated_command_id_changes_nothing_and_another_content_is_refused(episode: str, homeport: Homeport) -> None:
    first = homeport("record", "note", "e1", "--text", "x", "--id", "n-1", "--json").json

    assert homeport("record", "note", "e1", "--text", "x", "--id", "n-1", "--json").json == first
    refused(homeport("record", "note", "e1", "--text", "y", "--id", "n-1"), "used before with other content")


def test_a_stale_version_is_refused(episode: str, homeport: Homeport) -> None:
    version = homeport("episode", "show", "e1", "--json").json["version"]
    homeport("record", "note", "e1", "--text", "somebody else")

    refused(homeport("record", "note", "e1", "--text", "mine", "--expect-version", version), "look at it again")


def test_a_version_that_was_never_reached_is_laid_to_nobody(episode: str, homeport: Homeport) -> None:
    ran = homeport("record", "note", "e1", "--text", "mine", "--expect-version", 99)

    refused(ran, "episode e1 stands at version ", "and has not come to 99")
    assert "somebody" not in ran.err


@pytest.mark.parametrize("version", [0, -1])
def test_a_version_that_no_episode_has_is_laid_to_nobody(version: int, episode: str, homeport: Homeport) -> None:
    ran = homeport("record", "note", "e1", "--text", "mine", "--expect-version", version)

    refused(ran, "--expect-version is 1 or more", "homeport episode show EPISODE")
    assert "somebody" not in ran.err


def test_who_is_not_there_is_refused_with_what_lists_them(episode: str, homeport: Homeport) -> None:
    refused(homeport("episode", "open", "c-x"), "there is no client c-x; homeport client find lists them")
    refused(homeport("record", "note", "e-x", "--text", "x"), "there is no episode e-x; homeport caseload --all lists")

    in_a_group = homeport("record", "group", "e-x", "--topic", "x", "--minutes", 60)

    refused(in_a_group, "nothing was recorded in any episode: there is no episode e-x; homeport caseload --all lists")


def test_an_amendment_changes_the_fields_it_names_and_no_other(episode: str, homeport: Homeport) -> None:
    homeport(
        "record", "substance", "e1", "--entry", "s1", "--substance", "alcohol", "--relieves", "shame", "--note", "x"
    )

    amended = homeport(
        "amend", "e1", "s1", "--reason", "misheard", "--set", "substance=opioids", "--set", "primary=true"
    )

    assert amended.status == 0
    history = homeport("episode", "export", "e1", "--json").json["history"]
    original, correction = history[-2:]
    assert original["amended_by"] == [correction["position"]]
    assert correction["corrects"] == original["position"]
    assert correction["details"]["note"] == "x"
    assert "opioids" in correction["words"]


def test_an_amendment_without_a_change_or_of_an_unknown_field_is_refused(episode: str, homeport: Homeport) -> None:
    homeport("record", "note", "e1", "--entry", "n1", "--text", "x")

    refused(homeport("amend", "e1", "n1", "--reason", "r"), "nothing to amend")
    refused(
        homeport("amend", "e1", "n1", "--reason", "r", "--set", "words=y"), "there is no field words", "note has text"
    )
    refused(homeport("amend", "e1", "n1", "--reason", "r", "--set", "text"), "--set takes FIELD=VALUE", "note has text")
    refused(homeport("amend", "e1", "n1", "--reason", "r", "--set", "=y"), "--set takes FIELD=VALUE", "note has text")


def test_a_voided_entry_is_not_amended(episode: str, homeport: Homeport) -> None:
    homeport("record", "note", "e1", "--entry", "n1", "--text", "x")
    homeport("void", "e1", "n1", "--reason", "wrong record")

    refused(homeport("amend", "e1", "n1", "--reason", "r", "--set", "text=y"), "a void is final")


def test_an_amendment_that_changes_nothing_is_refused(episode: str, homeport: Homeport) -> None:
    homeport("record", "note", "e1", "--entry", "n1", "--text", "x", "--at", "2026-01-06T10:00:00-08:00")

    refused(homeport("amend", "e1", "n1", "--reason", "r", "--set", "text=x"), "n1 says so already")
    assert homeport("amend", "e1", "n1", "--reason", "r", "--set", "text=y").status == 0


def test_a_requirement_that_is_named_twice_is_said_to_be_overridden_once(episode: str, homeport: Homeport) -> None:
    twice = ("--requirement", "safety_screen") * 2
    ran = homeport("episode", "override", "e1", *twice, "--reason", "r", "--as", "sol")

    assert ran.out.startswith("safety_screen overridden for the exit of intake")


def test_an_amended_time_is_the_entrys_time_from_then_on(episode: str, homeport: Homeport) -> None:
    homeport("record", "note", "e1", "--entry", "n1", "--text", "x", "--at", "2026-01-06T10:00:00-08:00")
    homeport("amend", "e1", "n1", "--reason", "a day early", "--at", "2026-01-05T11:00:00-08:00")

    then = homeport("episode", "export", "e1", "--as-of", "2026-01-05", "--json").json

    assert "n1" in [row["entry"] for row in then["history"]]


@pytest.mark.parametrize("teds", [2, 7])
def test_an_episode_is_discharged_early_by_hand(episode: str, homeport: Homeport, teds: int) -> None:
    ran = homeport("episode", "discharge", "e1", "--teds", teds, "--reason", "moved away")

    assert (ran.status, ran.err) == (0, "")
    assert homeport("episode", "show", "e1", "--json").json["status"] == "discharged"
    refused(
        homeport("episode", "discharge", "e1", "--teds", "soon", "--reason", "x"),
        "--teds must be one of 2, 3, 4, 5, 6 or 7",
    )


def test_what_is_missing_can_be_asked_of_a_day(episode: str, homeport: Homeport) -> None:
    homeport("record", "consent", "e1", "--signed-on", "2026-01-05", "--at", "2026-01-07T10:00:00-08:00")

    then = homeport("episode", "next", "e1", "--as-of", "2026-01-06", "--json").json
    now = homeport("episode", "next", "e1", "--json").json

    assert {one["code"] for one in then["missing"]} - {one["code"] for one in now["missing"]} == {"treatment_consent"}


def test_nothing_is_missing_in_an_episode_that_was_opened_in_error(episode: str, homeport: Homeport) -> None:
    assert homeport("episode", "void", "e1", "--reason", "the wrong client", "--as", "sol").status == 0

    for command in ("show", "next"):
        told = homeport("episode", command, "e1", "--json").json
        assert (told["status"], told["missing"], told["lapsed"], told["moves"]) == ("voided", [], [], [])
    assert homeport("episode", "next", "e1").out == "episode e1 is at intake (voided)\n"


def test_a_key_that_was_lost_is_not_replaced_unseen(episode: str, homeport: Homeport, clinic: Clinic) -> None:
    with closing(sqlite3.connect(clinic.folder / "keys" / "keys.db")) as keys, keys:
        keys.execute("DELETE FROM keys WHERE subject = 'c1'")

    refused(homeport("record", "note", "e1", "--text", "x"), "key of c1 is missing", "backup")
    refused(homeport("client", "find"), "key of c1 is missing")
    assert homeport("client", "add", "--client", "c2", "--name", "Synthetic Two").status == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("episode", "goals", "e1", "--as-of", "9999-12-31"),
        ("log", "--after", "99999999999999999999"),
        ("due", "--within", "99999999"),
        ("record", "note", "e1", "--text", ""),
        ("record", "note", "e1", "--text", "x", "--at", "9999-12-31T23:59:59-08:00"),
    ],
)
def test_what_is_out_of_all_bounds_is_refused(episode: str, homeport: Homeport, arguments: tuple[str, ...]) -> None:
    refused(homeport(*arguments))


def test_looking_back_says_so_and_shows_what_was_known(episode: str, homeport: Homeport) -> None:
    refused(homeport("episode", "show", "e1", "--as-at", "2025-12-31"), "nothing was known")
    refused(homeport("episode", "show", "e1", "--as-of", "2025-12-31"), "had not begun")
    refused(homeport("episode", "show", "e1", "--as-of", "last week"), "such as 2026-03-02, nor a time", "-08:00")
    refused(homeport("episode", "show", "e1", "--as-of", "2999-01-01"), "--as-of lies after today", "earlier time")
    refused(homeport("caseload", "--as-at", "2999-01-01"), "--as-at lies after today")
    refused(homeport("episode", "show", "e1", "--as-at", "2026-01-05T10:00"), "--as-at is neither a day")
    for view in ("show", "goals", "next", "map"):
        assert homeport("episode", view, "e1", "--as-of", "2026-01-05").out.startswith(
            "Looking back: as of 2026-01-05\n"
        )


def test_an_episode_as_of_a_time_has_no_version(episode: str, homeport: Homeport) -> None:
    now, then = ("episode", "show", "e1"), ("episode", "show", "e1", "--as-of", "2026-01-06")

    assert (homeport(*now, "--json").json["version"], homeport(*then, "--json").json["version"]) == (1, None)
    assert (", version 1\n" in homeport(*now).out, ", version" in homeport(*then).out) == (True, False)


def test_with_json_a_refusal_is_json_on_stderr(episode: str, homeport: Homeport) -> None:
    ran = homeport("episode", "advance", "e1", "--json")

    refusal = json.loads(ran.err)["refused"]
    assert (ran.status, ran.out, refusal["code"]) == (2, "", "requirements_unmet")
    assert {"code", "sentence", "remedy"} == set(refusal["unmet"][0])


def test_answers_are_typed_in_the_order_of_the_items_or_by_item(episode: str, homeport: Homeport) -> None:
    for requirement in ("treatment_consent", "safety_screen", "substance_with_function", "attachment_history"):
        homeport("episode", "override", "e1", "--requirement", requirement, "--reason", "r", "--as", "sol")
    homeport("episode", "override", "e1", "--requirement", "care_team_disciplines", "--reason", "r", "--as", "sol")
    assert homeport("episode", "advance", "e1").status == 0
    taking = ("record", "assessment", "e1", "--form", "rfq-8", "--occasion", "baseline", "--answers")

    assert homeport(*taking, "7 7 7 7 7 7 1 7").status == 0
    assert homeport(*taking, "1=7,2=7,3=7,4=7,5=7,6=7,7=-,8=7").status == 0
    refused(homeport(*taking, "7 7 7"), "3 answers", "8 items")
    refused(homeport(*taking, "7 7 7 7 7 7 1 8"), "outside the range 1 to 7")
    refused(homeport(*taking, "7 7 7 7 7 7 x 7"), "item 7 is not a whole number")
    refused(homeport(*taking, "@/no/such/file"), "cannot be read")

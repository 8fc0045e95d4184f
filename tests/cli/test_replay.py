"""`homeport replay`: an episode event by event, what each changed, and whether every step was legal."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from adapters.clinic import Clinic
from tests.cli.conftest import Homeport
from tests.histories import CANARY, OPENED, Line, history, intake, step
from workflows.aiat.reading import read_command

LATER = OPENED + timedelta(days=10)


def do(clinic: Clinic, *lines: Line) -> None:
    for line in lines:
        clinic.execute(read_command(line))


def changes(event: dict[str, Any]) -> list[tuple[str, str | None, str]]:
    return [(one["what"], one["before"], one["after"]) for one in event["changed"]]


def events_of(homeport: Homeport, *options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = homeport("replay", "e-1", "--json", *options).json["events"]
    return found


def test_every_event_of_the_episode_is_told_in_order(treated: Clinic, homeport: Homeport) -> None:
    ran = homeport("replay", "e-1", "--json")

    assert ran.status == 0
    assert [one["position"] for one in ran.json["events"]] == [
        record.position for record in treated.store.read_stream("episode-e-1")
    ]
    assert ran.json["legal"]
    assert ran.json["judged_by"] == ["aiat version 1 and aiat-2021 version 1"]


def test_what_an_event_changed_is_told_with_it(treated: Clinic, homeport: Homeport) -> None:
    by_type = {event["type"]: event for event in events_of(homeport)}

    assert changes(by_type["episode.treatment_consent_given"]) == [
        ("requirement treatment_consent", "unmet", "met"),
    ]
    assert changes(by_type["episode.stage_entered"])[0] == ("stage", "assessment", "social_map_building")
    assert ("criterion social_map", "not_started", "level -1") in changes(by_type["episode.stage_entered"])


def test_a_goal_without_a_baseline_is_called_so_as_in_the_table_of_goals(treated: Clinic, homeport: Homeport) -> None:
    assert "-> criterion secure attachment: no baseline\n" in homeport("replay", "e-1").out
    assert "no baseline" in homeport("episode", "goals", "e-1", "--as-of", "2026-02-02").out


def test_a_hold_a_lapse_and_its_mending_are_changes(treated: Clinic, homeport: Homeport) -> None:
    void = step("e-1", "void", LATER, "void-consent", entry="e-1-consent", reason="wrong client")
    resume = step("e-1", "resume", LATER + timedelta(days=1))
    do(treated, step("e-1", "hold", LATER, kind="hospital", reason="detoxification"), void, resume)

    *_, held, voided, resumed = events_of(homeport)

    assert ("status", "open", "on_hold") in changes(held)
    assert changes(voided) == [("requirement treatment_consent", "met", "unmet")]
    assert ("status", "on_hold", "open") in changes(resumed)


def test_what_time_alone_changed_is_told_apart(clinic: Clinic, homeport: Homeport) -> None:
    one_contact_is_enough = {"people": 1, "people_not_staff": 1, "supported_contacts": 1, "days": 1} | {
        "answering_a_risk": 0
    }
    policy = clinic.site.latest_policy.model_dump(mode="json")
    policy |= {"version": 2, "demonstrated_use": policy["demonstrated_use"] | one_contact_is_enough}
    publish = {"command": "publish_policy", "id": "policy-2", "actor": "sol", "content": policy}
    hold = step("e-1", "hold", OPENED + timedelta(days=60), kind="leave", reason="family")
    do(clinic, publish, *history(1), hold)

    *_, held = events_of(homeport)

    assert changes(held) == [("status", "open", "on_hold")]
    assert held["meanwhile"] == [{"what": "criterion demonstrated_use", "before": "level 0", "after": "level -2"}]
    assert "as time passed: criterion demonstrated use: level 0 -> level -2" in homeport("replay", "e-1").out


def test_corrected_entries_are_marked(treated: Clinic, homeport: Homeport) -> None:
    out = homeport("replay", "e-1").out

    void, amend = [record.position for record in treated.store.read_stream("episode-e-1")][-2:]
    assert out.count(f"[VOIDED at {void}]") == 1
    assert out.count(f"[AMENDED at {amend}]") == 1
    assert "Voided: contact e-1-wrong." in out
    assert out.endswith("17 events, every step legal under aiat version 1 and aiat-2021 version 1\n")


def test_names_are_told_only_when_asked(treated: Clinic, homeport: Homeport) -> None:
    assert CANARY not in homeport("replay", "e-1").out
    assert f"{CANARY} Friend" in homeport("replay", "e-1", "--names").out


def test_as_known_then_later_corrections_are_not_there(treated: Clinic, homeport: Homeport) -> None:
    ran = homeport("replay", "e-1", "--as-at", "2026-02-04T12:30:00-08:00")

    assert ran.out.startswith("Looking back: as known at 2026-02-04T12:30:00-08:00\n")
    assert "VOIDED" not in ran.out
    assert "15 events, every step legal" in ran.out


def test_as_true_then_what_happened_later_is_left_out(treated: Clinic, homeport: Homeport) -> None:
    shown = events_of(homeport, "--as-of", "2026-02-03")

    assert [event["type"] for event in shown][-1] == "episode.stage_entered"
    assert len(shown) == 12


def test_a_step_is_legal_by_its_override(clinic: Clinic, homeport: Homeport) -> None:
    *entries, advance = intake(1)
    without_team = [line for line in entries if line.get("what") != "care-team"]
    override = step("e-1", "override", OPENED, requirements=["care_team_disciplines"], reason="on leave")
    do(clinic, *without_team, override, advance)

    *_, overridden, entered = events_of(homeport)

    assert ("requirement care_team_disciplines", "unmet", "overridden") in changes(overridden)
    assert ("stage", "intake", "assessment") in changes(entered)
    assert (overridden["not_legal"], entered["not_legal"]) == (None, None)


def test_a_step_that_the_definition_did_not_allow_is_found(treated: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    forged = b'{"entry":"e-1-safety-screen","safe_now":"yes","choices_explained":true,"follow_up":"none"}'
    position = next(
        record.position
        for record in treated.store.read_stream("episode-e-1")
        if record.type == "episode.treatment_consent_given"
    )
    with closing(sqlite3.connect(tmp_path / "site" / "log.db")) as log, log:
        log.execute("DROP TRIGGER events_are_not_updated")
        log.execute(
            "UPDATE events SET type = 'episode.safety_screen_done', data = ? WHERE position = ?", (forged, position)
        )

    ran = homeport("replay", "e-1")

    assert ran.status == 1
    assert "NOT LEGAL" in ran.out
    assert "Consent to treatment is not on file" in ran.out


def test_what_lapsed_is_not_met_by_an_episode_being_voided(treated: Clinic, homeport: Homeport) -> None:
    void_entry = step("e-1", "void", LATER, "void-formulation", entry="e-1-formulation", reason="mistaken")
    do(treated, void_entry, step("e-1", "void_episode", LATER, reason="opened for the wrong person"))

    *_, lapsed, voided = events_of(homeport)

    assert changes(lapsed) == [("requirement formulation", None, "lapsed")]
    assert changes(voided) == [("status", "open", "voided")]


def test_each_kind_of_step_is_decided_again(clinic: Clinic, homeport: Homeport) -> None:
    do(clinic, *history(1))
    policy = clinic.site.latest_policy.model_copy(update={"version": 2}).model_dump(mode="json")
    do(
        clinic,
        {"command": "publish_policy", "id": "policy-2", "actor": "sol", "content": policy},
        step("e-1", "move_episode", LATER, reason="new numbers"),
        step("e-1", "hold", LATER, kind="leave", reason="family"),
        step("e-1", "discharge_early", LATER, teds_reason=2, reason="did not come back"),
        step("e-1", "void_episode", LATER, reason="opened for the wrong person"),
    )

    ran = homeport("replay", "e-1", "--json")

    assert ran.status == 0
    assert [event["type"] for event in ran.json["events"]][-4:] == [
        "episode.moved",
        "episode.put_on_hold",
        "episode.discharged_early",
        "episode.voided",
    ]
    assert ran.json["judged_by"] == [
        "aiat version 1 and aiat-2021 version 1",
        "aiat version 1 and aiat-2021 version 2",
    ]


def test_an_episode_that_is_not_there_is_refused(treated: Clinic, homeport: Homeport) -> None:
    ran = homeport("replay", "e-99")

    assert ran.status == 2
    assert "there is no episode e-99" in ran.err

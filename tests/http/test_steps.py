"""The steps of an episode as a whole, taken on its page: what each asks, what refuses it, and who may take it."""

from datetime import timedelta

import pytest

from adapters.clinic import Clinic
from tests.histories import CANARY, OPENED, baselines, entry, step
from tests.http.browser import Browser
from tests.http.clinic import records, told

EPISODE = "/episodes/e-1"
LATER = OPENED + timedelta(days=5)


def last(clinic: Clinic, episode: str = "e-1") -> str:
    return str(records(clinic, f"episode-{episode}")[-1])


def test_an_episode_with_nothing_missing_goes_on_by_one_button(browser: Browser, clinic: Clinic) -> None:
    told(clinic, list(baselines(2))[:-1])
    browser.signed_in("cole").get("/episodes/e-2")
    assert "Nothing is missing." in browser.text()
    browser.send("/episodes/e-2/steps/advance")

    assert browser.page.url.path == "/episodes/e-2"
    assert "The next stage has begun." in browser.text()
    assert "Missing for Relapse planning" in browser.text()


def test_what_keeps_an_episode_is_listed_where_somebody_tries_all_the_same(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("cole").get(EPISODE)
    assert f'action="{EPISODE}/steps/advance"' not in browser.page.text
    browser.get(f"{EPISODE}/steps/advance")
    browser.send(f"{EPISODE}/steps/advance")

    assert browser.page.status_code == 422
    assert "People on the map who support recovery: 1, 3 needed" in browser.text()
    assert last(clinic) != "episode.stage_entered"


def test_a_hold_and_its_end(browser: Browser) -> None:
    browser.signed_in("cole").get(f"{EPISODE}/steps/hold")
    browser.send(f"{EPISODE}/steps/hold", kind="hospital", reason=f"{CANARY} operation")
    assert "Treatment is on hold." in browser.text()
    assert "On hold since 20 Feb 2026" in browser.text()
    assert f"{EPISODE}/steps/resume" in browser.page.text

    browser.get(f"{EPISODE}/steps/resume")
    browser.send(f"{EPISODE}/steps/resume")
    assert "Treatment goes on." in browser.text()


@pytest.mark.parametrize(
    ("name", "typed", "fields"),
    [
        ("hold", {}, ["kind", "reason"]),
        ("discharge-early", {}, ["teds_reason", "reason"]),
        ("override", {}, ["requirements", "reason"]),
        ("void", {}, ["reason"]),
        ("hold", {"kind": "leave", "reason": "x" * 20_001}, ["reason"]),
        ("hold", {"kind": "leave", "reason": "a walk", "_when": "2026-02-21T12:00"}, ["_when"]),
        ("hold", {"kind": "leave", "reason": "a walk", "_when": "2026-02-01T12:00"}, ["_when"]),
    ],
)
def test_each_refusal_stands_beside_its_field(
    browser: Browser, clinic: Clinic, name: str, typed: dict[str, str], fields: list[str]
) -> None:
    before = clinic.store.head()
    browser.signed_in("sol").get(f"{EPISODE}/steps/{name}")
    browser.send(f"{EPISODE}/steps/{name}", **typed)

    assert browser.page.status_code == 422
    for field in fields:
        assert browser.problem(field)
    for field, text in typed.items():
        assert browser.form(f"{EPISODE}/steps/{name}")[field] == [text]
    assert clinic.store.head() == before


def test_a_step_that_does_not_stand_open_says_why(browser: Browser) -> None:
    browser.signed_in("cole").get(f"{EPISODE}/steps/go-back")
    browser.send(f"{EPISODE}/steps/go-back", reason="More time for the map")

    assert browser.page.status_code == 422
    assert "has no way back" in browser.text()
    assert browser.form(f"{EPISODE}/steps/go-back")["reason"] == ["More time for the map"]
    assert browser.get(f"{EPISODE}/steps/fly").status_code == 404


def test_an_early_discharge_before_an_entry_is_refused_by_its_time(browser: Browser, clinic: Clinic) -> None:
    told(clinic, [entry("e-1", "note", OPENED.replace(day=19), text="Called, no answer")])
    browser.signed_in("cole").get(f"{EPISODE}/steps/discharge-early")
    browser.send(f"{EPISODE}/steps/discharge-early", teds_reason="6", reason="x", _when="2026-02-18T10:00")

    assert browser.page.status_code == 422
    assert "is before the latest entry, e-1-note (note), at 19 Feb 2026, 10:00" in browser.problem("_when")


def test_an_early_discharge_ends_treatment_with_its_reason(browser: Browser) -> None:
    browser.signed_in("cole").get(f"{EPISODE}/steps/discharge-early")
    browser.send(f"{EPISODE}/steps/discharge-early", teds_reason="4", reason=f"{CANARY} moved away")

    assert "Treatment has ended" in browser.text()
    assert "Discharged early, 20 Feb 2026: Transferred" in browser.text()
    assert f"{EPISODE}/steps/hold" not in browser.page.text


def test_a_supervisor_lets_requirements_pass_and_the_page_goes_on_saying_so(browser: Browser) -> None:
    browser.signed_in("sol").get(f"{EPISODE}/steps/override")
    browser.send(
        f"{EPISODE}/steps/override", requirements=["map_supporters", "map_provisions"], reason=f"{CANARY} few people"
    )

    assert "Let pass by a supervisor for this exit: Provisions offered, People who support recovery" in browser.text()
    assert "Nothing is missing." in browser.text()
    assert f'action="{EPISODE}/steps/advance"' in browser.page.text


@pytest.mark.parametrize("name", ["override", "move", "void"])
def test_what_supervisors_do_is_not_offered_to_others_and_refused(browser: Browser, clinic: Clinic, name: str) -> None:
    before = clinic.store.head()
    browser.signed_in("cole").get(EPISODE)
    token = browser.form("/sign-out")["_csrf"]

    assert f"/steps/{name}" not in browser.page.text
    assert browser.get(f"{EPISODE}/steps/{name}").status_code == 403
    assert browser.post(f"{EPISODE}/steps/{name}", {"_csrf": token, "reason": "I may"}).status_code == 403
    assert clinic.store.head() == before


def test_an_episode_on_the_latest_policy_has_nowhere_to_move(browser: Browser) -> None:
    browser.signed_in("sol").get(EPISODE)
    assert f"{EPISODE}/steps/move" not in browser.page.text
    browser.get(f"{EPISODE}/steps/move")
    browser.send(f"{EPISODE}/steps/move", reason="Anyway")

    assert "already follows the latest definition and policy" in browser.text()


def test_an_episode_opened_in_error_keeps_its_page_and_takes_and_lacks_nothing_more(
    browser: Browser, clinic: Clinic
) -> None:
    told(clinic, [step("e-1", "void", LATER, "void-formulation", entry="e-1-formulation", reason="mistaken")])
    browser.signed_in("sol").get(f"{EPISODE}/steps/void")
    browser.send(f"{EPISODE}/steps/void", reason=f"{CANARY} wrong client")

    assert "This episode was opened in error." in browser.text()
    assert "/record/" not in browser.page.text
    assert "/steps/" not in browser.page.text
    assert "Open again" not in browser.text()
    assert "lapsed" not in browser.text()


def test_who_decides_on_what_has_changed_is_told_first_and_keeps_what_they_typed(
    browser: Browser, clinic: Clinic
) -> None:
    browser.signed_in("cole").get(f"{EPISODE}/steps/hold")
    told(clinic, [entry("e-1", "note", LATER, "news", text=f"{CANARY} back from hospital")])
    browser.send(f"{EPISODE}/steps/hold", kind="hospital", reason="Operation")

    assert "Somebody recorded something here in the meantime." in browser.text()
    assert "Note" in browser.text()
    assert browser.form(f"{EPISODE}/steps/hold")["reason"] == ["Operation"]
    browser.send(f"{EPISODE}/steps/hold")
    assert "Treatment is on hold." in browser.text()


def test_a_step_sent_twice_is_taken_once(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("cole").get(f"{EPISODE}/steps/hold")
    filled = {**browser.form(f"{EPISODE}/steps/hold"), "kind": "leave", "reason": "Family"}
    for _ in range(2):
        assert browser.post(f"{EPISODE}/steps/hold", filled).url.path == EPISODE

    assert records(clinic, "episode-e-1").count("episode.put_on_hold") == 1


def test_what_lapsed_is_shown_with_its_remedy(browser: Browser, clinic: Clinic) -> None:
    told(clinic, [step("e-1", "void", LATER, "void-formulation", entry="e-1-formulation", reason="mistaken")])
    browser.signed_in("cole").get(EPISODE)

    assert "Open again, of stages already left" in browser.text()
    assert "The attachment formulation is not recorded" in browser.text()
    assert "1 requirement lapsed" in browser.text()

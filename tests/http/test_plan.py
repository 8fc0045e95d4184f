"""The relapse plan: what answers each risk, suggestions to edit, an agreement that lapses, a page for the pocket."""

from collections.abc import Callable

import pytest

from adapters.clinic import Clinic
from events.relapse_plan import CopingPlanned
from tests.histories import CANARY, OPENED, entry
from tests.http.browser import Browser
from tests.http.clinic import records, told
from tests.http.stages import brought_to

PLAN = "/episodes/e-1/plan"
COPING = f"{PLAN}/risks/e-1-risk/coping"
CHANGE = f"{PLAN}/risks/e-1-risk/change"
AGREE = f"{PLAN}/agree"
HOSTILE = "<script>alert('x')</script>"


@pytest.fixture
def planning(clinic: Clinic) -> Clinic:
    """`e-1` is at relapse planning, with one craving in its plan."""
    brought_to(clinic, "e-1", "relapse_planning")
    at = OPENED.replace(day=20, hour=7)
    told(clinic, [entry("e-1", "risk", at, kind="craving", description=f"{CANARY} Friday evening")])
    return clinic


def agreed(browser: Browser) -> Browser:
    browser.signed_in("cole").get(AGREE)
    browser.send(AGREE)
    return browser


def test_the_plan_says_by_kind_what_is_there_and_what_is_not(browser: Browser, planning: Clinic) -> None:
    browser.signed_in("cole").get(PLAN)

    assert f"Craving 1 {CANARY} Friday evening" in browser.text()
    assert "AloneNothing yet" in browser.text()
    assert f'href="{PLAN}/risk?kind=environmental_cue"' in browser.page.text


def test_a_risk_is_added_with_the_kind_it_was_asked_for(browser: Browser, planning: Clinic) -> None:
    browser.signed_in("cole").get(f"{PLAN}/risk?kind=environmental_cue")
    assert browser.form(f"{PLAN}/risk")["kind"] == ["environmental_cue"]
    browser.send(f"{PLAN}/risk", description="")
    assert browser.problem("description") == "Please fill this in."
    browser.send(f"{PLAN}/risk", description="The corner shop")

    assert browser.page.url.path == PLAN
    assert "The corner shop" in browser.text()


def test_coping_is_alone_and_with_people_and_begins_with_what_is_planned(browser: Browser, planning: Clinic) -> None:
    browser.signed_in("cole").get(COPING)
    browser.send(COPING, alone="Cold water\nwalking", people=["e-1-friend"])
    assert "Cold water · Walking" in browser.text()
    assert f"With{CANARY} Friend" in browser.text()

    browser.get(COPING)
    assert browser.form(COPING)["alone"] == ["Cold water\nWalking"]
    assert browser.form(COPING)["people"] == ["e-1-friend"]


def test_tools_are_said_and_typed_in_the_words_of_either_language(browser: Browser, planning: Clinic) -> None:
    at = OPENED.replace(day=20, hour=7, minute=30)
    told(planning, [entry("e-1", "coping", at, risk="e-1-risk", alone=["cold-water", "my-own-thing"])])
    browser.signed_in("cole").get(PLAN)
    assert "Cold water · My own thing" in browser.text()
    browser.client.cookies.set("language", "es")
    browser.get(PLAN)
    assert "Agua fría · My own thing" in browser.text()

    browser.get(COPING)
    assert browser.form(COPING)["alone"] == ["Agua fría\nMy own thing"]
    browser.send(COPING, alone="Agua fría\nrespiración pausada\nLa siesta de mi tía", people=["e-1-friend"])
    made = [event for _, event in planning.opened("episode-e-1") if isinstance(event, CopingPlanned)]
    assert made[-1].alone == ("cold_water", "paced_breathing", "la_siesta_de_mi_tia")
    browser.client.cookies.set("language", "en")
    browser.get(PLAN)
    assert "Cold water · Paced breathing · La siesta de mi tia" in browser.text()


def test_a_suggestion_stands_after_what_was_typed_and_records_nothing(browser: Browser, planning: Clinic) -> None:
    before = records(planning, "episode-e-1")
    browser.signed_in("mira").get(COPING)
    assert "Settle first, then reach out" in browser.text()  # preoccupied: hyperactivating
    browser.send(COPING, alone="my own tool", detail="My own words.", _use="settle_first")

    assert browser.page.status_code == 200
    assert browser.form(COPING)["alone"] == ["my own tool\nPaced breathing\nCold water\nWalking"]
    assert browser.form(COPING)["detail"][0].startswith("My own words.\nFirst ten minutes alone")
    assert records(planning, "episode-e-1") == before
    browser.send(COPING, detail="Edited.")
    made = [event for _, event in planning.opened("episode-e-1") if isinstance(event, CopingPlanned)]
    assert made[-1].detail == "Edited."


def test_an_agreement_holds_for_the_plan_as_it_stands_and_lapses_when_it_changes(
    browser: Browser, planning: Clinic
) -> None:
    agreed(browser)
    assert "Agreed by the client on 20 Feb 2026" in browser.text()

    browser.get(CHANGE)
    browser.send(CHANGE, description="Saturday evening")
    assert browser.problem("reason") == "Please fill this in."
    browser.send(CHANGE, reason="It is Saturdays")

    assert "Saturday evening" in browser.text()
    assert "Changed since the client agreed on 20 Feb 2026" in browser.text()


def test_nobody_agrees_to_a_plan_that_changed_under_their_eyes(
    browser: Browser, open_browser: Callable[[], Browser], planning: Clinic
) -> None:
    browser.signed_in("cole").get(AGREE)
    other = open_browser().signed_in("mira")
    other.get(f"{PLAN}/risk")
    other.send(f"{PLAN}/risk", kind="craving", description="Another")

    browser.send(AGREE)

    assert browser.page.status_code == 422
    assert "Somebody recorded something here in the meantime." in browser.text()
    assert "episode.plan_agreed" not in records(planning, "episode-e-1")


def test_after_a_recurrence_the_plan_asks_to_be_reviewed_until_it_was(browser: Browser, planning: Clinic) -> None:
    told(planning, [entry("e-1", "recurrence", OPENED.replace(day=20, hour=8), substance="alcohol")])
    browser.signed_in("cole").get(PLAN)
    assert "Use recurred on 20 Feb 2026. That ends nothing" in browser.text()

    browser.get(f"{PLAN}/review")
    browser.send(f"{PLAN}/review", note="Looked at it together")

    assert "Use recurred" not in browser.text()
    assert "Reviewed on 20 Feb 2026" in browser.text()


def test_the_rest_of_the_plan_begins_with_what_is_recorded(browser: Browser, planning: Clinic) -> None:
    details = f"{PLAN}/details"
    browser.signed_in("cole").get(details)
    browser.send(details, reasons="My daughter", meetings_per_week="3", copies_with=["client"])
    browser.get(details)

    assert browser.form(details)["reasons"] == ["My daughter"]
    assert browser.form(details)["meetings_per_week"] == ["3"]


def test_the_page_for_the_pocket_bears_no_name_of_client_or_clinic(browser: Browser, planning: Clinic) -> None:
    browser.signed_in("cole").get(f"{PLAN}/crisis")
    browser.send(f"{PLAN}/crisis", kind="crisis_line", label="The line", how="555 0100")
    browser.get(f"{PLAN}/print")
    paper = browser.page.text.split('class="paper"')[1]

    assert f"{CANARY} Friday evening" in paper
    assert "555 0100" in paper
    assert f"{CANARY} Client" not in paper
    assert "Test clinic" not in paper


def test_script_in_the_plan_is_only_text(browser: Browser, planning: Clinic) -> None:
    browser.signed_in("cole").get(CHANGE)
    browser.send(CHANGE, description=HOSTILE, warning_signs=HOSTILE, reason=HOSTILE)

    for path in (PLAN, f"{PLAN}/print", AGREE, COPING, CHANGE):
        browser.get(path)
        assert browser.page.status_code == 200
        assert "<script>alert" not in browser.page.text
        assert HOSTILE in browser.text()


def test_an_auditor_reads_the_plan_and_changes_nothing(browser: Browser, planning: Clinic) -> None:
    before = records(planning, "episode-e-1")
    browser.signed_in("audra").get(PLAN)
    token = browser.form("/sign-out")["_csrf"]

    assert f"{CANARY} Friday evening" in browser.text()
    assert "/coping" not in browser.page.text
    for path in (AGREE, COPING, CHANGE, f"{PLAN}/risk"):
        assert browser.get(path).status_code == 403
        assert browser.post(path, {"_csrf": token}).status_code == 403
    assert browser.get(f"{PLAN}/print").status_code == 200
    assert records(planning, "episode-e-1") == before


def test_before_its_stage_the_plan_is_read_only_and_says_so(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("cole").get(PLAN)

    assert "The plan opens with the stage Relapse planning." in browser.text()


def test_before_its_stage_the_plan_says_of_a_recurrence_that_it_will_take_it_into_account(
    browser: Browser, clinic: Clinic
) -> None:
    told(clinic, [entry("e-1", "recurrence", OPENED.replace(day=10), substance="alcohol")])
    browser.signed_in("cole").get(PLAN)
    assert "Use recurred on 10 Feb 2026. That ends nothing; the plan will take it into account" in browser.text()
    assert browser.get(COPING).status_code == 404


def test_the_plan_for_the_pocket_is_a_pdf_that_nothing_keeps(browser: Browser, planning: Clinic) -> None:
    browser.signed_in("cole").get(f"{PLAN}/print")
    assert f'href="{PLAN}.pdf"' in browser.page.text
    browser.get(f"{PLAN}.pdf")

    assert browser.page.headers["content-type"] == "application/pdf"
    assert browser.page.headers["cache-control"] == "no-store"
    assert browser.page.content.startswith(b"%PDF-")
    assert browser.signed_in("cora").get(f"{PLAN}.pdf").status_code == 403


def test_what_is_missing_calls_a_risk_by_its_description(browser: Browser, planning: Clinic) -> None:
    browser.signed_in("cole").get(f"{PLAN}/risk?kind=craving")
    browser.send(f"{PLAN}/risk", description="Friday \\1 evenings")
    browser.get(PLAN.removesuffix("/plan"))

    assert "answers risk" in browser.text()
    assert "“Friday \\1 evenings”" in browser.text()

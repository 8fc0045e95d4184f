"""Discharge: what is missing, dispositions that lapse, a summary with a draft, and two signatures in their order."""

from collections.abc import Callable

import pytest

from adapters.clinic import Clinic
from events.discharge import DispositionRecorded
from events.instants import MINUTE
from tests.histories import CANARY
from tests.http.browser import PASSWORD, Browser
from tests.http.clinic import Clock, records
from tests.http.stages import brought_to

DISCHARGE = "/episodes/e-1/discharge"
SUMMARY = f"{DISCHARGE}/summary"
EDIT = f"{SUMMARY}/edit"
DRAFT = f"{SUMMARY}/draft"
SIGN = f"{DISCHARGE}/sign/author"
CO_SIGN = f"{DISCHARGE}/sign/co_signer"
GOAL = f"{DISCHARGE}/dispositions/social_map"
HOSTILE = "<script>alert('x')</script>"


@pytest.fixture
def closing(clinic: Clinic) -> Clinic:
    """`e-1` is at discharge reassessment."""
    brought_to(clinic, "e-1", "discharge_reassessment")
    return clinic


def written(browser: Browser, text: str = "They came far.") -> None:
    browser.signed_in("mira").get(EDIT)
    browser.send(EDIT, text=text)
    assert browser.page.url.path == DISCHARGE


def signed(browser: Browser, path: str, who: str) -> None:
    browser.signed_in(who).get(path)
    browser.send(path)


def test_what_is_missing_leads_to_where_it_is_done(browser: Browser, closing: Clinic) -> None:
    browser.signed_in("mira").get(DISCHARGE)

    assert "There is no discharge summary" in browser.text()
    assert 'href="/episodes/e-1/map/review"' in browser.page.text
    assert "/episodes/e-1/assessments/new?form=ecr-s&amp;occasion=reassessment" in browser.page.text
    assert f'href="{GOAL}"' in browser.page.text


def test_a_disposition_is_asked_for_once_its_stage_is_reached(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("mira").get(DISCHARGE)
    assert "No disposition yet" not in browser.text()

    brought_to(clinic, "e-1", "discharge_reassessment")
    browser.get(DISCHARGE)
    assert browser.text().count("No disposition yet") == 5


def test_a_reassessment_counts_from_the_later_of_its_stage_and_14_days_after_the_baseline(
    browser: Browser, clinic: Clinic
) -> None:
    browser.signed_in("mira").get(DISCHARGE)
    assert "Counts once that stage has begun, from 17 Feb 2026 on at the earliest" in browser.text()

    brought_to(clinic, "e-1", "discharge_reassessment")
    browser.get(DISCHARGE)
    assert "Counts from 20 Feb 2026 on" in browser.text()


def test_a_baseline_that_may_still_come_is_awaited_and_one_that_cannot_is_missed(
    browser: Browser, clinic: Clinic
) -> None:
    browser.signed_in("mira").get("/episodes/e-2/discharge")
    assert browser.text().count("Not yet: the baseline is still to come") == 3

    brought_to(clinic, "e-2", "social_map_building")
    browser.get("/episodes/e-2/discharge")
    assert browser.text().count("Cannot be compared: there is no baseline") == 3


def test_a_disposition_needs_a_choice_and_a_reason_and_keeps_what_was_typed(browser: Browser, closing: Clinic) -> None:
    browser.signed_in("mira").get(GOAL)
    browser.send(GOAL, reason="Goes on with their sponsor")
    assert browser.page.status_code == 422
    assert browser.problem("disposition") == "Please choose."
    assert browser.form(GOAL)["reason"] == ["Goes on with their sponsor"]

    browser.send(GOAL, disposition="refer")

    assert browser.page.url.path == DISCHARGE
    assert "Goes on with their sponsor" in browser.text()
    made = [event for _, event in closing.opened("episode-e-1") if isinstance(event, DispositionRecorded)]
    assert [(one.criterion, one.disposition, one.level) for one in made] == [("social_map", "refer", -1)]


def test_a_disposition_lapses_when_the_level_changes(browser: Browser, closing: Clinic, clock: Clock) -> None:
    browser.signed_in("mira").get(GOAL)
    browser.send(GOAL, disposition="accept", reason="As it is")
    for number, provisions in enumerate((["attachment", "nurturance"], ["reliable_alliance"])):
        browser.get("/episodes/e-1/map/add")
        given = {"role": "friend", "stance": "supports", "provisions": provisions}
        browser.send("/episodes/e-1/map/add", name=f"Friend {number}", **given)
    browser.get(DISCHARGE)
    assert "Lapsed" not in browser.text()  # attained now: none is needed
    clock.later(MINUTE)

    browser.get("/episodes/e-1/map/people/e-1-friend/leave")
    browser.send("/episodes/e-1/map/people/e-1-friend/leave")
    browser.get(DISCHARGE)

    assert "Lapsed: the level has changed since" in browser.text()


def test_a_summary_begins_from_what_is_recorded(browser: Browser, closing: Clinic) -> None:
    browser.signed_in("mira").get(EDIT)
    text = browser.form(EDIT)["text"][0]

    assert text.startswith("Treatment since 2 Feb 2026.")
    assert "A supervisor let pass" in text
    assert "&#" not in text


def test_a_draft_is_kept_for_its_writer_alone_until_it_is_recorded(
    browser: Browser, open_browser: Callable[[], Browser], closing: Clinic
) -> None:
    browser.signed_in("mira").get(EDIT)
    browser.post(DRAFT, {**browser.form(EDIT), "text": "Half a summary"})
    assert "The draft is kept" in browser.text()
    assert "episode.summary_written" not in records(closing, "episode-e-1")

    other = open_browser().signed_in("cole")
    other.get(EDIT)
    assert "Half a summary" not in other.page.text
    browser.get(EDIT)
    assert browser.form(EDIT)["text"] == ["Half a summary"]
    assert "It is not recorded yet." in browser.text()
    browser.send(EDIT, text="A whole summary")

    browser.get(EDIT)
    assert browser.form(EDIT)["text"] == ["A whole summary"]
    assert "draft that you left" not in browser.text()


def test_a_draft_is_saved_while_typing_and_can_be_given_up(browser: Browser, closing: Clinic) -> None:
    browser.signed_in("mira").get(EDIT)
    fields = {**browser.form(EDIT), "text": "While typing"}
    answer = browser.post(DRAFT, fields, {"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.text.strip() == "Draft kept 20 Feb 2026, 08:00"

    browser.get(EDIT)
    assert browser.form(EDIT)["text"] == ["While typing"]
    browser.post(DRAFT, {**browser.form(EDIT), "_discard": "yes"})
    browser.get(EDIT)
    assert browser.form(EDIT)["text"] != ["While typing"]


def test_a_clinician_signs_and_then_a_supervisor_co_signs(browser: Browser, closing: Clinic) -> None:
    written(browser)
    signed(browser, SIGN, "mira")
    assert "The summary is signed." in browser.text()
    assert "A supervisor co-signs it next." in browser.text()
    signed(browser, CO_SIGN, "sol")

    assert browser.page.url.path == DISCHARGE
    for words in ("Mira of the staff, Clinician", "Sol of the staff, Supervisor", "20 Feb 2026, 08:00", "Content hash"):
        assert words in browser.text()
    assert "No clinician's signature" not in browser.text()


def test_nobody_signs_out_of_order_or_in_anothers_role(browser: Browser, closing: Clinic) -> None:
    written(browser)
    signed(browser, CO_SIGN, "sol")
    assert browser.page.status_code == 422
    assert "A clinician signs the summary before a supervisor co-signs it" in browser.text()
    signed(browser, SIGN, "cole")
    assert browser.page.status_code == 422
    assert "it takes a clinician" in browser.text()

    assert "episode.summary_signed" not in records(closing, "episode-e-1")


def test_before_a_signature_the_password_is_asked_for_again(browser: Browser, closing: Clinic, clock: Clock) -> None:
    written(browser)
    browser.get(SIGN)
    ready = browser.form(SIGN)
    clock.later(6 * MINUTE)
    browser.post(SIGN, ready)
    assert browser.page.url.path == "/confirm"
    assert "episode.summary_signed" not in records(closing, "episode-e-1")

    browser.send("/confirm", password=PASSWORD)

    assert browser.page.url.path == SIGN
    browser.send(SIGN)
    assert browser.page.url.path == DISCHARGE
    assert "episode.summary_signed" in records(closing, "episode-e-1")


def test_a_summary_that_changed_meanwhile_is_not_signed_unseen(
    browser: Browser, open_browser: Callable[[], Browser], closing: Clinic
) -> None:
    written(browser)
    browser.get(SIGN)
    other = open_browser().signed_in("cole")
    other.get(EDIT)
    other.send(EDIT, text="Another text", reason="A fact was wrong")

    browser.send(SIGN)

    assert browser.page.status_code == 422
    assert "Somebody recorded something here in the meantime." in browser.text()
    assert "Another text" in browser.text()
    assert "episode.summary_signed" not in records(closing, "episode-e-1")


def test_amending_after_signing_is_made_plain_and_both_sign_anew(browser: Browser, closing: Clinic) -> None:
    written(browser)
    signed(browser, SIGN, "mira")
    signed(browser, CO_SIGN, "sol")
    browser.signed_in("mira").get(EDIT)
    assert "those signatures stay on record and no longer hold" in browser.text()
    browser.send(EDIT, text="They came farther.")
    assert browser.problem("reason") == "Please fill this in."
    assert browser.form(EDIT)["text"] == ["They came farther."]
    browser.send(EDIT, reason="A date was wrong")

    assert browser.text().count("Amended after signing") == 2
    assert "The summary was amended after it was signed." in browser.text()
    signed(browser, SIGN, "mira")
    assert browser.text().count("Amended after signing") == 2
    assert "Holds" in browser.text()


def test_the_summary_is_a_page_that_says_who_signed_what_and_what_was_let_pass(
    browser: Browser, closing: Clinic
) -> None:
    written(browser)
    signed(browser, SIGN, "mira")
    browser.get(SUMMARY)

    for words in ("They came far.", f"{CANARY} Client 1", "Let pass by a supervisor", "Mira of the staff"):
        assert words in browser.text()
    assert browser.page.headers["cache-control"] == "no-store"


def test_script_in_a_summary_is_only_text(browser: Browser, closing: Clinic) -> None:
    written(browser, HOSTILE)

    for path in (SUMMARY, SIGN, EDIT):
        browser.get(path)
        assert "<script>alert" not in browser.page.text
        assert HOSTILE in browser.text()


def test_an_auditor_reads_the_discharge_and_changes_nothing(browser: Browser, closing: Clinic) -> None:
    written(browser)
    before = records(closing, "episode-e-1")
    browser.signed_in("audra").get(DISCHARGE)
    token = browser.form("/sign-out")["_csrf"]

    assert "/edit" not in browser.page.text
    assert "/sign/" not in browser.page.text
    assert browser.get(SUMMARY).status_code == 200
    for path in (EDIT, DRAFT, SIGN, GOAL):
        assert browser.post(path, {"_csrf": token}).status_code == 403
    assert records(closing, "episode-e-1") == before


def test_before_the_last_stage_the_page_says_when_it_becomes_due(browser: Browser) -> None:
    browser.signed_in("mira").get(DISCHARGE)

    assert "becomes due at the stage Discharge reassessment" in browser.text()
    assert browser.get(SIGN).status_code == 404


def test_an_unknown_goal_or_meaning_is_not_there(browser: Browser, closing: Clinic) -> None:
    browser.signed_in("mira")

    assert browser.get(f"{DISCHARGE}/dispositions/happiness").status_code == 404
    assert browser.get(f"{DISCHARGE}/sign/witness").status_code == 404


def test_the_summary_is_handed_over_as_pdf_by_who_is_sure_to_be_themselves(
    browser: Browser, closing: Clinic, clock: Clock
) -> None:
    written(browser, HOSTILE)
    browser.get(f"{SUMMARY}.pdf")
    assert browser.page.headers["content-type"] == "application/pdf"
    assert browser.page.headers["cache-control"] == "no-store"
    assert browser.page.content.startswith(b"%PDF-")

    clock.later(6 * MINUTE)
    assert browser.get(f"{SUMMARY}.pdf").url.path == "/confirm"

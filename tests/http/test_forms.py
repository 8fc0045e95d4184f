"""Recording by a form: what is refused stays typed, what is sent twice is recorded once, nothing is lost."""

from collections.abc import Callable

import pytest

from adapters.clinic import Clinic
from events.instants import MINUTE
from events.social_map import ContactMade
from tests.http.browser import PASSWORD, Browser
from tests.http.clinic import Clock, records

CONTACT = "/episodes/e-1/record/contact"
TOLD = {"person": "e-1-friend", "how": "phone", "begun_by": "client", "purpose": "craving", "outcome": "supported"}


def contacts(clinic: Clinic) -> int:
    return records(clinic, "episode-e-1").count("episode.contact_made")


def test_an_entry_is_recorded_and_the_next_page_says_so(browser: Browser, clinic: Clinic) -> None:
    before = contacts(clinic)
    browser.signed_in("cole").get(CONTACT)
    browser.send(CONTACT, **TOLD, note="They talked for an hour.")

    assert browser.page.url.path == "/episodes/e-1"
    assert browser.page.history[0].status_code == 303
    assert "Contact recorded." in browser.text()
    assert "Contact recorded." not in (browser.get("/episodes/e-1"), browser.text())[1]
    assert contacts(clinic) == before + 1


def test_a_form_refused_keeps_what_was_typed_and_puts_each_problem_beside_its_field(
    browser: Browser, clinic: Clinic
) -> None:
    before = contacts(clinic)
    browser.signed_in("cole").get(CONTACT)
    browser.send(CONTACT, how="phone", note="Half of it & <b>more</b>", _when="2026-02-20T23:00")

    assert browser.page.status_code == 422
    assert browser.problem("person") == "Please choose."
    assert browser.problem("outcome") == "Please choose."
    assert browser.problem("how") == ""
    assert browser.form(CONTACT)["how"] == ["phone"]
    assert browser.form(CONTACT)["note"] == ["Half of it & <b>more</b>"]
    assert browser.form(CONTACT)["_when"] == ["2026-02-20T23:00"]
    assert "<b>more</b>" not in browser.page.text
    assert contacts(clinic) == before

    browser.send(CONTACT, **TOLD)
    assert browser.problem("_when") == "20 Feb 2026, 23:00 lies in the future; give the time at which it happened"
    browser.send(CONTACT, _when="2026-01-20T07:30")
    assert browser.problem("_when") == ("20 Jan 2026, 07:30 is before the intake of this episode at 2 Feb 2026, 10:00")
    browser.send(CONTACT, _when="2026-02-20T07:30")
    assert browser.page.url.path == "/episodes/e-1"


def test_every_problem_is_listed_at_the_top_with_a_link_to_its_field(browser: Browser) -> None:
    browser.signed_in("cole").get(CONTACT)
    browser.send(CONTACT, how="phone")

    for field in ("person", "begun_by", "purpose", "outcome"):
        assert f'href="#f-{field}"' in browser.page.text
        assert f'id="f-{field}"' in browser.page.text


def test_a_form_sent_twice_records_once(browser: Browser, clinic: Clinic) -> None:
    before = contacts(clinic)
    browser.signed_in("cole").get(CONTACT)
    filled = {**browser.form(CONTACT), **TOLD}

    assert browser.post(CONTACT, filled).url.path == "/episodes/e-1"
    assert browser.post(CONTACT, filled).url.path == "/episodes/e-1"

    assert contacts(clinic) == before + 1


def test_a_recorded_form_that_comes_back_changed_is_asked_about(browser: Browser, clinic: Clinic) -> None:
    before = contacts(clinic)
    browser.signed_in("cole").get(CONTACT)
    filled = {**browser.form(CONTACT), **TOLD}
    browser.post(CONTACT, filled)

    browser.post(CONTACT, {**filled, "outcome": "unhelpful"})
    assert "was recorded already" in browser.text()
    assert browser.form(CONTACT)["outcome"] == ["unhelpful"]
    browser.send(CONTACT)

    assert browser.page.url.path == "/episodes/e-1"
    assert contacts(clinic) == before + 2


def test_a_text_that_is_too_long_stays_in_its_field(browser: Browser) -> None:
    browser.signed_in("cole").get("/episodes/e-1/record/note")
    browser.send("/episodes/e-1/record/note", text="word " * 5_000)

    assert browser.problem("text") == "At most 20000 characters, please; this is longer."
    assert len(browser.form("/episodes/e-1/record/note")["text"][0]) > 20_000


def test_more_than_a_form_can_carry_is_told_plainly(browser: Browser) -> None:
    browser.signed_in("cole").get("/episodes/e-1/record/note")
    browser.send("/episodes/e-1/record/note", text="x" * 10_000_000)

    assert browser.page.status_code == 413
    assert "Go back: what you typed is still there." in browser.text()


def test_script_in_a_name_is_only_text(browser: Browser) -> None:
    browser.signed_in("cole").get("/episodes/e-1/record/person")
    browser.send("/episodes/e-1/record/person", name="<script>alert(1)</script>", role="friend")
    browser.get(CONTACT)

    assert "<script>alert" not in browser.page.text
    assert "<script>alert(1)</script>" in browser.text()


@pytest.mark.parametrize(
    "what",
    [
        "attachment-history",
        "care-team",
        "consent",
        "consent-revoked",
        "coping",
        "crisis-contact",
        "disposition",
        "education",
        "formulation",
        "map-review",
        "note",
        "person",
        "person-change",
        "person-left",
        "plan",
        "plan-agreement",
        "plan-review",
        "recurrence",
        "reflection",
        "regulation",
        "risk",
        "safety-screen",
        "substance",
        "summary",
        "tie",
    ],
)
def test_every_kind_of_entry_has_a_form_that_says_what_it_needs(browser: Browser, what: str) -> None:
    path = f"/episodes/e-1/record/{what}"
    browser.signed_in("cole").get(path)
    assert browser.page.status_code == 200
    browser.send(path, _when="not a time")

    assert browser.page.status_code == 422
    assert "Not recorded yet" in browser.text()


def test_a_form_from_elsewhere_is_refused(browser: Browser, clinic: Clinic) -> None:
    before = contacts(clinic)
    browser.signed_in("cole").get(CONTACT)
    filled = {**browser.form(CONTACT), **TOLD}

    without = {name: value for name, value in filled.items() if name != "_csrf"}
    assert browser.post(CONTACT, without).status_code == 403
    assert browser.post(CONTACT, {**filled, "_csrf": "0" * 32}).status_code == 403
    assert browser.post(CONTACT, filled, {"Origin": "https://evil.example"}).status_code == 403
    assert browser.post(CONTACT, filled, {"Origin": "null"}).status_code == 403

    assert contacts(clinic) == before


def test_a_form_sent_after_the_session_ended_is_kept_until_its_owner_is_back(
    browser: Browser, clinic: Clinic, clock: Clock
) -> None:
    before = contacts(clinic)
    browser.signed_in("cole").get(CONTACT)
    clock.later(30 * MINUTE)

    browser.send(CONTACT, **TOLD, note="Long and typed with care.\nIn two lines.")
    assert browser.page.status_code == 401
    assert "typed with care" not in browser.page.text
    browser.send("/sign-in", password=PASSWORD)
    browser.send(CONTACT)

    assert browser.page.url.path == "/episodes/e-1"
    assert contacts(clinic) == before + 1
    said = [event.note for _, event in clinic.opened("episode-e-1") if isinstance(event, ContactMade)]
    assert said[-1] == "Long and typed with care.\nIn two lines."


def test_a_kept_form_opens_for_nobody_else(browser: Browser, clock: Clock) -> None:
    browser.signed_in("cole").get(CONTACT)
    clock.later(30 * MINUTE)
    browser.send(CONTACT, **TOLD, note="Typed with care.")

    browser.send("/sign-in", name="sol", password=PASSWORD)

    assert browser.page.url.path == "/"
    assert "Typed with care." not in browser.page.text


def test_with_htmx_a_form_leads_on_by_a_header(browser: Browser, open_browser: Callable[[], Browser]) -> None:
    browser.signed_in("cole").get(CONTACT)

    answer = browser.send(CONTACT, {"HX-Request": "true"}, **TOLD)

    assert answer.status_code == 204
    assert answer.headers["hx-redirect"] == "/episodes/e-1"
    assert "Contact recorded." in (browser.get("/episodes/e-1"), browser.text())[1]

"""What is typed into a form is kept for its writer until it is recorded, and nobody else ever sees it."""

from collections.abc import Callable
from typing import Any

from adapters.clinic import Clinic
from events.intake import NoteWritten
from tests.http.browser import Browser

NOTE = "/episodes/e-1/record/note"
KEEP = "/episodes/e-1/drafts"
TYPED = "They slept better this week"


def kept(browser: Browser, **typed: Any) -> str:
    """Keeps a note that was begun, as the page's script does. Returns the path of the draft."""
    browser.get(NOTE)
    fields = {**browser.form(NOTE), "text": TYPED, **typed}
    said = browser.post(KEEP, {**fields, "_action": NOTE, "_title": "Note"}).json()
    return f"{KEEP}/{said['draft']}"


def notes(clinic: Clinic) -> list[str | None]:
    return [event.text for _, event in clinic.opened("episode-e-1") if isinstance(event, NoteWritten)]


def test_a_form_that_was_left_stands_on_the_first_page_and_above_the_empty_form(browser: Browser) -> None:
    draft = kept(browser.signed_in("cole"))

    for page in ("/", "/episodes/e-1", NOTE):
        assert f'href="{draft}"' in browser.get(page).text
    browser.get("/")
    assert "Drafts I left 1" in browser.text()


def test_a_form_that_was_left_is_gone_on_with_as_it_was(browser: Browser, clinic: Clinic) -> None:
    before = notes(clinic)
    browser.get(kept(browser.signed_in("cole"), _when="2026-02-19T10:00"))
    assert TYPED in browser.text()
    browser.send(NOTE)

    assert "This is the form as you left it." in browser.text()
    assert browser.form(NOTE)["text"] == [TYPED]
    assert browser.form(NOTE)["_when"] == ["2026-02-19T10:00"]
    assert notes(clinic) == before
    browser.send(NOTE, text=f"{TYPED}.")
    assert notes(clinic) == [*before, f"{TYPED}."]
    assert "Drafts I left" not in browser.get("/").text


def test_a_form_that_is_recorded_leaves_no_draft_and_that_of_another_window_stays(browser: Browser) -> None:
    other = kept(browser.signed_in("cole"))
    mine = kept(browser, text="Another thing")
    browser.get(mine)
    browser.send(NOTE)
    browser.send(NOTE)

    assert browser.get(mine).status_code == 404
    assert browser.get(other).status_code == 200


def test_a_draft_can_be_removed(browser: Browser, clinic: Clinic) -> None:
    before = notes(clinic)
    draft = kept(browser.signed_in("cole"))
    browser.get(draft)
    browser.send(f"{draft}/remove")

    assert "The draft was removed." in browser.text()
    assert browser.get(draft).status_code == 404
    assert notes(clinic) == before


def test_nobody_else_is_shown_a_draft(browser: Browser, open_browser: Callable[[], Browser]) -> None:
    draft = kept(browser.signed_in("cole"))
    colleague = open_browser().signed_in("mira")

    assert "Drafts I left" not in colleague.get("/").text
    assert colleague.get(draft).status_code == 404
    assert TYPED not in colleague.page.text


def test_what_is_no_form_of_the_episode_is_not_kept(browser: Browser) -> None:
    browser.signed_in("cole").get(NOTE)
    fields = browser.form(NOTE)

    for action in ("/episodes/e-2/record/note", "https://elsewhere.test/", ""):
        assert browser.post(KEEP, {**fields, "text": TYPED, "_action": action}).status_code == 422


def test_what_is_too_long_to_keep_is_refused(browser: Browser) -> None:
    browser.signed_in("cole").get(NOTE)

    assert browser.post(KEEP, {**browser.form(NOTE), "text": "long " * 50_000, "_action": NOTE}).status_code == 422

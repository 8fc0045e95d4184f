"""Questionnaires at the keyboard, past the end of a session, and by a client on a tablet."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Opens
from tests.e2e.keyboard import answer, tab_to
from tests.e2e.places import episode_at
from tests.e2e.serving import MINUTE, Served
from tests.e2e.visitor import Visitor

ITEMS = 36
SITE = ZoneInfo("America/Los_Angeles")


def test_thirty_six_items_are_answered_by_keyboard_alone(visit: Opens) -> None:
    visitor, page = opened(visit)
    tab_to(page, "fieldset.item input")

    for item in range(ITEMS):
        page.keyboard.press("-" if item == 4 else str(1 + item % 7))
    expect(page.locator("#far")).to_have_text("36 of 36 answered")
    expect(page.get_by_role("button", name="Record the answers")).to_be_focused()
    page.keyboard.press("Enter")

    visitor.reads("Answers recorded.")
    expect(page).to_have_url(re.compile(r"/assessments/[^/]+$"))


def test_digits_answer_from_the_moment_the_page_is_there(visit: Opens) -> None:
    _, page = opened(visit, "rfq-8")

    answer(page, 7)
    page.keyboard.press("-")

    expect(page.locator("#far")).to_have_text("8 of 8 answered")
    assert chosen(page) == ["1", "2", "3", "4", "5", "6", "7", "declined"]
    expect(page.get_by_role("button", name="Record the answers")).to_be_focused()


def test_digits_go_on_with_the_first_item_that_was_left_open(visit: Opens) -> None:
    visitor, page = opened(visit, "rfq-8")
    for item in (1, 2, 4, 5, 6, 7, 8):
        page.locator(f'[name="item-{item}"][value="7"]').check()
    with page.expect_event("load"):
        visitor.press("Record the answers")
    expect(page.get_by_role("alert")).to_be_focused()

    page.keyboard.press("2")

    expect(page.locator("#far")).to_have_text("8 of 8 answered")
    assert chosen(page) == ["7", "7", "2", "7", "7", "7", "7", "7"]


def test_digits_typed_into_something_else_answer_nothing(visit: Opens) -> None:
    _, page = opened(visit, "rfq-8")
    page.get_by_text("A note, or another time").click()
    page.get_by_role("textbox", name="Note").click()

    answer(page, 3)

    expect(page.get_by_role("textbox", name="Note")).to_have_value("123")
    expect(page.locator("#far")).to_have_text("0 of 8 answered")


def test_when_it_was_saved_is_told_by_the_sites_clock_not_the_browsers(visit: Opens) -> None:
    _, page = opened(visit, "rfq-8", locale="en-US", timezone_id="Asia/Tokyo")
    kept = page.locator("#kept")
    before = datetime.now(SITE)

    answer(page, 3)
    expect(kept).to_have_text(re.compile("^Saved ."))

    assert kept.inner_text() in {f"Saved {at:%H:%M}" for at in (before, datetime.now(SITE))}


def test_digits_answer_on_a_tablet_with_keys_too(visit: Opens) -> None:
    visitor, _ = opened(visit, "rfq-8")
    client = visit()
    client.open(handed(visitor))
    with client.page.expect_event("load"):
        client.press("Begin")

    answer(client.page, 7)
    client.page.keyboard.press("-")

    expect(client.page.locator("#far")).to_have_text("8 of 8 answered")
    assert chosen(client.page)[0] == "1"


def test_a_session_that_ends_mid_form_loses_no_answer(visit: Opens, clinic: Served) -> None:
    visitor, page = opened(visit)
    tab_to(page, "fieldset.item input")
    clinic.later(20 * MINUTE)
    answer(page, ITEMS)
    expect(page.locator("#trouble")).to_contain_text("You are signed out.")

    visitor.press("Record the answers")
    expect(page.get_by_text("Nothing you typed is lost")).to_be_visible()
    visitor.look("sign-in-again")
    visitor.type_sign_in("counsellor")
    visitor.reads("What you typed before is still here.")
    visitor.look("resume")
    visitor.press("Send what I typed")

    visitor.reads("Answers recorded.")


def test_a_client_answers_on_a_tablet_by_a_link_that_opens_once(visit: Opens, clinic: Served) -> None:
    visitor, _ = opened(visit, "rfq-8")
    link = handed(visitor)
    visitor.look("tablet-link")
    client, somebody_else = visit(), visit()
    client.open(link)
    client.look("tablet-welcome")
    with client.page.expect_event("load"):
        client.press("Begin")
    client.look("tablet-form")
    client.press("Pause")
    client.reads("Your answers are kept.")
    client.look("tablet-pause")
    client.follow("Go on answering")
    for item in range(1, 9):
        client.page.locator(f'[name="item-{item}"][value="3"]').check()
    client.press("I am finished")
    expect(client.page.get_by_text("You can hand the tablet back.")).to_be_visible()
    client.look("tablet-done")

    somebody_else.open(link)
    somebody_else.press("Begin")
    somebody_else.reads(
        "Please ask for a new one." if "opened before" in somebody_else.page.content() else "Thank you."
    )
    somebody_else.open("/tablet")
    somebody_else.look("tablet-code")
    client.open("/caseload")
    expect(client.page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_link_whose_time_is_over_says_so(visit: Opens, clinic: Served) -> None:
    visitor, _ = opened(visit, "rfq-8")
    link = handed(visitor)
    clinic.later(150 * MINUTE)

    client = visit()
    client.open(link)
    client.press("Begin")
    client.reads("The time for this link is over.")


def opened(visit: Opens, form: str = "ecr", **options: Any) -> tuple[Visitor, Page]:
    """A counsellor before a questionnaire of 36 items, or another one."""
    visitor = visit("counsellor", **options)
    home = episode_at(visitor, "social_map_building")
    visitor.open(f"{home}/assessments/new?form={form}&occasion=interim")
    return visitor, visitor.page


def chosen(page: Page) -> list[str]:
    """The answers that are chosen, in the order of the items."""
    values: list[str] = page.locator("fieldset.item input:checked").evaluate_all("all => all.map(one => one.value)")
    return values


def handed(visitor: Visitor) -> str:
    """The one-time link of the questionnaire that is shown."""
    with visitor.page.expect_event("load"):
        visitor.form("/tablet").locator("button").click()
    link: str = visitor.page.locator("main code").inner_text()
    return link

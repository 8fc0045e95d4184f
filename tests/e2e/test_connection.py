"""The line is cut while somebody types: nothing is lost, nothing is recorded twice, and the page says how it stands."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.cable import Cable
from tests.e2e.conftest import Opens
from tests.e2e.keyboard import answer, tab_to
from tests.e2e.places import episode_at, records
from tests.e2e.test_assessment import handed, opened
from tests.e2e.visitor import Visitor

BEFORE, AFTER = "They slept better this week.", " They called their sister."


def test_a_note_is_kept_as_it_is_typed_and_sent_when_the_line_is_back(visit: Opens, cable: Cable) -> None:
    visitor, home = at_a_note(visit, cable)
    before = records(visitor, home)
    visitor.page.locator("#f-text").press_sequentially(BEFORE)
    expect(standing(visitor.page)).to_have_text("What you typed is kept.")

    cable.cut()
    visitor.page.locator("#f-text").press_sequentially(AFTER)
    expect(standing(visitor.page)).to_contain_text("No connection just now.")
    visitor.press("Record")
    expect(standing(visitor.page)).to_contain_text("this is not sent yet")
    expect(visitor.page.locator("#f-text")).to_have_value(BEFORE + AFTER)
    visitor.look("no-connection")
    cable.mend()
    expect(standing(visitor.page)).to_have_text("The connection is back. You can go on.")

    visitor.press("Record")
    expect(visitor.page.locator("#notice")).to_contain_text("ecorded")
    assert records(visitor, home) == before + 1
    visitor.open(f"{home}/history")
    visitor.reads(BEFORE + AFTER)
    visitor.open("/")
    expect(visitor.page.get_by_role("heading", name="Drafts I left")).to_have_count(0)


def test_a_note_whose_window_closed_waits_among_the_drafts(visit: Opens, cable: Cable) -> None:
    visitor, home = at_a_note(visit, cable)
    visitor.page.locator("#f-text").press_sequentially(BEFORE)
    expect(standing(visitor.page)).to_have_text("What you typed is kept.")
    context = visitor.page.context
    visitor.page.close()

    visitor = Visitor(context.new_page())
    visitor.open(f"{home}/record/note")
    visitor.reads("You began this form before. What you typed is kept.")
    visitor.open("/")
    visitor.look("today-drafts")
    visitor.page.get_by_role("region", name="Drafts I left").get_by_role("link").click()
    visitor.reads(BEFORE)
    visitor.look("left")
    visitor.press("Go on with it")
    expect(visitor.page.locator("#f-text")).to_have_value(BEFORE)
    visitor.press("Record")

    expect(visitor.page.locator("#notice")).to_contain_text("ecorded")
    visitor.open("/")
    expect(visitor.page.get_by_role("heading", name="Drafts I left")).to_have_count(0)


def test_answers_typed_while_the_line_was_cut_are_saved_when_it_is_back(visit: Opens, cable: Cable) -> None:
    visitor, page = opened(visit, base_url=cable.address)
    tab_to(page, "fieldset.item input")
    answer(page, 10)
    expect(page.locator("#kept")).to_contain_text("Saved")

    cable.cut()
    answer(page, 10)
    expect(page.locator("#trouble")).to_contain_text("No connection just now.")
    cable.mend()
    expect(page.locator("#trouble")).to_contain_text("everything is saved")

    visitor.open(page.url)
    visitor.reads("Your answers are still here.")
    expect(page.locator("fieldset.item input:checked")).to_have_count(20)


def test_a_clients_tablet_survives_a_line_that_falls_silent_and_ends_safely(visit: Opens, cable: Cable) -> None:
    visitor, _ = opened(visit, "rfq-8", base_url=cable.address)
    link = handed(visitor)
    client = visit(base_url=cable.address)
    page = client.page
    client.open(link)
    client.press("Begin")
    choose(page, range(1, 5))
    expect(page.locator("#kept")).to_contain_text("Saved")

    cable.cut(silently=True)
    choose(page, range(5, 9))
    client.press("I am finished")
    expect(page.locator("#trouble")).to_contain_text("No connection just now.")
    expect(page.locator("fieldset.item input:checked")).to_have_count(8)
    client.look("tablet-no-connection")
    cable.mend()
    expect(page.locator("#trouble")).to_contain_text("everything is saved")
    client.press("I am finished")

    expect(page.get_by_text("You can hand the tablet back.")).to_be_visible()
    page.go_back()
    expect(page.locator("fieldset.item")).to_have_count(0)
    assert [cookie["name"] for cookie in page.context.cookies()] == []
    visitor.open(re.sub(r"/tablet$|/assessments.*$", "/history", visitor.page.url))
    visitor.reads("RFQ-8 answered (interim)")


def standing(page: Page) -> Locator:
    """What the page says of what is typed."""
    return page.locator(".keeping")


def choose(page: Page, items: range) -> None:
    """Chooses an answer to each of these items."""
    for item in items:
        page.locator(f'[name="item-{item}"][value="3"]').check()


def at_a_note(visit: Opens, cable: Cable) -> tuple[Visitor, str]:
    """A counsellor before the form for a note, at the end of a cable, and the path of the episode."""
    visitor = visit("counsellor", base_url=cable.address)
    home = episode_at(visitor, "social_map_building")
    visitor.open(f"{home}/record/note")
    return visitor, home

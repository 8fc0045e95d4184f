"""What staff do in a day, each in the browser: log, find, ask why, look back, meet as a group, read, and take away."""

from datetime import date, timedelta
from urllib.parse import urlsplit

from playwright.sync_api import expect

from adapters.http.demo import PASSWORD
from tests.e2e.conftest import Opens
from tests.e2e.places import episode_at, records
from tests.e2e.serving import MINUTE, Served


def test_a_contact_is_logged_in_three_taps(visit: Opens) -> None:
    visitor = visit("counsellor", viewport={"width": 320, "height": 640}, has_touch=True)
    home = episode_at(visitor, "social_map_building")
    before = records(visitor, home)
    visitor.open(f"{home}/contacts")

    visitor.page.locator(".who .choice").first.tap()
    visitor.page.locator("#f-outcome .choice").first.tap()
    visitor.page.get_by_role("button", name="Record the contact").tap()

    expect(visitor.page.locator("#notice")).to_contain_text("ecorded")
    assert records(visitor, home) == before + 1


def test_somebody_is_found_as_their_name_is_typed_and_no_address_holds_it(visit: Opens) -> None:
    visitor = visit("supervisor")
    visitor.follow("Caseload")
    somebody = visitor.page.locator(".board strong").first.inner_text()
    visitor.page.get_by_label("Search by name").press_sequentially(somebody[:4])

    expect(visitor.page.locator("#found")).to_contain_text("found")
    expect(visitor.page.locator(".board .card")).to_have_count(
        int(visitor.page.locator("#found").inner_text().split()[0])
    )
    expect(visitor.page.locator(".board")).to_contain_text(somebody)
    assert urlsplit(visitor.page.url)[2:] == ("/caseload", "", "")


def test_why_opens_the_evidence_and_the_evidence_its_history(visit: Opens) -> None:
    visitor = visit("counsellor")
    visitor.open(episode_at(visitor, "relapse_planning"))
    why = visitor.page.locator(".goals details.why").filter(has=visitor.page.locator(".evidence a")).first
    why.locator("summary").click()
    said = why.locator(".evidence a").first
    expect(said).to_be_visible()
    words = said.inner_text()
    said.click()

    visitor.reads(words)
    visitor.reads("recorded")


def test_looking_back_says_so_above_the_page_and_offers_nothing_to_do(visit: Opens) -> None:
    visitor = visit("counsellor")
    home = episode_at(visitor, "relapse_planning")
    visitor.open(home)
    visitor.page.get_by_label("As of the end of").fill("2020-01-01")
    visitor.press("Show it as it was")
    visitor.reads("Treatment had not begun then.")
    yesterday = date.today() - timedelta(days=1)  # noqa: DTZ011  # the demo has happened by today
    visitor.page.get_by_label("As of the end of").fill(yesterday.isoformat())
    visitor.press("Show it as it was")

    expect(visitor.page.get_by_role("complementary", name="Look back")).to_contain_text("Looking back")
    expect(visitor.page.locator("main button", has_text="Go on to")).to_have_count(0)
    visitor.look("looking-back")
    visitor.follow("Back to now")
    expect(visitor.page.get_by_role("complementary", name="Look back")).to_have_count(0)


def test_a_group_session_is_recorded_for_everyone_or_for_nobody(visit: Opens) -> None:
    visitor = visit("counsellor")
    visitor.follow("Group session")
    chosen = visitor.page.locator("[name=attended]")
    homes = [f"/episodes/{chosen.nth(place).get_attribute('value')}" for place in range(2)]
    before = [records(visitor, home) for home in homes]
    for place in range(2):
        chosen.nth(place).check()
    visitor.page.locator("[name^=remark]").nth(1).fill("long " * 4_200)
    visitor.send("/groups/new", topic="Asking for help")

    visitor.reads("Not recorded yet, for nobody")
    visitor.look("group-refused")
    assert [records(visitor, home) for home in homes] == before
    visitor.page.locator(".problem").locator("xpath=..").locator("textarea").fill("Spoke for the first time")
    visitor.send("/groups/new")

    expect(visitor.page.locator("#notice")).to_contain_text("recorded for everyone")
    assert [records(visitor, home) for home in homes] == [one + 1 for one in before]


def test_outcomes_are_downloaded_by_a_supervisor_who_gives_the_password_again(visit: Opens, clinic: Served) -> None:
    visitor = visit("supervisor")
    visitor.follow("Programme outcomes")
    clinic.later(6 * MINUTE)
    visitor.follow("Download as CSV")
    visitor.page.locator("#f-password").fill(PASSWORD)
    visitor.press("Go on")
    with visitor.page.expect_download() as download:
        visitor.follow("Download it now")

    text = download.value.path().read_text()
    assert "completers" in text.lower()
    assert "Example" not in text


def test_the_page_speaks_spanish_once_it_is_chosen(visit: Opens) -> None:
    visitor = visit("counsellor")
    visitor.page.get_by_label("Language").select_option("es")
    visitor.press("Apply")

    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Hoy")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "es")
    visitor.look("today-spanish")
    visitor.open(episode_at(visitor, "relapse_planning"))
    visitor.look("episode-spanish")


def test_nothing_fades_while_news_is_fetched_or_a_draft_is_kept(visit: Opens) -> None:
    visitor = visit("counsellor")
    visitor.page.wait_for_load_state()
    visitor.page.route("**/*", lambda route: None)  # from now on nothing is answered

    visitor.page.evaluate("htmx.trigger('#live', 'news')")

    expect(visitor.page.locator("#live.htmx-request")).to_have_css("opacity", "1")


def test_what_was_amended_stands_with_what_it_was(visit: Opens) -> None:
    visitor = visit("counsellor")
    home = episode_at(visitor, "social_map_building")
    visitor.open(f"{home}/record/note")
    visitor.send("/record/note", text="They met on Monday")
    visitor.follow("Note written.")
    visitor.follow("Amend")
    visitor.send("/amend", text="They met on Tuesday", why_amended="Heard wrongly")

    visitor.reads("They met on Monday")
    visitor.reads("They met on Tuesday")
    visitor.reads("Heard wrongly")
    visitor.look("amended")

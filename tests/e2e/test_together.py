"""Several people at once: what one records the others see, and nobody's typing is lost."""

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Opens
from tests.e2e.places import episode_at, records
from tests.e2e.serving import MINUTE, Served

HERS, HIS = "Her daughter, who waits for her", "The garden and the dog"


def test_two_who_edit_at_once_both_keep_what_they_typed(visit: Opens) -> None:
    one, other = visit("counsellor"), visit("supervisor")
    path = f"{episode_at(one, 'relapse_planning')}/plan/details"
    one.open(path)
    other.open(path)

    one.send(path, reasons=HERS)
    expect(one.page.get_by_text(HERS)).to_be_visible()
    other.send(path, reasons=HIS)

    expect(other.page.locator("[name=reasons]")).to_have_value(HIS)
    other.reads("Recorded since you opened this form")
    expect(other.page.locator(".theirs")).to_contain_text(HERS)
    other.look("form-meanwhile")
    other.send(path)
    expect(other.page.get_by_text(HIS)).to_be_visible()


def test_what_a_colleague_records_appears_without_reloading(visit: Opens) -> None:
    reader, writer = visit("supervisor"), visit("counsellor")
    home = episode_at(writer, "social_map_building")
    reader.open(home)
    writer.open(f"{home}/record/education")
    writer.send("/record/education", module="coping_tools")

    expect(reader.page.locator("#live")).to_contain_text("coping tools")
    expect(reader.page.locator("#live-said")).to_contain_text("Brought up to date")


def test_the_board_is_brought_up_to_date_and_takes_nothing_away(visit: Opens) -> None:
    reader = visit("supervisor", viewport={"width": 400, "height": 600})
    writer = visit("supervisor")
    page = reader.page
    reader.open("/caseload?whose=all")
    moving = episode_at(writer, "intake")
    card = page.locator(".lane li", has=page.locator(f'a[href="{moving}"]'))
    read = page.locator("[aria-labelledby=lane-relapse_planning] a").first
    page.locator("#flag").select_option("on_hold_since")
    read.focus()
    at = read.bounding_box()
    assert at
    assert page.evaluate("window.scrollY") > 0

    writer.open(f"{moving}/steps/hold")
    writer.send("/steps/hold", kind="leave", reason="A journey")

    expect(card).to_contain_text("On hold")
    expect(page.locator("#live-said")).to_contain_text("Brought up to date at")
    expect(read).to_be_focused()
    now = read.bounding_box()
    assert now
    assert abs(now["y"] - at["y"]) <= 1
    expect(page.locator("#flag")).to_have_value("on_hold_since")


def test_the_board_says_nothing_where_nothing_on_it_changed_and_leaves_a_search_alone(visit: Opens) -> None:
    reader, writer = visit("supervisor"), visit("supervisor")
    page = reader.page
    reader.open("/caseload?whose=all")
    home = episode_at(writer, "social_map_building")
    with page.expect_response("**/now/caseload**"):
        writer.open(f"{home}/record/note")
        writer.send("/record/note", text="They slept better this week")
    expect(page.locator("#live-said")).to_be_empty()

    name = page.locator(f'.lane a[href="{home}"]').inner_text()
    reader.page.locator("#words").fill(name)
    expect(page.locator("#found")).to_contain_text("1 person found")
    writer.open(f"{home}/record/note")
    writer.send("/record/note", text="And the week after")
    expect(page.locator("#live-said")).to_contain_text("Search again to see it.")
    expect(page.locator(".lane a[href^='/episodes/']")).to_have_count(1)

    reader.page.locator("#words").fill("")
    expect(page.locator("#live-said")).to_be_empty()
    assert page.locator(".lane a[href^='/episodes/']").count() > 1


def test_a_page_that_nobody_has_before_them_waits_and_leaves_its_connection_to_others(visit: Opens) -> None:
    reader, writer = visit("supervisor"), visit("supervisor")
    page = reader.page
    home = episode_at(writer, "intake")
    tabs = [page.context.new_page() for _ in range(7)]  # browsers keep six connections to one address
    for tab in tabs:
        tab.goto("/caseload?whose=all")
        expect(tab.locator(".board")).to_be_visible()
        seen(tab, hidden=True)
    card = tabs[-1].locator(".lane li", has=tabs[-1].locator(f'a[href="{home}"]'))

    writer.open(f"{home}/steps/hold")
    writer.send("/steps/hold", kind="leave", reason="A journey")
    page.goto("/caseload?whose=all")
    expect(page.locator(".board")).to_contain_text("On hold")
    expect(card).not_to_contain_text("On hold")

    seen(tabs[-1], hidden=False)
    expect(card).to_contain_text("On hold")


def seen(tab: Page, *, hidden: bool) -> None:
    """As where a window is put behind another, or before it."""
    tab.evaluate(
        """(hidden) => {
            Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def test_a_session_that_ends_mid_form_loses_nothing(visit: Opens, clinic: Served) -> None:
    visitor = visit("counsellor")
    home = episode_at(visitor, "social_map_building")
    before = records(visitor, home)
    visitor.open(f"{home}/record/note")
    visitor.fill(visitor.form("/record/note"), text="They slept better this week")

    clinic.later(20 * MINUTE)
    visitor.send("/record/note")
    expect(visitor.page.get_by_text("Nothing you typed is lost")).to_be_visible()
    visitor.type_sign_in("counsellor")
    visitor.press("Send what I typed")

    expect(visitor.page.locator("#notice")).to_contain_text("ecorded")
    assert records(visitor, home) == before + 1


def test_a_double_click_and_the_back_button_record_once(visit: Opens) -> None:
    visitor = visit("counsellor")
    home = episode_at(visitor, "social_map_building")
    before = records(visitor, home)
    visitor.open(f"{home}/record/note")
    visitor.fill(visitor.form("/record/note"), text="They came with their sister")
    visitor.form("/record/note").get_by_role("button", name="Record").dblclick()
    expect(visitor.page.locator("h1")).not_to_have_text("Note")
    assert records(visitor, home) == before + 1

    visitor.page.go_back()
    visitor.send("/record/note")
    assert records(visitor, home) == before + 1

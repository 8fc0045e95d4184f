"""What nobody means to send, and what somebody else means to: each is answered in a plain sentence."""

from playwright.sync_api import expect

from tests.e2e.conftest import Opens
from tests.e2e.places import episode_at, records
from tests.e2e.serving import MINUTE, Served
from tests.e2e.visitor import Visitor

SCRIPT = "<script>document.title = 'taken over'</script><img src=x onerror=\"document.title = 'taken over'\">"


def test_a_note_that_is_too_long_stands_there_to_be_shortened(visit: Opens) -> None:
    visitor, _ = at_a_note(visit)
    visitor.send("/record/note", text="long " * 4_200)

    expect(visitor.page.locator("#f-text-problem")).to_be_visible()
    visitor.look("note-refused")
    assert len(visitor.page.locator("#f-text").input_value()) > 20_000
    visitor.send("/record/note", text="short")
    expect(visitor.page.locator("#notice")).to_contain_text("ecorded")


def test_ten_megabytes_are_turned_away_and_the_page_still_works(visit: Opens) -> None:
    visitor, home = at_a_note(visit)
    before = records(visitor, home)
    visitor.page.set_default_timeout(60_000)  # a browser takes its time to lay out as much
    visitor.page.locator("#f-text").evaluate("(field, n) => { field.value = 'paste '.repeat(n / 6) }", 10_000_000)
    visitor.form("/record/note").get_by_role("button", name="Record").click()

    expect(visitor.page.get_by_role("heading", name="Too long")).to_be_visible(timeout=60_000)
    visitor.look("too-long")
    assert records(visitor, home) == before


def test_a_script_in_a_name_is_a_name(visit: Opens) -> None:
    visitor = visit("intake")
    visitor.follow("Clients")
    visitor.send("/clients", name=SCRIPT)

    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(SCRIPT)
    expect(visitor.page).to_have_title(f"{SCRIPT} · Homeport")
    visitor.look("client")


def test_a_form_from_another_site_records_nothing(visit: Opens, clinic: Served) -> None:
    visitor, home = at_a_note(visit)
    before = records(visitor, home)
    forged = (
        f'<form method="post" action="{clinic.address}{home}/record/note"><input name="text" value="forged"><button>Win'
    )
    page = visitor.page.context.new_page()
    page.route("http://elsewhere.test/", lambda route: route.fulfill(body=forged, content_type="text/html"))
    page.goto("http://elsewhere.test/")
    with page.expect_event("load"):
        page.get_by_role("button").click()

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert records(visitor, home) == before


def test_guessing_a_password_has_to_wait_and_waiting_helps(visit: Opens, clinic: Served) -> None:
    visitor = visit()
    visitor.open("/sign-in")
    for _ in range(5):
        visitor.type_sign_in("counsellor", "wrong")
        expect(visitor.page.get_by_text("do not belong together")).to_be_visible()
        visitor.open("/sign-in")
    visitor.type_sign_in("counsellor")
    expect(visitor.page.get_by_text("Wait 15 minutes")).to_be_visible()

    clinic.later(16 * MINUTE)
    visitor.sign_in("counsellor")


def test_an_address_of_somebody_elses_episode_shows_nothing(visit: Opens) -> None:
    _, home = at_a_note(visit)
    stranger = visit("administrator")
    stranger.open(home)

    expect(stranger.page.get_by_role("heading", name="Not yours to see")).to_be_visible()
    stranger.look("not-yours")


def at_a_note(visit: Opens) -> tuple[Visitor, str]:
    """A counsellor before the form for a note, and the path of the episode."""
    visitor = visit("counsellor")
    home = episode_at(visitor, "social_map_building")
    visitor.open(f"{home}/record/note")
    return visitor, home

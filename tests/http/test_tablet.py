"""The client's tablet: one questionnaire by a one-time link or code, nothing else, and a safe end."""

import re
from collections.abc import Callable

import pytest

from adapters.clinic import Clinic
from events.assessment import AssessmentTaken
from events.instants import HOUR
from tests.http.browser import HOST, Browser
from tests.http.clinic import Clock
from tests.http.test_assessment import HERE, NEW, answered

HAND = "/episodes/e-2/tablet"


def taken(clinic: Clinic) -> list[AssessmentTaken]:
    return [event for _, event in clinic.opened("episode-e-2") if isinstance(event, AssessmentTaken)]


def handed(browser: Browser) -> tuple[str, str]:
    """The path of the link, and the code, as staff are shown them."""
    browser.signed_in("cole").get(NEW + "?form=rfq-8&occasion=baseline")
    browser.send(HAND)
    assert browser.page.status_code == 200
    text = browser.page.text
    link = text.split("<code>")[1].split("</code>")[0].removeprefix(HOST)
    return link, text.split('<p class="code"><strong>')[1].split("<")[0]


@pytest.fixture
def tablet(open_browser: Callable[[], Browser]) -> Browser:
    return open_browser()


def test_a_link_opens_one_questionnaire_and_records_it(browser: Browser, tablet: Browser, clinic: Clinic) -> None:
    link, _ = handed(browser)
    tablet.get(link)
    tablet.send("/tablet")
    assert tablet.page.url.path == "/tablet/form"
    tablet.send("/tablet/finish", **answered(8, item_3="declined"))

    assert tablet.page.url.path == "/tablet/done"
    assert "You can hand the tablet back." in tablet.text()
    (event,) = taken(clinic)
    assert (event.form, event.occasion) == ("rfq-8", "baseline")
    assert event.answers["3"] is None
    assert event.answers["8"] == 4


def test_a_code_opens_it_however_it_is_typed(browser: Browser, tablet: Browser) -> None:
    _, code = handed(browser)
    tablet.get("/tablet")
    tablet.send("/tablet", code=f" {code.lower().replace('-', ' ')} ")

    assert tablet.page.url.path == "/tablet/form"


def test_looking_at_a_link_does_not_use_it_up(browser: Browser, tablet: Browser) -> None:
    link, _ = handed(browser)
    for _ in range(3):
        assert tablet.get(link).status_code == 200
    tablet.send("/tablet")

    assert tablet.page.url.path == "/tablet/form"


def test_when_it_was_kept_is_told_by_the_sites_clock(browser: Browser, tablet: Browser) -> None:
    tablet.get(handed(browser)[0])
    tablet.send("/tablet")

    kept = tablet.post("/tablet/draft", {**tablet.form("/tablet/finish"), "item-1": "2"})

    assert kept.json()["at"] == "08:00"


def test_a_link_that_was_used_says_so_kindly(
    browser: Browser, tablet: Browser, open_browser: Callable[[], Browser]
) -> None:
    link, code = handed(browser)
    tablet.get(link)
    tablet.send("/tablet")
    tablet.post("/tablet/draft", {**tablet.form("/tablet/finish"), "item-1": "2"})

    other = open_browser()
    other.get(link)
    other.send("/tablet")
    assert other.page.status_code == 410
    assert "opens once only" in other.text()
    other.get("/tablet")
    other.send("/tablet", code=code)
    assert "opens once only" in other.text()


def test_a_link_that_expired_says_so_kindly(browser: Browser, tablet: Browser, clock: Clock) -> None:
    link, _ = handed(browser)
    clock.later(3 * HOUR)
    tablet.get(link)
    tablet.send("/tablet")

    assert tablet.page.status_code == 410
    assert "The time for this link is over." in tablet.text()


def test_wrong_codes_are_limited(browser: Browser, tablet: Browser) -> None:
    _, code = handed(browser)
    tablet.get("/tablet")
    for _ in range(10):
        tablet.send("/tablet", code="BBB-BBB")
        assert tablet.page.status_code == 422
        assert "is not known here" in tablet.text()

    tablet.send("/tablet", code=code)
    assert tablet.page.status_code == 429
    assert tablet.form("/tablet")["code"] == [code]


def test_the_tablet_shows_nothing_of_anybody(browser: Browser, tablet: Browser) -> None:
    link, _ = handed(browser)
    tablet.get(link)
    tablet.send("/tablet")

    assert "CANARY" not in tablet.page.text
    assert not re.search(r"\bcole\b", tablet.page.text.lower())  # as a word: random tokens may hold its letters
    assert "/episodes/" not in tablet.page.text
    assert 'href="/' not in tablet.page.text.replace('href="/static/', "")
    for path in ("/", "/caseload", "/episodes/e-2", HERE + "/new"):
        assert tablet.get(path).url.path == "/sign-in"


def test_opened_where_staff_are_signed_in_it_signs_them_out(browser: Browser) -> None:
    link, _ = handed(browser)
    browser.get(link)
    browser.send("/tablet")

    assert browser.page.url.path == "/tablet/form"
    assert browser.get("/caseload").url.path == "/sign-in"


def test_what_was_entered_is_there_again_after_a_lost_connection(browser: Browser, tablet: Browser) -> None:
    link, _ = handed(browser)
    tablet.get(link)
    tablet.send("/tablet")
    tablet.post("/tablet/draft", {**tablet.form("/tablet/finish"), "item-1": "2", "item-2": "declined"})
    assert tablet.page.json()["answered"] == 2

    tablet.get("/tablet/form")
    assert tablet.form("/tablet/finish")["item-1"] == ["2"]
    assert tablet.form("/tablet/finish")["item-2"] == ["declined"]


def test_finishing_twice_records_once(browser: Browser, tablet: Browser, clinic: Clinic) -> None:
    link, _ = handed(browser)
    tablet.get(link)
    tablet.send("/tablet")
    filled = {**tablet.form("/tablet/finish"), **answered(8)}
    cookies = dict(tablet.client.cookies)
    tablet.post("/tablet/finish", filled)
    for name, value in cookies.items():
        tablet.client.cookies.set(name, value)
    tablet.post("/tablet/finish", filled)

    assert tablet.page.url.path == "/tablet/done"
    assert len(taken(clinic)) == 1


def test_after_the_end_going_back_shows_nothing(browser: Browser, tablet: Browser) -> None:
    link, _ = handed(browser)
    tablet.get(link)
    tablet.send("/tablet")
    answer = tablet.client.post(
        "/tablet/finish",
        data={**tablet.form("/tablet/finish"), **answered(8)},
        headers={"Origin": HOST},
        follow_redirects=False,
    )
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert "homeport-tablet" not in tablet.client.cookies

    tablet.get("/tablet/form")
    assert tablet.page.status_code == 410
    assert "Nothing is open on this tablet." in tablet.text()
    assert tablet.page.headers["cache-control"] == "no-store"


def test_a_pause_keeps_everything_and_staff_can_go_on_with_it(
    browser: Browser, tablet: Browser, clinic: Clinic
) -> None:
    link, _ = handed(browser)
    tablet.get(link)
    tablet.send("/tablet")
    tablet.post("/tablet/pause", {**tablet.form("/tablet/finish"), "item-1": "2", "item-2": "5"})
    assert "Take the time you need." in tablet.text()
    tablet.send("/tablet/stop")
    assert tablet.page.url.path == "/tablet/done"
    assert taken(clinic) == []

    browser.get(NEW)
    assert "the client is answering, 2 items so far" in browser.text()
    (action,) = [
        part.split('"')[0] for part in browser.page.text.split('action="') if part.split('"')[0].endswith("over")
    ]
    browser.send(action)
    assert browser.form(HERE)["form"] == ["rfq-8"]
    assert browser.form(HERE)["item-1"] == ["2"]
    browser.send(HERE, **answered(8))
    assert len(taken(clinic)) == 1


def test_a_link_that_staff_closed_says_so_kindly(browser: Browser, tablet: Browser) -> None:
    link, _ = handed(browser)
    browser.get(NEW)
    (action,) = [
        part.split('"')[0] for part in browser.page.text.split('action="') if part.split('"')[0].endswith("close")
    ]
    browser.send(action)
    tablet.get(link)
    tablet.send("/tablet")

    assert "Staff have closed this link" in tablet.text()


def test_a_form_from_elsewhere_changes_nothing(browser: Browser, tablet: Browser, clinic: Clinic) -> None:
    link, _ = handed(browser)
    tablet.get(link)
    tablet.send("/tablet")
    filled = {**tablet.form("/tablet/finish"), **answered(8)}

    assert tablet.post("/tablet/finish", {**filled, "_csrf": "0" * 32}).status_code == 410
    assert tablet.post("/tablet/finish", filled, {"Origin": "https://evil.example"}).status_code == 410
    assert taken(clinic) == []


def test_links_are_made_by_those_who_see_the_episode(browser: Browser) -> None:
    browser.signed_in("cole").get(NEW)
    fields = browser.form(HAND)
    for staff in ("cora", "audra"):
        browser.signed_in(staff).get("/")
        csrf = browser.page.text.split('name="_csrf" value="')[1].split('"')[0]
        assert browser.post(HAND, {**fields, "_csrf": csrf}).status_code == 403


def test_the_token_of_a_link_stands_in_no_log(
    browser: Browser, tablet: Browser, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    link, code = handed(browser)
    tablet.get(link)
    tablet.send("/tablet")
    tablet.get("/tablet/none")

    written = "".join(capfd.readouterr())
    assert link.rpartition("/")[2] not in written
    assert code not in written

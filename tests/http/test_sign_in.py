"""Signing in and out: who comes in, for how long, and what an outsider learns."""

from collections.abc import Callable

from fastapi import FastAPI

from events.instants import HOUR, MINUTE
from tests.http.browser import PASSWORD, Browser
from tests.http.clinic import Clock


def sign_in(browser: Browser, name: str = "cole", password: str = PASSWORD) -> int:
    browser.get("/sign-in")
    return browser.send("/sign-in", name=name, password=password).status_code


def test_whoever_is_not_signed_in_is_asked_to(browser: Browser) -> None:
    browser.get("/caseload")

    assert browser.page.url.path == "/sign-in"
    assert browser.form("/sign-in")["next"] == ["/caseload"]


def test_signing_in_leads_on_to_where_one_was_going(browser: Browser) -> None:
    browser.get("/caseload")
    browser.send("/sign-in", name="Cole", password=PASSWORD)

    assert browser.page.url.path == "/caseload"
    assert "Cole of the staff" in browser.text()


def test_no_address_of_another_site_is_led_on_to(browser: Browser) -> None:
    for elsewhere in ("//evil.example", "https://evil.example", "/\\evil.example"):
        browser.get("/sign-in", params={"next": elsewhere})

        assert browser.form("/sign-in")["next"] == ["/"]


def test_a_wrong_password_and_an_unknown_name_are_told_alike(browser: Browser) -> None:
    assert sign_in(browser, "cole", "not the password") == 401
    wrong_password = browser.text().replace("cole", "")
    assert sign_in(browser, "nobody", "not the password") == 401

    assert browser.text() == wrong_password
    assert browser.form("/sign-in")["name"] == ["nobody"]


def test_many_wrong_passwords_make_one_wait_and_waiting_helps(browser: Browser, clock: Clock) -> None:
    assert [sign_in(browser, "cole", f"wrong number {n}") for n in range(6)] == [401] * 5 + [429]
    assert sign_in(browser) == 429
    assert "Wait 15 minutes" in browser.text()

    clock.later(15 * MINUTE)

    assert sign_in(browser) == 200


def test_an_address_that_tries_many_names_must_wait(browser: Browser) -> None:
    tried = [sign_in(browser, f"name{n}", "wrong") for n in range(21)]

    assert tried == [401] * 20 + [429]


def test_a_session_that_is_idle_ends(browser: Browser, clock: Clock) -> None:
    browser.signed_in("cole")
    clock.later(15 * MINUTE)
    assert browser.get("/").url.path == "/"

    clock.later(15 * MINUTE + 1)

    assert browser.get("/").url.path == "/sign-in"


def test_a_session_ends_after_twelve_hours_however_busy(browser: Browser, clock: Clock) -> None:
    browser.signed_in("cole")
    for _ in range(12 * 6):
        clock.later(10 * MINUTE)
        assert browser.get("/").url.path == "/"

    clock.later(10 * MINUTE)

    assert browser.get("/").url.path == "/sign-in"


def test_signing_out_ends_the_session_for_whoever_kept_its_cookie(
    browser: Browser, open_browser: Callable[[], Browser]
) -> None:
    browser.signed_in("cole").get("/")
    thief = open_browser()
    thief.client.cookies.set("homeport", browser.client.cookies["homeport"])

    browser.send("/sign-out")

    assert browser.page.url.path == "/sign-in"
    assert thief.get("/").url.path == "/sign-in"


def test_a_disabled_account_is_out_at_once(browser: Browser, open_browser: Callable[[], Browser]) -> None:
    browser.signed_in("cole").get("/")
    admin = open_browser().signed_in("admin")
    admin.get("/people/cole")
    admin.send("/people/cole/account/disable")

    assert browser.get("/").url.path == "/sign-in"
    assert sign_in(browser) == 401


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(browser: Browser) -> None:
    browser.get("/sign-in")
    browser.client.follow_redirects = False
    cookie = browser.send("/sign-in", name="cole", password=PASSWORD).headers["set-cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_over_https_the_cookie_is_bound_to_host_and_channel(browser: Browser) -> None:
    browser.client.base_url = "https://testserver"
    browser.client.follow_redirects = False
    browser.get("/sign-in")
    answer = browser.client.post("/sign-in", data={"name": "cole", "password": PASSWORD})

    assert answer.headers["set-cookie"].startswith("__Host-homeport=")
    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_a_password_set_by_somebody_else_must_be_changed_first(
    browser: Browser, open_browser: Callable[[], Browser]
) -> None:
    admin = open_browser().signed_in("admin")
    admin.get("/people/cole")
    admin.send("/people/cole/account", name="cole", password="told in person")

    assert sign_in(browser, password="told in person") == 200
    assert browser.page.url.path == "/password"
    assert browser.get("/caseload").url.path == "/password"
    browser.send("/password", current="told in person", password="only mine to know", again="only mine to know")

    assert browser.get("/caseload").url.path == "/caseload"


def test_a_new_password_is_judged_beside_its_field(browser: Browser) -> None:
    browser.signed_in("cole").get("/password")

    browser.send("/password", current="wrong", password="long enough to be one", again="long enough to be one")
    assert browser.problem("current") == "Is not the password of this account"
    browser.send("/password", current=PASSWORD, password="short", again="short")
    assert "at least 12 characters" in browser.problem("password")
    browser.send("/password", current=PASSWORD, password="long enough to be one", again="another one")
    assert "not the same" in browser.problem("again")
    assert browser.form("/password")["password"] == [""]


def test_a_password_is_asked_again_before_a_signature(browser: Browser, app: FastAPI, clock: Clock) -> None:
    sessions = app.state.web.identity.sessions
    browser.signed_in("mira").get("/")
    clock.later(HOUR // 6)
    token = browser.client.cookies["homeport"]
    assert not sessions.is_confirmed(sessions.find(token))

    browser.get("/confirm", params={"next": "/caseload"})
    assert browser.send("/confirm", password="wrong").status_code == 401
    browser.send("/confirm", password=PASSWORD)

    assert browser.page.url.path == "/caseload"
    assert sessions.is_confirmed(sessions.find(token))

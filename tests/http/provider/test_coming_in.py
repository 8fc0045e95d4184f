"""Whoever is bound at a provider comes in there, and nobody else."""

from urllib.parse import parse_qs, urlsplit

from fastapi import FastAPI

from adapters.identity.identity import Identity
from events.instants import MINUTE
from tests.http.browser import PASSWORD, Browser
from tests.http.clinic import Clock
from tests.http.provider.through import ADDRESS, BACK, SUBJECT, is_in, leave, prove, provider_at, sign_in, twist
from tests.servers.openid import ServedProvider


def test_somebody_who_is_bound_comes_in_and_goes_where_they_were_going(browser: Browser, identity: Identity) -> None:
    browser.get("/caseload")
    browser.get(prove(leave(browser)))

    assert browser.page.url.path == "/caseload"
    assert "Mira of the staff" in browser.text()


def test_no_address_that_the_browser_ends_on_holds_code_state_or_subject(browser: Browser, identity: Identity) -> None:
    sign_in(browser)

    assert str(browser.page.url) == "http://testserver/"
    assert browser.page.history[-1].headers["location"] == "/"
    sign_in(browser, "somebody nobody knows")
    assert str(browser.page.url) == "http://testserver/sign-in?told=unbound"


def test_the_provider_is_asked_to_make_sure_anew_with_pkce(browser: Browser, identity: Identity) -> None:
    browser.get("/sign-in")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(leave(browser)).query).items()}

    assert (asked["prompt"], asked["max_age"], asked["code_challenge_method"]) == ("login", "0", "S256")
    assert asked["redirect_uri"] == f"http://testserver{BACK}"
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3


def test_turning_back_there_leads_to_the_page_to_sign_in_on(browser: Browser, identity: Identity) -> None:
    browser.get("/caseload")
    browser.get(prove(leave(browser), deny="1"))

    assert "you turned back there" in browser.text()
    assert browser.form("/sign-in/provider")["next"] == ["/caseload"]


def test_nobody_comes_in_who_was_not_bound(browser: Browser, identity: Identity) -> None:
    sign_in(browser, "somebody nobody knows", email=ADDRESS)

    assert "does not belong to anybody here" in browser.text()
    assert not is_in(browser)
    assert len(identity.accounts.all()) == 7


def test_an_address_finds_its_account_once_and_then_the_subject_does(
    browser: Browser, identity: Identity, served: ServedProvider
) -> None:
    identity.bind("cole", served.issuer, "email", ADDRESS)
    sign_in(browser, "subject-of-cole", email=ADDRESS.upper())
    assert "Cole of the staff" in browser.text()
    browser.send("/sign-out")

    sign_in(browser, "whoever has the address now", email=ADDRESS)
    assert not is_in(browser)
    sign_in(browser, "subject-of-cole")
    assert is_in(browser)


def test_an_address_that_the_provider_did_not_verify_finds_nobody(
    browser: Browser, identity: Identity, served: ServedProvider, clock: Clock
) -> None:
    identity.bind("cole", served.issuer, "email", ADDRESS)
    twist(served, clock, claims={"email_verified": False})

    sign_in(browser, "subject-of-cole", email=ADDRESS)

    assert not is_in(browser)


def test_the_subject_of_another_issuer_finds_nobody(browser: Browser, identity: Identity) -> None:
    identity.bind("mira", "https://another.example", "subject", SUBJECT)

    sign_in(browser)

    assert not is_in(browser)


def test_a_disabled_account_stays_out_and_an_unbound_one_is_out_at_once(browser: Browser, identity: Identity) -> None:
    identity.disable("mira")
    sign_in(browser)
    assert "does not belong to anybody here" in browser.text()

    identity.accounts.set_active("mira", active=True)
    sign_in(browser)
    assert is_in(browser)
    identity.unbind("mira")
    assert not is_in(browser)


def test_its_session_ends_when_idle_and_is_a_new_one(browser: Browser, identity: Identity, clock: Clock) -> None:
    sign_in(browser)
    clock.later(15 * MINUTE + 1)

    assert browser.get("/").url.path == "/sign-in"


def test_many_who_leave_and_never_arrive_make_an_address_wait(browser: Browser, identity: Identity) -> None:
    browser.get("/sign-in")
    for _ in range(20):
        assert browser.send("/sign-in/provider").status_code == 200
        browser.get("/sign-in")

    assert browser.send("/sign-in/provider").status_code == 429
    assert "Wait 15 minutes" in browser.text()


def test_arriving_is_no_failed_attempt(browser: Browser, identity: Identity) -> None:
    for _ in range(21):
        sign_in(browser)

    assert is_in(browser)


def test_where_the_provider_is_down_a_password_still_does(
    clinic: object, app: FastAPI, browser: Browser, identity: Identity
) -> None:
    with ServedProvider() as gone:
        pass
    object.__setattr__(app.state.web, "provider", provider_at(gone.issuer))
    browser.get("/caseload")

    assert browser.send("/sign-in/provider").status_code == 503
    assert "cannot be used just now" in browser.text()
    browser.send("/sign-in", name="cole", password=PASSWORD)

    assert browser.page.url.path == "/caseload"


def test_an_account_without_password_takes_none(browser: Browser, identity: Identity) -> None:
    for password in ("", PASSWORD):
        browser.get("/sign-in")

        assert browser.send("/sign-in", name="mira", password=password).status_code == 401

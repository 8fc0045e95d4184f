"""A session that ended and a signature ask for a new proof at the provider."""

from adapters.identity.identity import Identity
from events.instants import MINUTE, SECOND
from tests.http.browser import Browser
from tests.http.clinic import Clock
from tests.http.provider.through import leave, prove, sign_in, twist
from tests.servers.openid import ServedProvider


def test_what_was_typed_before_the_session_ended_is_still_there(
    browser: Browser, identity: Identity, served: ServedProvider, clock: Clock
) -> None:
    note = "/episodes/e-1/record/note"
    sign_in(browser)
    browser.get(note)
    clock.later(16 * MINUTE)
    twist(served, clock)
    browser.send(note, text="They slept better this week")
    browser.get(prove(leave(browser), deny="1"))

    browser.get(prove(leave(browser)))

    assert "They slept better this week" in browser.page.text
    browser.send(note)
    assert browser.page.url.path == "/episodes/e-1"


def test_before_a_signature_they_prove_it_anew_and_only_as_themselves(
    browser: Browser, identity: Identity, served: ServedProvider, clock: Clock
) -> None:
    identity.bind("cole", served.issuer, "subject", "subject-of-cole")
    sign_in(browser)
    clock.later(6 * MINUTE)
    twist(served, clock)
    session = identity.sessions.find(browser.client.cookies["homeport"])
    assert session is not None
    assert not identity.sessions.is_confirmed(session)

    browser.get("/confirm", params={"next": "/caseload"})
    assert "f-password" not in browser.page.text
    browser.get(prove(leave(browser, "/confirm/provider"), "subject-of-cole"))
    assert "as somebody else" in browser.text()
    assert "Mira of the staff" in browser.text()
    browser.get(prove(leave(browser, "/confirm/provider")))

    assert browser.page.url.path == "/caseload"
    session = identity.sessions.find(browser.client.cookies["homeport"])
    assert session is not None
    assert identity.sessions.is_confirmed(session)


def test_before_a_signature_an_old_proof_does_not_do(
    browser: Browser, identity: Identity, served: ServedProvider, clock: Clock
) -> None:
    sign_in(browser)
    at = clock.now // SECOND
    clock.later(6 * MINUTE)
    twist(served, clock, claims={"auth_time": at})

    browser.get("/confirm", params={"next": "/caseload"})
    browser.get(prove(leave(browser, "/confirm/provider")))

    assert "did not prove who you are" in browser.text()
    session = identity.sessions.find(browser.client.cookies["homeport"])
    assert session is not None
    assert not identity.sessions.is_confirmed(session)

"""Signing in through a provider: named people only, whatever a provider, or somebody on the way, makes up."""

from collections.abc import Callable, Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from adapters.identity.identity import Identity
from adapters.identity.provider.provider import Provider
from adapters.identity.provider.settings import ProviderSettings
from events.instants import MINUTE, SECOND
from tests.http.browser import PASSWORD, Browser
from tests.http.clinic import Clock
from tests.servers.openid import CLIENT, SECRET, ServedProvider

SUBJECT, ADDRESS = "subject-of-mira", "Mira@clinic.example"
BACK = "/sign-in/provider/back"


@pytest.fixture(scope="module")
def process() -> Iterator[ServedProvider]:
    with ServedProvider() as process:
        yield process


@pytest.fixture
def served(process: ServedProvider, clock: Clock) -> ServedProvider:
    """The provider, which answers as it should and by the clinic's time."""
    twist(process, clock)
    return process


@pytest.fixture
def provider(served: ServedProvider) -> Provider:
    return provider_at(served.issuer)


@pytest.fixture
def identity(app: FastAPI, served: ServedProvider) -> Identity:
    """The clinic's identities; Mira is bound by her subject and has no password."""
    identity: Identity = app.state.web.identity
    identity.bind("mira", served.issuer, "subject", SUBJECT)
    identity.take_password("mira")
    return identity


def provider_at(issuer: str) -> Provider:
    return Provider(ProviderSettings(issuer=issuer, client_id=CLIENT, client_secret=SecretStr(SECRET)))


def twist(process: ServedProvider, clock: Clock, **twists: Any) -> None:
    process.twist(now=clock.now // SECOND, **twists)


def leave(browser: Browser, form: str = "/sign-in/provider") -> str:
    """Presses the button of the present page; the address that the browser is led to."""
    browser.send(form)
    assert browser.page.status_code == 200, browser.text()
    there = browser.page.headers["refresh"].removeprefix("0; url=")
    assert there in unescape(browser.page.text)
    return there


def prove(there: str, subject: str = SUBJECT, **typed: str) -> str:
    """Types a subject into the provider's form; the address that it sends the browser back to."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}
    answer = httpx2.post(there.partition("?")[0], data={**asked, "subject": subject, **typed})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def sign_in(browser: Browser, subject: str = SUBJECT, **typed: str) -> None:
    browser.get("/sign-in")
    browser.get(prove(leave(browser), subject, **typed))


def is_in(browser: Browser) -> bool:
    return browser.client.get("/caseload").url.path == "/caseload"


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


@pytest.mark.parametrize(
    ("twists", "reason"),
    [
        pytest.param({"claims": {"nonce": "of another sign-in"}}, "InvalidClaimError:nonce", id="another nonce"),
        pytest.param({"claims": {"nonce": None}}, "MissingClaimError:nonce", id="no nonce"),
        pytest.param({"claims": {"aud": "another client"}}, "InvalidClaimError:aud", id="another audience"),
        pytest.param(
            {"claims": {"aud": [CLIENT, "another client"]}},
            "azp_of_another_client",
            id="two audiences, issued to neither",
        ),
        pytest.param({"claims": {"azp": "another client"}}, "azp_of_another_client", id="issued to another client"),
        pytest.param({"claims": {"iss": "https://another.example"}}, "InvalidClaimError:iss", id="another issuer"),
        pytest.param({"claims": {"exp": 1_700_000_000}}, "ExpiredTokenError:exp", id="expired"),
        pytest.param({"claims": {"exp": None}}, "MissingClaimError:exp", id="never expires"),
        pytest.param({"claims": {"iat": 4_000_000_000}}, "InvalidClaimError:iat", id="issued in the future"),
        pytest.param({"claims": {"sub": None}}, "MissingClaimError:sub", id="about nobody"),
        pytest.param({"claims": {"sub": "x" * 256}}, "sub_too_long", id="a subject that is too long"),
        pytest.param({"claims": {"auth_time": None}}, "no_auth_time", id="does not say when they proved it"),
        pytest.param({"claims": {"auth_time": 1_700_000_000}}, "auth_time_of_another_sign_in", id="proved long ago"),
        pytest.param({"signed": "none"}, "UnsupportedAlgorithmError", id="alg none"),
        pytest.param({"signed": "with the public key"}, "UnsupportedAlgorithmError", id="HS256 with the public key"),
        pytest.param({"signed": "by somebody else"}, "BadSignatureError", id="another issuer's key"),
        pytest.param({"iss": "https://another.example"}, "another_issuer_answers", id="mix-up"),
    ],
)
def test_a_token_that_does_not_prove_who_it_is_is_not_believed(
    browser: Browser,
    identity: Identity,
    process: ServedProvider,
    clock: Clock,
    twists: dict[str, Any],
    reason: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    twist(process, clock, **twists)
    sign_in(browser)

    assert "did not prove who you are" in browser.text()
    assert not is_in(browser)
    said = capsys.readouterr().err
    assert f'"reason": "{reason}"' in said
    assert SUBJECT not in said

    twist(process, clock)
    browser.send("/sign-in/provider")
    sign_in(browser)
    assert is_in(browser)


def test_a_provider_that_describes_itself_as_another_is_not_used(
    browser: Browser, identity: Identity, process: ServedProvider, clock: Clock
) -> None:
    twist(process, clock, description={"issuer": "https://another.example"})
    browser.get("/sign-in")

    assert browser.send("/sign-in/provider").status_code == 503


def test_an_endpoint_that_others_could_listen_at_is_not_used(
    browser: Browser, identity: Identity, process: ServedProvider, clock: Clock
) -> None:
    twist(process, clock, description={"token_endpoint": "http://id.example/token"})
    browser.get("/sign-in")

    assert browser.send("/sign-in/provider").status_code == 503


def test_a_key_that_was_changed_meanwhile_is_found(
    browser: Browser, identity: Identity, process: ServedProvider, clock: Clock
) -> None:
    sign_in(browser)
    browser.send("/sign-out")

    twist(process, clock, rotated=True)
    sign_in(browser)

    assert is_in(browser)


def test_nobody_comes_back_twice_with_the_same_state(browser: Browser, identity: Identity) -> None:
    browser.get("/sign-in")
    back = prove(leave(browser))
    secret = browser.client.cookies["homeport-way"]
    browser.get(back)
    browser.send("/sign-out")

    browser.client.cookies.set("homeport-way", secret)
    browser.get(back)

    assert "Please start again" in browser.text()
    assert not is_in(browser)


def test_another_browser_cannot_be_let_in_by_an_address(
    browser: Browser, identity: Identity, open_browser: Callable[[], Browser]
) -> None:
    browser.get("/sign-in")
    back = prove(leave(browser))

    victim = open_browser()
    victim.get(back)
    assert not is_in(victim)
    victim.get("/sign-in")
    leave(victim)
    victim.get(back)
    assert not is_in(victim)


def test_a_code_of_one_browser_is_no_use_in_another(
    browser: Browser, identity: Identity, open_browser: Callable[[], Browser]
) -> None:
    thief = open_browser()
    for one in (browser, thief):
        one.get("/sign-in")
    code = parse_qs(urlsplit(prove(leave(browser))).query)["code"][0]
    state = parse_qs(urlsplit(leave(thief)).query)["state"][0]

    thief.get(BACK, params={"code": code, "state": state})

    assert not is_in(thief)


def test_whoever_takes_too_long_starts_again(browser: Browser, identity: Identity, clock: Clock) -> None:
    browser.get("/sign-in")
    there = leave(browser)
    clock.later(10 * MINUTE)

    browser.get(prove(there))

    assert "Please start again" in browser.text()
    assert not is_in(browser)


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


def test_without_a_provider_there_is_no_way_to_one(app: FastAPI, browser: Browser) -> None:
    object.__setattr__(app.state.web, "provider", None)
    browser.get("/sign-in")

    assert "organisation" not in browser.text()
    assert browser.post("/sign-in/provider", {}).status_code == 404


def test_another_site_cannot_send_somebody_there(browser: Browser, identity: Identity) -> None:
    browser.get("/sign-in")

    assert browser.post("/sign-in/provider", {}, {"Origin": "https://evil.example"}).status_code == 403

"""Whatever a provider, or somebody on the way, makes up is not believed."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI

from adapters.identity.identity import Identity
from events.instants import MINUTE
from tests.http.browser import Browser
from tests.http.clinic import Clock
from tests.http.provider.through import BACK, SUBJECT, is_in, leave, prove, sign_in, twist
from tests.servers.openid import CLIENT, ServedProvider


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


def test_without_a_provider_there_is_no_way_to_one(app: FastAPI, browser: Browser) -> None:
    object.__setattr__(app.state.web, "provider", None)
    browser.get("/sign-in")

    assert "organisation" not in browser.text()
    assert browser.post("/sign-in/provider", {}).status_code == 404


def test_another_site_cannot_send_somebody_there(browser: Browser, identity: Identity) -> None:
    browser.get("/sign-in")

    assert browser.post("/sign-in/provider", {}, {"Origin": "https://evil.example"}).status_code == 403

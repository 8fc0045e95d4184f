"""A browser that goes to the provider and comes back, and what the provider may be made to say."""

from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from pydantic import SecretStr

from adapters.identity.provider.provider import Provider
from adapters.identity.provider.settings import ProviderSettings
from events.instants import SECOND
from tests.http.browser import Browser
from tests.http.clinic import Clock
from tests.servers.openid import CLIENT, SECRET, ServedProvider

SUBJECT, ADDRESS = "subject-of-mira", "Mira@clinic.example"
BACK = "/sign-in/provider/back"


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

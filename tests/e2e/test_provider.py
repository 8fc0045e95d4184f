"""Signing in through an OpenID provider in a real browser, whose policies no test client has."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from adapters.clinic import Clinic, system_clock
from adapters.identity.identity import Identity
from tests.e2e.conftest import Opens
from tests.e2e.serving import MINUTE, Served
from tests.e2e.visitor import Visitor
from tests.servers.openid import CLIENT, SECRET, ServedProvider

SUBJECT = "subject-of-the-supervisor"
BUTTON = "Sign in with your organisation's account"


@pytest.fixture
def provider() -> Iterator[ServedProvider]:
    with ServedProvider() as provider:
        yield provider


@pytest.fixture
def clinic(demo: Path, tmp_path: Path, provider: ServedProvider) -> Iterator[Served]:
    """A demo clinic whose supervisor signs in through the provider alone."""
    folder = tmp_path / "clinic"
    shutil.copytree(demo, folder)
    with Clinic(folder) as clinic, closing(Identity(clinic.storage, system_clock)) as identity:
        identity.bind("supervisor", provider.issuer, "subject", SUBJECT)
        identity.take_password("supervisor")
    settings = {"ISSUER": provider.issuer, "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET}
    with Served(folder, **{f"HOMEPORT_OIDC_{name}": value for name, value in settings.items()}) as served:
        yield served


def prove(visitor: Visitor, subject: str = SUBJECT) -> None:
    """Waits for the provider's page and says there who it is."""
    visitor.page.get_by_label("Who are you?").fill(subject)
    visitor.press("That is me")


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
def test_somebody_signs_in_there_and_nothing_of_it_stays_in_the_address(visit: Opens, has_script: bool) -> None:
    visitor = visit(java_script_enabled=has_script)
    visitor.open("/caseload")
    visitor.look("sign-in-provider")
    visitor.press(BUTTON)
    prove(visitor)

    expect(visitor.page.get_by_role("button", name="Sign out")).to_be_visible()
    assert visitor.page.url.endswith("/caseload")
    visitor.page.go_back()
    assert "code=" not in visitor.page.url


def test_somebody_whom_nobody_bound_stays_out(visit: Opens) -> None:
    visitor = visit()
    visitor.open("/sign-in")
    visitor.press(BUTTON)
    prove(visitor, "somebody nobody knows")

    visitor.reads("does not belong to anybody here")
    assert visitor.page.url.endswith("/sign-in?told=unbound")


def test_before_a_signature_they_say_there_once_more_who_they_are(
    visit: Opens, clinic: Served, provider: ServedProvider
) -> None:
    visitor = visit()
    visitor.open("/sign-in")
    visitor.press(BUTTON)
    prove(visitor)
    expect(visitor.page.get_by_role("button", name="Sign out")).to_be_visible()
    clinic.later(6 * MINUTE)
    provider.twist(ahead=6 * MINUTE)

    visitor.open("/confirm?next=/caseload")
    visitor.look("confirm-provider")
    visitor.press("Sign in once more")
    prove(visitor)

    expect(visitor.page.locator("h1")).to_have_text("Caseload")


def test_while_the_provider_is_down_a_password_does(visit: Opens, provider: ServedProvider) -> None:
    visitor = visit()
    visitor.open("/caseload")
    provider.stop()
    visitor.press(BUTTON)
    visitor.reads("cannot be used just now")
    visitor.type_sign_in("counsellor")

    expect(visitor.page.get_by_role("button", name="Sign out")).to_be_visible()

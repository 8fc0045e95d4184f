"""A real provider, and the clinic's accounts that are bound there."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from adapters.identity.identity import Identity
from adapters.identity.provider.provider import Provider
from tests.http.clinic import Clock
from tests.http.provider.through import SUBJECT, provider_at, twist
from tests.servers.openid import ServedProvider


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

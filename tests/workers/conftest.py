"""A real Redis for the tests of this folder: run from its package, or the one at HOMEPORT_TEST_REDIS_URL."""

import os
from collections.abc import Iterator

import pytest
import redis

from tests.servers.redis import RedisServer
from tests.telemetry.conftest import logged

__all__ = ["logged"]


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """The address of a Redis that no test stops."""
    if url := os.environ.get("HOMEPORT_TEST_REDIS_URL"):
        yield url
    else:
        with RedisServer() as server:
            yield server.url


@pytest.fixture
def redis_url(server_url: str) -> str:
    """The address of a Redis with nothing in its database."""
    with redis.Redis.from_url(server_url) as client:
        client.flushdb()
    return server_url


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """A Redis of the test's own, to be stopped, flushed and filled."""
    with RedisServer() as server:
        yield server

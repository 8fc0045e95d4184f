"""What is asked of a Redis before it is worked with."""

import pytest

from adapters.workers.link import Link
from engine.refusals import Refused
from tests.servers.redis import RedisServer
from tests.telemetry.conftest import Logged


def test_a_redis_that_throws_messages_away_is_refused_with_what_to_do() -> None:
    with RedisServer(maxmemory_policy="allkeys-lru") as server, server.client() as client:
        with pytest.raises(Refused, match=r"allkeys-lru.*CONFIG SET maxmemory-policy noeviction"):
            Link(server.url).check_at_start()
        client.config_set("maxmemory-policy", "noeviction")
        Link(server.url).check_at_start()


def test_one_that_begins_to_do_so_later_is_told_of(redis_server: RedisServer) -> None:
    link = Link(redis_server.url)
    link.check_at_start()
    with redis_server.client() as client:
        client.config_set("maxmemory-policy", "volatile-ttl")
    link.check()
    assert link.state == "evicting"


def test_a_wrong_password_is_refused(redis_server: RedisServer) -> None:
    with redis_server.client() as client:
        client.config_set("requirepass", "synthetic-secret")
    with pytest.raises(Refused, match="user or password") as refused:
        Link(redis_server.url.replace("unix://", "unix://:wrong-secret@")).check_at_start()
    assert "secret" not in str(refused.value)
    Link(redis_server.url.replace("unix://", "unix://:synthetic-secret@")).check_at_start()


def test_something_else_than_an_address_is_refused() -> None:
    with pytest.raises(Refused, match="HOMEPORT_REDIS_URL is not the address of a Redis"):
        Link("localhost:6379")


def test_one_that_is_out_of_reach_is_no_reason_not_to_begin(redis_server: RedisServer, logged: Logged) -> None:
    redis_server.kill()
    link = Link(redis_server.url)
    link.check_at_start()
    assert link.state == "unreachable"
    assert '"reason": "unreachable"' in logged.text

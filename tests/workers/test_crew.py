"""Nudges carry work at once; whatever becomes of Redis, the pulse finds what is left of it."""

import json
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest

from adapters.workers.crew import crew
from adapters.workers.link import Link
from adapters.workers.over_redis import OverRedis
from adapters.workers.runner import Runner
from adapters.workers.wire import Wire
from tests.servers.redis import RedisServer
from tests.telemetry.conftest import Logged
from tests.workers.counted import Counted


@pytest.fixture
def work() -> Counted:
    return Counted()


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= before


def hired(work: Counted, link: Link | None = None) -> AbstractContextManager[Wire]:
    return crew(Runner({"site-1": {"caseload": work}}), 2, [OverRedis(link)] if link else [])


def test_a_nudge_in_the_process_has_work_done(work: Counted) -> None:
    with hired(work) as wire:
        work.more()
        wire.send("site-1", "caseload")
        work.wait(1)


def test_a_nudge_over_redis_has_work_done_in_another_process(work: Counted, redis_url: str) -> None:
    with hired(work, Link(redis_url)):
        work.more()
        OverRedis(Link(redis_url)).send("site-1", "caseload")
        work.wait(1)


def test_work_that_no_nudge_came_for_is_found_by_the_pulse(work: Counted) -> None:
    with hired(work):
        for done in range(1, 4):
            work.more()
            work.wait(done)


def test_nudges_that_nobody_takes_do_not_pile_up(redis_url: str) -> None:
    link = Link(redis_url)
    for _ in range(100):
        OverRedis(link).send("site-1", "caseload")
        OverRedis(link).send("site-1", "outcomes")
    assert link.client.llen("homeport:work") == 2


def test_a_message_holds_the_names_of_site_and_work_and_nothing_else(redis_url: str) -> None:
    link = Link(redis_url)
    OverRedis(link).send("site-1", "caseload")
    (message,) = link.client.hvals("homeport:work.msgs")
    fields = json.loads(message)
    assert fields["args"] == ["site-1", "caseload"]
    assert fields["kwargs"] == {}
    assert set(fields["options"]) == {"redis_message_id"}


def test_a_flushed_redis_loses_no_work(work: Counted, redis_server: RedisServer) -> None:
    with hired(work, Link(redis_server.url)), redis_server.client() as client:
        sender = OverRedis(Link(redis_server.url))
        for _ in range(200):
            work.more()
            sender.send("site-1", "caseload")
            client.flushall()
        work.wait(200)


def test_work_goes_on_by_the_pulse_while_redis_is_gone_and_by_nudges_once_it_is_back(
    work: Counted, redis_server: RedisServer, logged: Logged
) -> None:
    link, other = Link(redis_server.url), Link(redis_server.url)
    with hired(work, link):
        redis_server.kill()
        for done in range(1, 3):
            work.more()
            OverRedis(other).send("site-1", "caseload")
            work.wait(done)
        assert other.state == "unreachable"
        redis_server.start()
        work.more()
        work.wait(3)
        link.check()
        other.check()
        assert (link.state, other.state) == ("ok", "ok")
    told = logged.text
    assert '"reason": "unreachable"' in told
    assert '"reason": "ok"' in told


def test_work_goes_on_by_the_pulse_while_redis_is_full(work: Counted, redis_server: RedisServer) -> None:
    link = Link(redis_server.url)
    with hired(work, link), redis_server.client() as client:
        client.config_set("maxmemory", 1)
        work.more()
        OverRedis(link).send("site-1", "caseload")
        work.wait(1)
        states = [link.state]
        client.config_set("maxmemory", 0)
        link.check()
        assert [*states, link.state] == ["full", "ok"]


def test_a_crew_begins_and_ends_where_there_is_no_redis(work: Counted, redis_server: RedisServer) -> None:
    redis_server.kill()
    with hired(work, Link(redis_server.url)):
        work.more()
        work.wait(1)

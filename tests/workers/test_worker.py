"""`homeport worker` as processes of their own: news at once, and nothing lost or done twice, whoever dies."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from adapters.cli.running import run
from adapters.clinic import Clinic, system_clock
from adapters.deadlines import fire_due, is_due
from adapters.workers.background import serving
from adapters.workers.link import Link
from engine.leases import SECONDS
from events.deadlines import DeadlinePassed
from tests.servers.redis import RedisServer
from tests.workers.site import Worker, founded, is_kept_up, is_right, treat, until


@pytest.fixture
def clinic(tmp_path: Path, lies_in: str | None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clinic]:
    """A site with something to do, which every process of the test finds, in files and in a PostgreSQL."""
    if lies_in:
        monkeypatch.setenv("HOMEPORT_DATABASE_URL", lies_in)
    with founded(tmp_path / "site", lies_in) as clinic:
        treat(clinic, 1, 2)
        yield clinic


@pytest.fixture
def over_redis(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Has every process of the test find its Redis."""
    monkeypatch.setenv("HOMEPORT_REDIS_URL", redis_url)
    return redis_url


TIMED_OUT = {("work_failed", "database_unavailable"), ("work_resumed", None)}
"""What a worker says whose connection was just being made as it fell asleep, and took longer than it may."""


@contextmanager
def busy(clinic: Clinic) -> Iterator[None]:
    """Treats client after client meanwhile."""
    is_over = threading.Event()

    def work() -> None:
        for client in count(100):
            if is_over.is_set():
                return
            treat(clinic, client)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def test_a_worker_keeps_the_views_up_and_ends_as_it_is_asked_to(clinic: Clinic, over_redis: str) -> None:
    with Worker(clinic.folder) as worker, serving(clinic, Link(over_redis)):
        until(lambda: is_kept_up(clinic))
        with busy(clinic):
            assert (worker.end(), worker.trouble) == (0, [])
        assert not clinic.views.leases.held("caseload"), "it gave back what it held"
    assert is_right(clinic)


def test_it_keeps_up_several_sites_without_redis_too(clinic: Clinic, tmp_path: Path, lies_in: str | None) -> None:
    with founded(tmp_path / "other", lies_in, "site-2") as other:
        treat(other, 1)
        with Worker(clinic.folder, other.folder) as worker:
            until(lambda: is_kept_up(clinic) and is_kept_up(other))
            assert (worker.end(), worker.trouble) == (0, [])


def test_where_a_worker_is_killed_another_goes_on(clinic: Clinic, over_redis: str) -> None:
    with Worker(clinic.folder) as first, serving(clinic, Link(over_redis)):
        with busy(clinic):
            first.freeze_with_lease(clinic, "caseload")
        with Worker(clinic.folder):
            first.kill()
            until(lambda: is_kept_up(clinic))
    assert is_right(clinic)


def test_a_lease_lasts_so_short_that_a_death_costs_less_than_ten_seconds() -> None:
    pulse_and_start = 2.0
    assert SECONDS + pulse_and_start < 10


def test_a_worker_that_was_overtaken_while_it_stood_still_spoils_nothing(clinic: Clinic, over_redis: str) -> None:
    with Worker(clinic.folder) as sleeper, serving(clinic, Link(over_redis)):
        with busy(clinic):
            sleeper.freeze_with_lease(clinic, "caseload")
        with Worker(clinic.folder):
            until(lambda: is_kept_up(clinic))
            sleeper.thaw()
            with busy(clinic):
                pass
            until(lambda: is_kept_up(clinic))
            assert sleeper.end() == 0
            assert set(sleeper.trouble) <= TIMED_OUT
    assert is_right(clinic)


def test_two_workers_lose_nothing_while_redis_is_flushed_stopped_and_full(
    clinic: Clinic, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOMEPORT_REDIS_URL", redis_server.url)
    with (
        Worker(clinic.folder) as first,
        Worker(clinic.folder) as second,
        serving(clinic, Link(redis_server.url)),
        redis_server.client() as client,
    ):

        def both_say(state: str) -> bool:
            return all(worker.trouble[-1:] == [("redis", state)] for worker in (first, second))

        with busy(clinic):
            for _ in range(20):
                client.flushall()
        until(lambda: is_kept_up(clinic))
        with busy(clinic):
            client.config_set("maxmemory", 1)
            until(lambda: both_say("full"))
        until(lambda: is_kept_up(clinic))
        with busy(clinic):
            redis_server.kill()
            until(lambda: both_say("unreachable"))
        until(lambda: is_kept_up(clinic))
        redis_server.start()
        until(lambda: both_say("ok"))
        with busy(clinic):
            pass
        until(lambda: is_kept_up(clinic))
        assert first.end() == second.end() == 0
        assert {event for event, _ in first.trouble + second.trouble} == {"redis"}
        assert "CANARY" not in first.said + second.said
    assert is_right(clinic)


def test_a_redis_that_throws_messages_away_is_refused_in_one_line(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with RedisServer(maxmemory_policy="allkeys-lru") as server:
        monkeypatch.setenv("HOMEPORT_REDIS_URL", server.url)
        assert run(["worker", "--data", str(clinic.folder)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "maxmemory-policy noeviction" in line


def test_one_site_named_twice_is_refused(clinic: Clinic, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(clinic.folder)
    assert run(["worker", "--data", folder, "--data", folder]) == 2
    assert "the same site" in capsys.readouterr().err


def test_deadlines_that_have_passed_are_recorded_by_whoever_works(clinic: Clinic, over_redis: str) -> None:
    with Worker(clinic.folder) as first, Worker(clinic.folder) as second:
        until(lambda: is_kept_up(clinic) and any(clinic.store.read_log(types=[DeadlinePassed.type])))
        until(lambda: not is_due(clinic, system_clock()))
        assert first.end() == second.end() == 0
    assert fire_due(clinic, system_clock()) == 0

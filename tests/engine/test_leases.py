"""Of many processes one runs a reader, another soon after it died; one that slept past its lease writes nothing."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adapters.sql.storage import Storage
from adapters.sql.views import Views
from engine.engine import Engine
from engine.leases import HEARTBEAT, SECONDS, Lease, LeaseLost, holding
from engine.readers import Reader
from tests.engine.conftest import lend

SHORT = 2.0
"""Seconds of the leases of the processes here: enough for a busy machine to renew them."""
Start = Callable[..., "subprocess.Popen[str]"]


class Clock:
    """The database's clock, moved by hand."""

    def __init__(self) -> None:
        self.now = 1_772_452_800_000_000

    def __call__(self) -> int:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += int(seconds * 1_000_000)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timed(storage: Storage, clock: Clock) -> Iterator[Views]:
    """Views whose leases go by that clock."""
    views = Views(storage, clock)
    yield views
    views.close()


@pytest.fixture
def start(storage: Storage) -> Iterator[Start]:
    """Starts a process that wants leases, and ends it with the test."""
    started: list[subprocess.Popen[str]] = []

    def start(*do: object, seconds: float = SHORT) -> "subprocess.Popen[str]":
        command = [
            sys.executable,
            "-m",
            "tests.engine.lease_process",
            storage.site,
            str(storage.location),
            str(seconds),
        ]
        process = subprocess.Popen([*command, *map(str, do)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def heard(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def ask_to_write(process: "subprocess.Popen[str]") -> str:
    assert process.stdin is not None
    process.stdin.write("write\n")
    process.stdin.flush()
    return heard(process)


def waited_for(views: Views) -> Lease:
    """The lease, asked for until there is one."""
    while True:
        if lease := views.leases.acquire("lent_books", "another"):
            return lease


def test_while_one_holds_a_lease_nobody_else_gets_it(timed: Views) -> None:
    assert timed.leases.acquire("caseload", "a") == Lease("caseload", "a", 1)
    assert timed.leases.acquire("caseload", "b") is None
    assert timed.leases.acquire("caseload", "a") is None  # another thread of the same process is another runner
    assert timed.leases.acquire("outcomes", "b") == Lease("outcomes", "b", 1)


def test_a_lease_that_was_given_back_is_free_at_once(timed: Views) -> None:
    first = timed.leases.acquire("caseload", "a")
    assert first
    timed.leases.release(first)

    assert not timed.leases.held("caseload")
    assert timed.leases.acquire("caseload", "b") == Lease("caseload", "b", 2)


def test_a_lease_runs_out_unless_it_is_renewed(timed: Views, clock: Clock) -> None:
    lease = timed.leases.acquire("caseload", "a")
    assert lease
    clock.pass_(SECONDS - 1)
    assert timed.leases.renew(lease)
    clock.pass_(SECONDS - 1)
    assert timed.leases.acquire("caseload", "b") is None
    clock.pass_(1)
    assert not timed.leases.held("caseload")
    assert timed.leases.acquire("caseload", "b") == Lease("caseload", "b", 2)


def test_a_dead_holder_is_followed_within_ten_seconds() -> None:
    pulse = 1.0  # seconds between two looks of whoever could go on
    assert HEARTBEAT * 2 < SECONDS  # a lost heartbeat costs nobody the lease
    assert SECONDS + pulse < 10


def test_a_lease_that_ran_out_is_not_renewed_even_where_nobody_took_it(timed: Views, clock: Clock) -> None:
    lease = timed.leases.acquire("caseload", "a")
    assert lease
    clock.pass_(SECONDS)

    assert not timed.leases.renew(lease)
    assert timed.leases.acquire("caseload", "a") == Lease("caseload", "a", 2)


def test_a_former_holder_can_neither_renew_nor_give_back_the_lease_of_the_next(timed: Views, clock: Clock) -> None:
    former = timed.leases.acquire("caseload", "a")
    assert former
    clock.pass_(SECONDS)
    assert timed.leases.acquire("caseload", "b")

    assert not timed.leases.renew(former)
    timed.leases.release(former)
    assert timed.leases.held("caseload")


def test_a_clock_that_is_set_back_keeps_nobody_out(timed: Views, clock: Clock) -> None:
    timed.leases.acquire("caseload", "a")
    clock.pass_(-3_600)

    assert timed.leases.acquire("caseload", "b") == Lease("caseload", "b", 2)


@pytest.mark.parametrize("taken_over", [False, True])
def test_a_runner_whose_lease_ran_out_writes_nothing(taken_over: bool, timed: Views, clock: Clock) -> None:
    lease = timed.leases.acquire("v", "a")
    assert lease
    at = timed.live("v")
    clock.pass_(SECONDS)
    if taken_over:
        timed.leases.acquire("v", "b")

    with pytest.raises(LeaseLost):
        timed.write("v", at, 5, {"k": {"n": 1}}, {}, lease)
    assert (timed.live("v"), list(timed.rows("v"))) == (at, [])


def test_leases_of_one_site_are_none_of_another(storage: Storage, timed: Views, clock: Clock) -> None:
    if isinstance(storage.location, Path):
        storage = storage._replace(location=storage.location / "other")
        Path(storage.location).mkdir()
    other = Views(storage._replace(site="site-2"), clock)
    assert timed.leases.acquire("caseload", "a")
    assert other.leases.acquire("caseload", "a") == Lease("caseload", "a", 1)
    other.close()


def test_a_reader_runs_under_its_lease_and_stops_where_it_loses_it(
    engine: Engine, reader: Reader, views: Views
) -> None:
    lend(engine, "emma")
    with holding(views.leases, reader.name, "test") as lease:
        assert reader.run(lease).position == 3
    lend(engine, "persuasion")

    with pytest.raises(LeaseLost):
        reader.run(lease)
    assert views.live(reader.name).position == 3


def test_by_the_databases_own_clock_a_lease_holds_and_runs_out(storage: Storage) -> None:
    views = Views(storage, lease_seconds=0.05)
    assert views.leases.acquire("lent_books", "a")

    assert waited_for(views).epoch == 2
    views.close()


def test_a_holder_killed_at_once_is_followed_and_nothing_it_did_is_lost(views: Views, start: Start) -> None:
    holder = start("hold")
    assert heard(holder) == "held 1"
    assert ask_to_write(holder) == "written"

    holder.send_signal(signal.SIGKILL)

    assert waited_for(views).epoch == 2
    assert views.live("lent_books").position == 1


def test_a_heart_beats_for_as_long_as_the_lease_is_needed(timed: Views, clock: Clock) -> None:
    renewed = threading.Event()

    class Watched:
        acquire, release, held = timed.leases.acquire, timed.leases.release, timed.leases.held

        def renew(self, lease: Lease) -> bool:
            done = timed.leases.renew(lease)
            renewed.set()
            return done

    with holding(Watched(), "caseload", "a", heartbeat=0.001):
        for _ in range(3):
            clock.pass_(SECONDS - 1)
            for _ in range(2):  # the first may have begun before the clock moved
                renewed.clear()
                assert renewed.wait(60)
        assert timed.leases.acquire("caseload", "b") is None
    assert timed.leases.acquire("caseload", "b")


def test_a_holder_that_was_stopped_past_its_lease_writes_nothing_when_it_goes_on(views: Views, start: Start) -> None:
    holder = start("hold")
    assert heard(holder) == "held 1"
    holder.send_signal(signal.SIGSTOP)
    lease = waited_for(views)
    assert views.write("lent_books", views.live("lent_books"), 1, {}, {}, lease)

    holder.send_signal(signal.SIGCONT)

    assert ask_to_write(holder) == "lost"
    assert views.live("lent_books").position == 1


def test_of_many_processes_that_want_it_one_has_it_at_a_time(start: Start, tmp_path: Path) -> None:
    processes = [start("take", 20, tmp_path / "mine", seconds=60) for _ in range(4)]

    assert [process.communicate()[0].split() for process in processes] == [["done"]] * 4

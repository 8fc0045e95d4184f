"""The queue that tells stories: in the order of time, holding only what is under way."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.clinic import Clinic
from adapters.simulation.queue import Arrival, Queue, SimulatedClock, Unplayable
from adapters.simulation.site import found_or_opened, simulated_clock
from adapters.simulation.steps import Step
from events.instants import HOUR, Instant
from workflows.aiat.commands import AddStaff, RegisterClient


@pytest.fixture
def clock() -> SimulatedClock:
    return simulated_clock()


@pytest.fixture
def clinic(tmp_path: Path, clock: SimulatedClock) -> Iterator[Clinic]:
    with found_or_opened(tmp_path / "site", "test", clock, 10) as clinic:
        yield clinic


def register(number: int, at: int) -> RegisterClient:
    client = f"c{number}"
    return RegisterClient(
        id=f"register-{client}", actor="ines", client=client, name="Synthetic", occurred_at=Instant(at)
    )


def staff(at: int) -> Iterator[Step]:
    yield Step(
        at, AddStaff(id="add-ines", actor="ines", staff="ines", name="Synthetic", roles=("intake", "supervisor"))
    )


def test_stories_are_told_in_the_order_of_time(clinic: Clinic, clock: SimulatedClock) -> None:
    begins = clock.now
    queue = Queue(clinic, clock)

    def story(number: int, hours: list[int]) -> Iterator[Step]:
        for hour in hours:
            at = begins + hour * HOUR
            yield Step(at, register(10 * number + hour, at))

    queue.add(staff(begins))
    queue.add(story(1, [1, 4, 5]))
    queue.add(story(2, [2, 3, 6]))
    queue.run()

    told = [record.stream for record in clinic.store.read_log(categories=["client"])]
    assert told == ["client-c11", "client-c22", "client-c23", "client-c14", "client-c15", "client-c26"]


def test_a_story_sees_what_it_recorded_before(clinic: Clinic, clock: SimulatedClock) -> None:
    begins, seen = clock.now, []

    def story() -> Iterator[Step]:
        yield Step(begins, register(1, begins))
        seen.append(clinic.engine.load("client-c1").state.id)

    queue = Queue(clinic, clock)
    queue.add(staff(begins))
    queue.add(story())
    queue.run()

    assert seen == ["c1"]


def test_no_more_stories_are_alive_than_go_on_at_one_time(clinic: Clinic, clock: SimulatedClock) -> None:
    alive = most = 0

    def story(at: int) -> Iterator[Step]:
        nonlocal alive, most
        alive += 1
        most = max(most, alive)
        yield Step(at + HOUR)
        yield Step(at + 3 * HOUR)
        alive -= 1

    moments = [clock.now + number * HOUR for number in range(500)]
    Queue(clinic, clock).run(Arrival(at, story(at)) for at in moments)

    assert alive == 0
    assert most <= 4


def test_a_story_in_the_background_does_not_keep_the_queue_going(clinic: Clinic, clock: SimulatedClock) -> None:
    begins, hours = clock.now, []

    def without_end() -> Iterator[Step]:
        hour = 0
        while True:
            hours.append(hour)
            hour += 1
            yield Step(begins + hour * HOUR)

    queue = Queue(clinic, clock)
    queue.add(without_end(), in_front=False)
    queue.add(iter([Step(begins + 5 * HOUR)]))
    queue.run()

    assert len(hours) <= 7


def test_a_refused_command_stops_the_simulation_and_says_which_and_why(clinic: Clinic, clock: SimulatedClock) -> None:
    queue = Queue(clinic, clock)
    queue.add(iter([Step(clock.now, register(1, clock.now))]))

    with pytest.raises(Unplayable, match=r"register_client register-c1 .*ines is not on the staff"):
        queue.run()

    assert clinic.engine.load("client-c1").version == 0

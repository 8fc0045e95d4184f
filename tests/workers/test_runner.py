"""Work is done by one thread of a process at a time, and trouble with it is told once."""

import threading
from concurrent.futures import ThreadPoolExecutor

from adapters.workers.runner import Runner
from events.store import StoreUnavailable
from tests.telemetry.conftest import Logged
from tests.workers.counted import PATIENCE, Counted


def test_a_call_for_work_that_is_in_hand_has_it_take_another_turn() -> None:
    work = Counted()
    runner = Runner({"site-1": {"caseload": work}})
    work.more()
    work.gate.clear()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(runner.run, "site-1", "caseload")
        work.wait_for_tries(1)
        work.more()  # after the first thread looked
        assert not runner.run("site-1", "caseload")
        work.gate.set()
        assert first.result(PATIENCE), "the first thread was told to come again"
    assert not runner.run("site-1", "caseload")
    assert work.done == 2


def test_work_of_a_site_that_is_not_served_here_is_left_alone() -> None:
    Runner({}).run("site-1", "caseload")


def test_all_that_waits_is_found_without_a_nudge_but_not_what_is_in_hand() -> None:
    waits, rests = Counted(), Counted()
    waits.more()
    runner = Runner({"site-1": {"caseload": waits, "outcomes": rests}})
    assert list(runner.due()) == [("site-1", "caseload")]
    waits.gate.clear()
    working = threading.Thread(target=runner.run, args=("site-1", "caseload"))
    working.start()
    waits.wait_for_tries(1)
    assert list(runner.due()) == []
    waits.gate.set()
    working.join(PATIENCE)


def test_trouble_is_told_once_without_its_text_and_so_is_its_end(logged: Logged) -> None:
    work = Counted()
    runner = Runner({"site-1": {"caseload": work}})
    work.fails = ValueError("Synthetic Client")
    for _ in range(3):
        runner.run("site-1", "caseload")
    work.fails = None
    for _ in range(3):
        runner.run("site-1", "caseload")
    told = logged.text
    assert told.count("work_failed") == 1
    assert told.count("work_resumed") == 1
    assert "ValueError" in told
    assert "Synthetic" not in told


def test_that_the_database_is_away_is_told_once_and_is_no_incident(logged: Logged) -> None:
    class Away:
        is_away = True

        def covers(self, site: str, work: str) -> bool:
            return True

        def due(self) -> list[tuple[str, str]]:
            if self.is_away:
                raise StoreUnavailable("Synthetic Client is away")
            return []

    work, look = Counted(), Away()
    runner = Runner({"site-1": {"caseload": work}}, [look])
    work.fails = StoreUnavailable("Synthetic Client is away")
    for _ in range(3):
        assert list(runner.due()) == []
        runner.run("site-1", "caseload")
    work.fails, look.is_away = None, False
    assert list(runner.due()) == []
    runner.run("site-1", "caseload")

    told = [(line["event"], line["level"], line.get("site"), line["reader"]) for line in logged.lines()]
    assert told == [
        ("work_failed", "warning", None, "pulse"),
        ("work_failed", "warning", "site-1", "caseload"),
        ("work_resumed", "info", None, "pulse"),
        ("work_resumed", "info", "site-1", "caseload"),
    ]
    assert "Synthetic" not in logged.text


def test_work_that_cannot_even_be_asked_hinders_no_other(logged: Logged) -> None:
    class Broken(Counted):
        def is_due(self) -> bool:
            raise ValueError("a bug")

    here = Counted()
    here.more()
    runner = Runner({"site-1": {"caseload": Broken(), "outcomes": here}})
    assert [*runner.due(), *runner.due()] == [("site-1", "outcomes")] * 2
    assert [line["error_type"] for line in logged.lines("incident")] == ["ValueError"]


def test_a_database_that_cannot_be_asked_whether_work_is_due_hinders_no_other_site() -> None:
    class Away(Counted):
        def is_due(self) -> bool:
            raise StoreUnavailable("the database is away")

    here = Counted()
    here.more()
    runner = Runner({"site-1": {"caseload": Away()}, "site-2": {"caseload": here}})
    assert list(runner.due()) == [("site-2", "caseload")]


def test_a_runner_that_stops_begins_nothing() -> None:
    work = Counted()
    work.more()
    runner = Runner({"site-1": {"caseload": work}})
    runner.stop()
    runner.run("site-1", "caseload")
    assert list(runner.due()) == []
    assert work.done == 0

"""Signals by `homeport worker`: a process of its own, which may be killed at any moment."""

import threading

import pytest

from adapters.clinic import Clinic
from tests.servers.tables import execute
from tests.webhooks.conftest import SECRET, subscribe
from tests.webhooks.receiver import Receiver
from tests.workers.site import Worker, treat, until


@pytest.fixture(autouse=True)
def found_by_all(lies_in: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Has every process of the test find the site."""
    if lies_in:
        monkeypatch.setenv("HOMEPORT_DATABASE_URL", lies_in)


def is_told(clinic: Clinic) -> bool:
    return clinic.webhooks.all()[0].delivered == clinic.store.head().position


def test_a_worker_that_is_killed_before_the_answer_leaves_the_signal_owed(clinic: Clinic) -> None:
    answers = threading.Event()
    with Receiver(wait=answers.wait) as receiver:
        subscribe(clinic, receiver.url)
        with Worker(clinic.folder):
            until(lambda: bool(receiver.got))
        answers.set()
        assert not is_told(clinic)
        execute(clinic.storage, "webhooks", "UPDATE webhooks SET next_attempt_at = 0")  # its claim has run out
        with Worker(clinic.folder) as another:
            until(lambda: is_told(clinic))
            assert another.trouble == []
    assert len({got.id for got in receiver.got}) == 1
    assert len(receiver.got) == 2


def test_of_two_workers_one_sends(clinic: Clinic) -> None:
    with Receiver() as receiver, Worker(clinic.folder), Worker(clinic.folder):
        subscribe(clinic, receiver.url)
        until(lambda: is_told(clinic))
        treat(clinic, 1)
        until(lambda: is_told(clinic))
    said = [got.verified(SECRET)["data"]["position"] for got in receiver.got]
    assert said == sorted(set(said))


def test_a_worker_ends_at_once_though_somebody_does_not_answer(clinic: Clinic) -> None:
    answers = threading.Event()
    with Receiver(wait=answers.wait) as receiver:
        subscribe(clinic, receiver.url)
        with Worker(clinic.folder) as worker:
            until(lambda: bool(receiver.got))
            assert worker.end() == 0
        answers.set()
    assert not is_told(clinic)

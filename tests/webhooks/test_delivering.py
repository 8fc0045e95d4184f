"""Signals reach a real receiver, signed and at least once, whatever dies or is slow in between."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import anyio
import pytest

from adapters.clinic import Clinic
from adapters.webhooks.delivering import Delivering, claim, deliver
from adapters.webhooks.endpoints import CLAIM, Endpoint, Target
from adapters.webhooks.sending import send
from events.instants import SECOND
from tests.webhooks.conftest import SECRET, Clock, subscribe
from tests.webhooks.receiver import Receiver
from tests.workers.site import treat, until


def attempt(clinic: Clinic, endpoint: str = "wh-1") -> str:
    """One attempt as a worker makes it; its outcome."""
    owed = claim(clinic, endpoint)
    assert owed is not None
    return anyio.run(lambda: deliver(clinic, owed, spread=lambda: 0.5)).outcome


def standing(clinic: Clinic, endpoint: str = "wh-1") -> Endpoint:
    return next(one for one in clinic.webhooks.all() if one.id == endpoint)


@contextmanager
def working(clinic: Clinic) -> Iterator[Callable[[], bool]]:
    """Gives a turn of the background's work; whether there was something to do."""
    work = Delivering(clinic)

    def turn() -> bool:
        is_due = work.is_due()
        work.advance(lambda: True)
        return is_due

    try:
        yield turn
    finally:
        work.close()


def test_a_signal_says_how_far_the_log_reaches_and_nothing_of_what_is_in_it(clinic: Clinic) -> None:
    with Receiver() as receiver:
        subscribe(clinic, receiver.url)
        assert attempt(clinic) == "204"
    (got,) = receiver.got
    said = got.verified(SECRET)
    head = clinic.store.head().position
    assert (said["type"], said["data"]) == ("org.homeport.log.advanced.v1", {"site": "site-1", "position": head})
    assert set(said) == {"type", "timestamp", "data"}


def test_what_is_appended_meanwhile_is_told_by_one_signal_of_its_own(clinic: Clinic, clock: Clock) -> None:
    with Receiver() as receiver, working(clinic) as turn:
        subscribe(clinic, receiver.url)
        assert turn()
        until(lambda: not clinic.webhooks.due(clinic.store.head().position, clock() + CLAIM))
        treat(clinic, 1)
        assert turn()
        head = clinic.store.head().position
        until(lambda: standing(clinic).delivered == head)
        assert not turn()
    assert [json.loads(got.body)["data"]["position"] for got in receiver.got][1:] == [head]
    assert receiver.got[0].id != receiver.got[1].id


def test_who_dies_between_sending_and_recording_has_it_sent_again_under_the_same_id(
    clinic: Clinic, clock: Clock
) -> None:
    with Receiver() as receiver:
        subscribe(clinic, receiver.url)
        owed = claim(clinic, "wh-1")
        assert owed is not None
        target = clinic.webhooks.target("wh-1")
        anyio.run(send, owed, "site-1", target, clock())  # and nothing is recorded
        treat(clinic, 1)
        assert claim(clinic, "wh-1") is None  # nobody else sends while that may still be under way
        clock.forward(CLAIM / SECOND)
        assert attempt(clinic) == "204"
        first, second = receiver.got
        assert (first.id, first.body) == (second.id, second.body)
        assert attempt(clinic) == "204"  # what came meanwhile
    assert standing(clinic).delivered == clinic.store.head().position


def test_a_failure_is_tried_again_after_longer_and_longer_and_then_the_endpoint_is_disabled(
    clinic: Clinic, clock: Clock
) -> None:
    waits = []
    with Receiver(*[(500, {})] * 10) as receiver:
        subscribe(clinic, receiver.url)
        while standing(clinic).disabled is None:
            assert attempt(clinic) == "500"
            if not standing(clinic).disabled:
                waits.append((standing(clinic).next_attempt_at - clock()) // SECOND)
                clock.forward(waits[-1] - 1)
                assert claim(clinic, "wh-1") is None
                clock.forward(1)
        assert waits == [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]
        assert len({got.id for got in receiver.got}) == 1
        assert standing(clinic).disabled == "10 attempts failed, the last with 500"
        assert claim(clinic, "wh-1") is None
        clinic.webhooks.enable("wh-1")
        assert attempt(clinic) == "204"
    assert standing(clinic).disabled is None


def test_410_disables_at_once(clinic: Clinic) -> None:
    with Receiver((410, {})) as receiver:
        subscribe(clinic, receiver.url)
        assert attempt(clinic) == "410"
    assert standing(clinic).disabled == "it answered 410: gone"


@pytest.mark.parametrize("status", [429, 503])
def test_who_asks_for_patience_is_given_it(clinic: Clinic, clock: Clock, status: int) -> None:
    with Receiver((status, {"retry-after": "120"})) as receiver:
        subscribe(clinic, receiver.url)
        attempt(clinic)
    assert standing(clinic).next_attempt_at == clock() + 120 * SECOND


def test_a_redirect_is_a_failure_and_is_not_followed(clinic: Clinic) -> None:
    with Receiver() as elsewhere, Receiver((307, {"location": elsewhere.url})) as receiver:
        subscribe(clinic, receiver.url)
        assert attempt(clinic) == "307"
    assert elsewhere.got == []
    assert standing(clinic).attempts == 1


def test_who_does_not_answer_holds_up_nobody_else(clinic: Clinic) -> None:
    answers = threading.Event()
    with Receiver(wait=answers.wait) as slow, Receiver() as quick, working(clinic) as turn:
        subscribe(clinic, slow.url, "wh-0")
        subscribe(clinic, quick.url)
        turn()
        until(lambda: len(slow.got) == 1 and standing(clinic).delivered == clinic.store.head().position)
        treat(clinic, 1)
        turn()
        until(lambda: standing(clinic).delivered == clinic.store.head().position)
        assert standing(clinic, "wh-0").recent == ()
        answers.set()
        until(lambda: bool(standing(clinic, "wh-0").recent))
    assert len(quick.got) == 2


def test_an_answer_that_takes_too_long_is_a_failure(clinic: Clinic, clock: Clock) -> None:
    answers = threading.Event()
    with Receiver(wait=answers.wait) as slow:
        subscribe(clinic, slow.url)
        owed = claim(clinic, "wh-1")
        assert owed is not None
        answer = anyio.run(lambda: send(owed, "site-1", clinic.webhooks.target("wh-1"), clock(), seconds=0.2))
        answers.set()
    assert answer.outcome == "timeout"


def test_while_a_secret_is_changed_signals_are_signed_with_both(clinic: Clinic) -> None:
    newer = "whsec_" + "B" * 43 + "="
    with Receiver() as receiver:
        subscribe(clinic, receiver.url)
        clinic.webhooks.retarget("wh-1", Target(receiver.url, True, (newer, SECRET)))
        attempt(clinic)
    (got,) = receiver.got
    assert got.verified(newer) == got.verified(SECRET)


def test_what_became_of_the_last_attempts_is_kept(clinic: Clinic, clock: Clock) -> None:
    with Receiver((500, {})) as receiver:
        subscribe(clinic, receiver.url)
        attempt(clinic)
        clock.forward(5)
        attempt(clinic)
    assert [one["outcome"] for one in standing(clinic).recent] == ["204", "500"]


def test_one_who_is_not_there_is_tried_again(clinic: Clinic) -> None:
    with Receiver() as gone:
        pass
    subscribe(clinic, gone.url)
    assert attempt(clinic) == "unreachable"
    assert standing(clinic).attempts == 1

"""Sessions: they end when idle, after a day's work, when signed out; the file tells nothing of them."""

import pytest

from adapters.identity.attempts import TooManyAttempts
from adapters.identity.identity import Identity, WrongSignIn
from adapters.identity.sessions import ABSOLUTE, CONFIRMED, IDLE
from adapters.sql.storage import Storage
from events.instants import MINUTE
from tests.identity.conftest import PASSWORD, Clock
from tests.servers.tables import bytes_kept


def test_a_session_lives_while_it_is_used(identity: Identity, clock: Clock) -> None:
    token = identity.sessions.begin("cole")
    for _ in range(5):
        clock.now += IDLE
        assert identity.sessions.find(token)

    clock.now += IDLE + 1
    assert identity.sessions.find(token) is None


def test_being_looked_at_does_not_keep_a_session(identity: Identity, clock: Clock) -> None:
    token = identity.sessions.begin("cole")
    clock.now += IDLE
    assert identity.sessions.find(token, touch=False)

    clock.now += 1
    assert identity.sessions.find(token) is None


def test_no_session_outlives_its_day(identity: Identity, clock: Clock) -> None:
    token = identity.sessions.begin("cole")
    for _ in range(ABSOLUTE // IDLE):
        clock.now += IDLE
        assert identity.sessions.find(token)

    clock.now += 1
    assert identity.sessions.find(token) is None


def test_a_session_that_lapsed_is_told_from_one_that_was_signed_out(identity: Identity, clock: Clock) -> None:
    lapsed, signed_out = identity.sessions.begin("cole"), identity.sessions.begin("cole")
    identity.sessions.end(signed_out)
    assert identity.sessions.lapsed(lapsed) is None

    clock.now += IDLE + 1

    assert identity.sessions.lapsed(lapsed) == "cole"
    assert identity.sessions.lapsed(signed_out) is None
    assert identity.sessions.lapsed("never begun") is None


def test_nothing_is_kept_that_a_browser_could_show(identity: Identity, storage: Storage) -> None:
    token = identity.sessions.begin("cole")

    kept = bytes_kept(storage, "identity")
    assert b"cole" in kept
    assert token.encode() not in kept


def test_forms_of_two_sessions_carry_different_words(identity: Identity) -> None:
    found = [identity.sessions.find(identity.sessions.begin("cole")) for _ in range(2)]

    assert len({session.csrf for session in found if session}) == 2


def test_a_confirmation_holds_for_some_minutes(identity: Identity, clock: Clock) -> None:
    token = identity.sign_in("cole", PASSWORD, "here")
    clock.now += CONFIRMED + 1
    session = identity.sessions.find(token)
    assert session is not None
    assert not identity.sessions.is_confirmed(session)

    with pytest.raises(WrongSignIn):
        identity.confirm(session, "wrong", "here")
    identity.confirm(session, PASSWORD, "here")

    session = identity.sessions.find(token)
    assert session is not None
    assert identity.sessions.is_confirmed(session)


def test_five_attempts_on_an_account_are_judged_and_no_more(identity: Identity, clock: Clock) -> None:
    for _ in range(5):
        with pytest.raises(WrongSignIn):
            identity.sign_in("cole", "wrong", "here")
    with pytest.raises(TooManyAttempts, match="wait 15 minutes"):
        identity.sign_in("cole", PASSWORD, "elsewhere")

    clock.now += 15 * MINUTE
    assert identity.sign_in("cole", PASSWORD, "here")


def test_signing_in_forgets_what_failed_before(identity: Identity) -> None:
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(WrongSignIn):
                identity.sign_in("cole", "wrong", "here")
        assert identity.sign_in("cole", PASSWORD, "here")

"""The sweep on a real site: finds what is due by an index, records it once, and is held up by nobody."""

import pytest

from adapters.asking import asked, the_case
from adapters.clinic import Clinic
from adapters.current import read_rows
from adapters.deadlines import fire_due, is_due
from adapters.verifying import verify
from engine.keys import KeyMissing
from events.instants import DAY, parse
from projections.due import due_rows, state_on
from tests.deadlines.sites import EACH, FOUNDED, LATER, Clock, do, kinds, passed
from tests.histories import OPENED, entry, step

TALK = {"person": "e-1-friend", "how": "phone", "begun_by": "client", "purpose": "check_in", "outcome": "supported"}


def states(clinic: Clinic) -> dict[str, str]:
    """How everything due in episode e-1 stands on its page."""
    case = the_case(clinic, "e-1", asked(clinic, None, None))
    today = "2026-03-20"
    return {row.kind: state_on(row, today) for row in due_rows(case.facts, case.client)}


def test_a_sweep_records_what_has_passed_and_the_next_finds_nothing(clinic: Clinic, clock: Clock) -> None:
    clock.now = LATER
    assert fire_due(clinic, LATER) == 2 * EACH
    assert kinds(clinic, "e-1") == ["reflection 2026-02-10", "reflection 2026-02-13", "silence 2026-03-05"]
    assert fire_due(clinic, LATER) == fire_due(clinic, LATER + 1) == 0


def test_before_its_time_nothing_is_recorded_even_if_the_sweep_is_told_otherwise(clinic: Clinic, clock: Clock) -> None:
    clock.now = parse("2026-02-10T23:59:59-08:00").us
    assert fire_due(clinic, clock.now) == fire_due(clinic, LATER) == 0
    clock.now = parse("2026-02-11T00:00:00-08:00").us
    assert fire_due(clinic, clock.now) == 2


def test_a_clock_that_goes_back_and_forth_changes_nothing(clinic: Clinic, clock: Clock) -> None:
    fired = 0
    for now in (LATER - 40 * DAY, LATER, FOUNDED, LATER - DAY, LATER, FOUNDED, LATER + DAY):
        clock.now = now
        fired += fire_due(clinic, now)
    assert fired == 2 * EACH
    assert set(passed(clinic).values()) == {1}


def test_sweepers_that_know_nothing_of_each_other_record_once(clinic: Clinic, clock: Clock) -> None:
    clock.now = LATER
    with Clinic(clinic.folder, clock=clock) as other, Clinic(clinic.folder, clock=Clock(LATER + DAY)) as third:
        for one in (clinic, other, third):
            one.engine.load("episode-e-1")  # what each holds in memory is from before
        assert sum(fire_due(one, LATER) for one in (clinic, other, third)) == 2 * EACH
    assert set(passed(clinic).values()) == {1}


def test_after_a_restart_with_its_views_lost_a_sweep_records_nothing_again(clinic: Clinic, clock: Clock) -> None:
    clock.now = LATER
    fire_due(clinic, LATER)
    clinic.close()
    for file in clinic.folder.glob("views.db*"):
        file.unlink()
    with Clinic(clinic.folder, clock=clock) as again:
        assert fire_due(again, LATER) == 0
        assert set(passed(again).values()) == {1}


def test_what_is_due_shows_the_same_whether_a_sweep_ran_or_not(clinic: Clinic, clock: Clock) -> None:
    clock.now = LATER
    before = states(clinic)
    assert before == {"reflection": "overdue", "silence": "overdue"}
    fire_due(clinic, LATER)
    assert states(clinic) == before


def test_an_entry_recorded_late_takes_what_passed_out_of_what_is_due_and_leaves_it_in_the_history(
    clinic: Clinic, clock: Clock
) -> None:
    clock.now = LATER
    fire_due(clinic, LATER)
    content = {
        "with_whom": "peer",
        "checked": False,
        "was_right": "not_checked",
        "strategy": "secure",
        "worked": "yes",
    }
    line = entry("e-1", "reflection", OPENED, **content) | {"occurred_at": "2026-03-19T09:00:00-07:00"}
    del line["recorded_at"]
    do(clinic, line)
    assert states(clinic) == {"reflection": "later", "silence": "later"}
    assert len(kinds(clinic, "e-1")) == EACH
    assert fire_due(clinic, LATER) == 0


def test_on_hold_nothing_is_found_and_after_it_what_is_due_then(clinic: Clinic, clock: Clock) -> None:
    clock.now = parse("2026-02-06T09:00:00-08:00").us
    hold = step("e-1", "hold", OPENED, kind="hospital", reason="r") | {"occurred_at": "2026-02-06T09:00:00-08:00"}
    del hold["recorded_at"]
    do(clinic, hold)
    clock.now = LATER
    assert fire_due(clinic, LATER) == EACH  # of the other episode
    resume = step("e-1", "resume", OPENED) | {"occurred_at": "2026-03-18T09:00:00-07:00"}
    del resume["recorded_at"]
    do(clinic, resume)
    assert fire_due(clinic, LATER) == 0
    clock.now = parse("2026-03-23T09:00:00-07:00").us
    assert fire_due(clinic, clock.now) == 1
    assert kinds(clinic, "e-1") == ["reflection 2026-03-22"]


def test_a_client_whose_key_is_lost_holds_up_no_other(
    clinic: Clinic, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.now = LATER
    digest = clinic.keys.digest

    def lost(subject: str, content: bytes) -> bytes:
        if subject == "c-1":
            raise KeyMissing("the keys are older than the log")
        return digest(subject, content)

    monkeypatch.setattr(clinic.keys, "digest", lost)
    with pytest.raises(KeyMissing):
        fire_due(clinic, LATER)
    assert (len(kinds(clinic, "e-1")), len(kinds(clinic, "e-2"))) == (0, EACH)


def test_a_client_who_was_erased_takes_nothing_more_and_holds_up_no_other(clinic: Clinic, clock: Clock) -> None:
    clock.now = LATER
    clinic.keys.erase("c-1")
    assert fire_due(clinic, LATER) == EACH
    assert not kinds(clinic, "e-1")


def test_stored_rows_equal_a_replay_after_a_sweep(clinic: Clinic, clock: Clock) -> None:
    clock.now = LATER
    fire_due(clinic, LATER)
    assert verify(clinic).wrong == []
    row = dict(read_rows(clinic, "deadlines"))["e-1"]
    assert [one["passed"] for one in row["deadlines"]] == [True] * EACH
    assert row["due_at"] is None


def test_a_sweep_that_is_told_to_stop_goes_on_where_it_was(clinic: Clinic, clock: Clock) -> None:
    clock.now = LATER
    told = iter([True, True, False])
    assert fire_due(clinic, LATER, lambda: next(told)) == 2
    assert is_due(clinic, LATER)
    assert fire_due(clinic, LATER) == 2 * EACH - 2
    dict(read_rows(clinic, "deadlines"))
    assert not is_due(clinic, LATER)

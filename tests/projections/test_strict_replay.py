"""Strict replay of what was legal once, by a rule that changed since."""

from datetime import date

from events.deadlines import DeadlinePassed
from events.intake import NoteWritten
from events.practice import SubstanceUseRecorded
from projections.strict_replay import why_not_legal
from tests.aiat.given import Happened, day, discharged, entered, episode, pairs, site, under_way
from workflows.aiat.site import Staff


def overdue(history: list[Happened], cause: int) -> str | None:
    passed = DeadlinePassed(kind="plan_review", cause=cause, due_on=date(2026, 1, 15), state="overdue")
    record, _ = pairs([*history, Happened(passed, day(11, 0), actor="homeport")])[-1]
    return why_not_legal(episode(history), site(), record, passed)


def test_a_review_that_was_overdue_before_there_was_a_plan_was_legal_then() -> None:
    history = [*under_way(), Happened(SubstanceUseRecorded(entry="u1", substance="alcohol"), day(3))]
    assert overdue(history, len(history)) is None
    assert overdue([*history, entered("relapse_planning", day(4))], len(history)) is None


def test_a_review_that_no_recurrence_called_for_was_not() -> None:
    assert overdue(under_way("relapse_planning"), 1) is not None


def test_an_end_that_was_dated_before_an_entry_was_legal_then() -> None:
    history = [*under_way(), Happened(NoteWritten(entry="n1", text="x"), day(9))]
    ended = discharged(day(5))
    record, _ = pairs([*history, ended])[-1]
    staffed = site()._replace(staff={"cleo": Staff("cleo", ("clinician",), "mental_health")})
    assert why_not_legal(episode(history), staffed, record, ended.event) is None

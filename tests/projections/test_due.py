"""Due rows: dates that stay right while time passes, and how they stand on a day."""

import pytest

from projections.due import DueRow, in_order, state_on


def row(due_on: str = "2026-02-10", episode: str = "e1", paused_since: str | None = None) -> DueRow:
    return DueRow(
        episode=episode,
        client="c1",
        kind="reflection",
        due_on=due_on,
        overdue_on="2026-02-13",
        paused_since=paused_since,
        basis=3,
        sentence="",
    )


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2026-02-09", "later"),
        ("2026-02-10", "due"),
        ("2026-02-13", "due"),
        ("2026-02-14", "overdue"),
    ],
)
def test_a_row_is_due_from_its_day_and_overdue_after_its_last(today: str, state: str) -> None:
    assert state_on(row(), today) == state


def test_a_paused_row_is_never_overdue() -> None:
    assert state_on(row(paused_since="2026-02-01"), "2026-09-09") == "paused"


def test_the_most_pressing_come_first_and_the_paused_last() -> None:
    rows = [
        row("2026-02-10", "paused", paused_since="2026-02-01"),
        row("2026-02-12", "later"),
        row("2026-02-11", "sooner"),
    ]
    assert [one.episode for one in in_order(rows)] == ["sooner", "later", "paused"]

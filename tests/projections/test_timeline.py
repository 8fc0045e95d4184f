"""The timeline: every record in order, with what was later said of it."""

from zoneinfo import ZoneInfo

from projections.timeline import TimelineRow, timeline
from tests.aiat.entries import changed, contact, ecr, person
from tests.aiat.given import Happened, amend, day, discharged, entered, held, pairs, under_way, void

UTC = ZoneInfo("UTC")


def rows(*history: Happened) -> list[TimelineRow]:
    return list(timeline(pairs(history), UTC))


def test_every_record_has_a_row_in_the_order_of_the_log() -> None:
    late = person("p1", day(1))._replace(recorded=day(9))
    found = rows(*under_way(), late, changed("x1", "p1", day(5)))
    assert [row.position for row in found] == [1, 2, 3, 4, 5]
    assert (found[3].occurred_at[:10], found[3].recorded_at[:10]) == ("2026-01-06", "2026-01-14")


def test_rows_lie_in_the_lanes_of_treatment() -> None:
    history = [*under_way("assessment"), ecr("a1", 4, 4, day(1)), person("p1", day(2)), contact("c1", "p1", day(3))]
    lanes = [row.lane for row in rows(*history, *held(day(4)), void("c1", day(5)))]
    assert lanes == ["stages", "stages", "assessments", "map", "contacts", "holds", "corrections"]


def test_a_corrected_entry_and_its_corrections_are_all_shown_and_point_at_each_other() -> None:
    first, again = person("p1", day(1), role="family"), person("p1", day(2), role="sponsor")
    found = rows(
        *under_way("assessment"),
        first,
        amend(first.event, day(1)),
        amend(again.event, day(2)),
        void("p1", day(3)),
    )
    shown = [(row.position, row.entry, row.corrects, row.amended_by, row.voided_by) for row in found[2:]]
    assert shown == [
        (3, "p1", None, (4, 5), 6),
        (4, "p1", 3, (5,), 6),
        (5, "p1", 3, (), 6),
        (6, "p1", 3, (), None),
    ]


def test_an_entry_recorded_after_the_end_is_late_and_a_correction_is_not() -> None:
    during = contact("c1", "p1", day(3))
    after = contact("c2", "p1", day(4))._replace(recorded=day(30))
    found = rows(*under_way(), during, discharged(day(10)), after, void("c1", day(31)))
    assert [row.late for row in found[3:]] == [False, False, True, False]


def test_completion_ends_treatment_too() -> None:
    history = [*under_way("discharge_reassessment"), entered("completed", day(10)), contact("c1", "p1", day(9))]
    assert rows(*history)[-1].late


def test_words_hold_nothing_personal_and_details_do() -> None:
    row = rows(*under_way("assessment"), person("p1", day(1), name="Alma"))[-1]
    assert "Alma" not in row.words
    assert row.details == {"name": "Alma"}


def test_looking_back_goes_by_the_corrected_time() -> None:
    entry = contact("c1", "p1", day(10))
    moved_earlier = amend(entry.event, day(2), recorded=day(11))
    history = pairs([*under_way(), entry, moved_earlier])
    assert [row.position for row in timeline(history, UTC, as_of=day(1))] == [1, 2, 3]
    assert [row.position for row in timeline(history, UTC, as_of=day(3))] == [1, 2, 3, 4, 5]


def test_a_row_is_plain_data() -> None:
    row = rows(*under_way())[0]
    assert TimelineRow.model_validate_json(row.model_dump_json()) == row

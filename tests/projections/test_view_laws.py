"""Laws that the views of an episode keep over any history."""

from collections.abc import Iterable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from events.corrections import EntryAmended, EntryVoided
from events.event import Entry
from projections.caseload import caseload_row
from projections.due import due_rows
from projections.goal_attainment import goal_attainment
from projections.social_map import social_map
from projections.timeline import timeline
from tests.aiat.given import SHIPPED, Happened, amend, day, episode, pairs, site, void
from tests.aiat.histories import entries, histories
from workflows.aiat.episode import Episode
from workflows.aiat.facts import Facts

SITE = site()
NOW = day(100)
places = st.floats(0, 1)


def views(state: Episode, now: int = NOW) -> list[Any]:
    """Every view of an episode but its timeline, as plain data."""
    row = caseload_row(state, SITE)
    return [
        goal_attainment(state, SITE, now).model_dump(mode="json"),
        social_map(state, SITE, now).model_dump(mode="json"),
        [one.model_dump(mode="json") for one in due_rows(Facts(state, SHIPPED, SITE, now))],
        row and row.model_dump(mode="json"),
    ]


@given(histories())
def test_views_are_total_and_the_same_history_gives_the_same_views(history: list[Happened]) -> None:
    assert views(episode(history)) == views(episode(history))
    rows = timeline(pairs(history), SITE.zone)
    assert [row.position for row in rows] == list(range(1, len(history) + 1))


@given(histories(), entries(), places, places)
def test_a_void_leaves_every_view_as_if_the_entry_had_not_been_while_the_timeline_shows_both(
    history: list[Happened], extra: Happened, first: float, second: float
) -> None:
    made = 1 + round(first * (len(history) - 1))
    voided = made + round(second * (len(history) - made))
    before, between, after = history[:made], history[made:voided], history[voided:]

    with_both = [*before, extra, *between, void("extra", day(99)), *after]
    without = [*before, None, *between, None, *after]

    assert views(episode(with_both)) == views(episode(without))
    rows = {row.position: row for row in timeline(pairs(with_both), SITE.zone)}
    assert rows[made + 1].voided_by == voided + 2
    assert rows[voided + 2].corrects == made + 1


@given(histories(), entries(), entries("extra"), places)
def test_an_amendment_counts_as_if_it_had_been_said_at_once(
    history: list[Happened], wrong: Happened, right: Happened, where: float
) -> None:
    place = 1 + round(where * (len(history) - 1))
    if not isinstance(right.event, type(wrong.event)):
        right = wrong
    assert isinstance(right.event, Entry)
    amended = episode([*history[:place], wrong, *history[place:], amend(right.event, right.at)])
    at_once = episode([*history[:place], right, *history[place:], None])

    def judged(state: Episode) -> list[Any]:
        rows = goal_attainment(state, SITE, NOW).criteria
        return [row.model_dump(exclude={"evidence"}) for row in rows]

    assert judged(amended) == judged(at_once)


@given(histories(), st.integers(0, 100))
def test_looking_back_equals_folding_only_what_had_happened(history: list[Happened], on_day: int) -> None:
    then = day(on_day, 12)
    history = [happened._replace(recorded=NOW) for happened in history]
    moments: dict[str, int] = {}
    for happened in history:
        if isinstance(happened.event, Entry | EntryAmended):
            moments[happened.event.entry] = happened.at

    def had_happened(happened: Happened) -> bool:
        event = happened.event
        if isinstance(event, Entry | EntryAmended | EntryVoided):
            return moments[event.entry] <= then
        return happened.at <= then

    kept = _only(history, had_happened)
    cut, folded = episode(history).as_of(then), episode(kept)
    assert (cut.steps, cut.entries) == (folded.steps, folded.entries)
    assert views(cut, then) == views(folded, then)
    rows = timeline(pairs(history), SITE.zone, as_of=then)
    assert [row.position for row in rows] == [place for place, one in enumerate(kept, start=1) if one]


def _only(history: Iterable[Happened], keep: Any) -> list[Happened | None]:
    return [happened if keep(happened) else None for happened in history]


@given(histories())
def test_levels_run_from_minus_2_to_2_and_say_no_more_than_is_known(history: list[Happened]) -> None:
    view = goal_attainment(episode(history), SITE, NOW)
    for row in view.criteria:
        assert (row.level is None) == (row.status != "judged")
        assert row.level is None or -2 <= row.level <= 2
        assert row.sentence
        assert row.source
        assert row.status in {"not_started", "awaiting_baseline"} or row.evidence or row.level == -1
        assert list(row.evidence) == sorted(set(row.evidence))
        if "reliability_unknown" in row.reasons:
            assert row.level in {-1, 0}
        if "norm_unknown" in row.reasons:
            assert row.level != 2
    judged = [row.criterion for row in view.criteria if row.level is not None]
    assert list(view.gas_t_score.criteria) == judged
    assert (view.gas_t_score.t is None) == (not judged)

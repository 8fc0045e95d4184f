"""Which administrations an episode is judged by."""

import pytest

from tests.aiat.entries import assessed, ecr
from tests.aiat.given import Happened, amend, day, entered, facts, opened, under_way, void
from workflows.aiat import measures
from workflows.aiat.episode import InForce


def id_of(entry: InForce | None) -> str | None:
    return entry.id if entry else None


def baseline(*history: Happened) -> str | None:
    return id_of(measures.baseline(facts(history, day(300)), "ecr"))


def latest(*history: Happened) -> str | None:
    return id_of(measures.latest(facts(history, day(300)), "ecr"))


def reassessment(*history: Happened) -> str | None:
    return id_of(measures.reassessment(facts(history, day(300)), "ecr"))


OPEN = opened(day(0, 0))
ASSESSING = entered("assessment", day(0, 1))
BUILDING = entered("social_map_building", day(5))
BEGUN = (OPEN, ASSESSING, ecr("a1", 4, 4, day(1), "baseline"), BUILDING)
DISCHARGING = entered("discharge_reassessment", day(50))


def test_an_administration_is_valid_when_every_primary_score_could_be_scored() -> None:
    history = [OPEN, ecr("a1", 4, 4, day(1)), assessed("a2", "ecr", {"anxiety": 4.0}, day(1))]
    found = measures.administrations(facts(history, day(2)), "ecr")
    assert [measures.is_valid(entry) for entry in found] == [True, False]
    assert [measures.primary_scores(entry) for entry in found] == [
        {"anxiety": 4.0, "avoidance": 4.0},
        {"anxiety": 4.0, "avoidance": None},
    ]


def test_the_baseline_is_the_last_valid_one_recorded_before_assessment_was_left() -> None:
    second = ecr("a2", 5, 5, day(2), "baseline")
    unscorable = assessed("a3", "ecr", {"anxiety": 4.0}, day(3), "baseline")
    assert baseline(*BEGUN[:3], second, unscorable, BUILDING) == "a2"


def test_while_assessment_goes_on_the_baseline_is_the_last_so_far() -> None:
    assert baseline(OPEN, ASSESSING) is None
    assert baseline(*BEGUN[:3]) == "a1"


def test_what_was_recorded_after_assessment_was_left_is_no_baseline_even_if_made_before() -> None:
    late = ecr("a2", 5, 5, day(2), "baseline", recorded=day(6))
    assert baseline(*BEGUN, late) == "a1"


def test_only_what_was_given_as_a_baseline_is_one() -> None:
    assert baseline(OPEN, ASSESSING, ecr("a1", 4, 4, day(1), "interim"), BUILDING) is None


def test_a_baseline_amended_after_assessment_was_left_stays_the_baseline() -> None:
    mended = ecr("a1", 6, 6, day(1), "baseline").event
    history = (*BEGUN, amend(mended, day(1), recorded=day(20)))
    found = measures.baseline(facts(history, day(30)), "ecr")
    assert found is not None
    assert (found.position, found.event.scores["anxiety"]) == (5, 6.0)


def test_a_voided_baseline_uncovers_the_one_before() -> None:
    history = (*BEGUN[:3], ecr("a2", 5, 5, day(2), "baseline"), BUILDING)
    assert baseline(*history) == "a2"
    assert baseline(*history, void("a2", day(20))) == "a1"
    assert baseline(*history, void("a2", day(20)), void("a1", day(20))) is None


def test_a_form_about_one_relationship_is_the_baseline_only_for_want_of_one_in_general() -> None:
    mother = ecr("a2", 5, 5, day(2), "baseline", form="ecr-rs", target="mother")
    general = ecr("a3", 5, 5, day(1), "baseline", form="ecr-rs", target="general")
    assert baseline(OPEN, ASSESSING, mother) == "a2"
    assert baseline(OPEN, ASSESSING, mother, general) == "a3"
    assert baseline(*BEGUN[:3], mother) == "a1"


def test_the_latest_is_the_last_valid_one_after_the_baseline_by_when_it_happened() -> None:
    early = ecr("a2", 3, 3, day(20), recorded=day(60))
    late = ecr("a3", 3, 3, day(40), recorded=day(41))
    unscorable = assessed("a4", "ecr", {}, day(50))
    assert latest(*BEGUN) is None
    assert latest(*BEGUN, late, early, unscorable) == "a3"


def test_the_latest_may_be_of_any_occasion() -> None:
    assert latest(*BEGUN, ecr("a2", 3, 3, day(20), "interim")) == "a2"
    assert latest(*BEGUN, ecr("a2", 3, 3, day(20), "reassessment")) == "a2"


@pytest.mark.parametrize(
    "other",
    [
        ecr("a2", 3, 3, day(20), form="ecr-r"),
        ecr("a2", 3, 3, day(20), response_range=(1, 5)),
        ecr("a2", 3, 3, day(0, 3)),
    ],
    ids=["another form", "another response range", "before the baseline"],
)
def test_the_latest_can_be_compared_with_the_baseline(other: Happened) -> None:
    assert latest(*BEGUN, other) is None


def test_relationships_are_compared_only_with_themselves() -> None:
    def about(entry: str, target: str, at: int, occasion: str) -> Happened:
        return ecr(entry, 4, 4, at, occasion, form="ecr-rs", target=target)  # type: ignore[arg-type]

    begun = (OPEN, ASSESSING, about("a1", "partner", day(1), "baseline"), BUILDING)
    assert latest(*begun, about("a2", "mother", day(20), "interim")) is None
    assert latest(*begun, about("a2", "partner", day(20), "interim")) == "a2"


def test_a_reassessment_is_one_recorded_since_that_stage_was_last_entered() -> None:
    given = ecr("a2", 3, 3, day(51), "reassessment")
    assert reassessment(*BEGUN, given) is None
    assert reassessment(*BEGUN, DISCHARGING, given) == "a2"
    back = (entered("relapse_planning", day(60), "discharge_reassessment"), entered("discharge_reassessment", day(70)))
    assert reassessment(*BEGUN, DISCHARGING, given, *back) is None
    assert reassessment(*BEGUN, DISCHARGING, given, *back, ecr("a3", 3, 3, day(71), "reassessment")) == "a3"


def test_an_interim_is_no_reassessment() -> None:
    assert reassessment(*BEGUN, DISCHARGING, ecr("a2", 3, 3, day(51))) is None


def test_without_a_baseline_there_is_nothing_later() -> None:
    history = (*under_way("discharge_reassessment"), ecr("a2", 3, 3, day(51), "reassessment"))
    assert (latest(*history), reassessment(*history)) == (None, None)


def test_a_reassessment_amended_later_still_counts_from_its_first_record() -> None:
    given = ecr("a2", 3, 3, day(51), "reassessment")
    back = (entered("relapse_planning", day(60), "discharge_reassessment"), entered("discharge_reassessment", day(70)))
    mended = amend(ecr("a2", 2, 2, day(51), "reassessment").event, day(51), recorded=day(71))
    assert reassessment(*BEGUN, DISCHARGING, given, *back, mended) is None


def test_while_assessment_is_gone_back_to_the_baseline_is_open_again() -> None:
    again = ecr("a2", 5, 5, day(8), "baseline")
    back = entered("assessment", day(7), "social_map_building")
    assert baseline(*BEGUN, back, again) == "a2"
    assert baseline(*BEGUN, back, again, entered("social_map_building", day(9))) == "a2"


def test_versions_of_a_form_are_not_compared() -> None:
    history = [OPEN, ecr("a1", 4, 4, day(1)), ecr("a2", 4, 4, day(2))]
    one, other = measures.administrations(facts(history, day(3)), "ecr")
    assert measures.comparable(one, other)
    other = other._replace(event=other.event.model_copy(update={"form_version": 99}))
    assert not measures.comparable(one, other)

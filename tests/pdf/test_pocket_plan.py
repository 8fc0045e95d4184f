"""The relapse plan on one sheet."""

from datetime import timedelta

import pytest

from adapters.clinic import Clinic
from adapters.pdf import pocket_plan
from tests.histories import OPENED, Line, entry, history, step
from tests.http.clinic import told
from tests.pdf.conftest import case_of, plan
from tests.pdf.reading import claims_to_be_accessible, pages_of, root_of, text_of
from tests.pdf.test_discharge_summary import HOSTILE

AT = OPENED + timedelta(days=3)


def passed(episode: str) -> list[Line]:
    """The map's stage left, its requirements let pass."""
    codes = ["map_supporters", "map_provisions"]
    return [
        step(episode, "override", AT, requirements=codes, reason="CANARY"),
        step(episode, "advance", AT, "to-plan"),
    ]


@pytest.fixture
def planned(clinic: Clinic) -> Clinic:
    """The clinic; `e-4` has a plan."""
    told(clinic, [*history(4), *passed("e-4"), *plan("e-4", AT)])
    return clinic


def test_it_holds_the_plan_in_the_clients_words(planned: Clinic) -> None:
    said = text_of(pocket_plan(case_of(planned, "e-4")))

    assert "When nothing else helps CANARY crisis line 988" in said
    assert (
        "When I crave CANARY risk of craving On my own: Urge surfing I turn to: CANARY Friend "
        "When something around me sets it off CANARY risk of environmental_cue"
    ) in said
    assert "Why I stay in recovery CANARY reasons" in said
    assert "I agreed to it on 5 Feb 2026. We look at it again on 1 Mar 2026." in said


def test_whoever_finds_it_does_not_learn_whose_it_is(planned: Clinic) -> None:
    pdf = pocket_plan(case_of(planned, "e-4"))

    said = text_of(pdf)
    for telling in ("CANARY Client", "Test clinic", "e-4", "c-4", "addiction", "42 CFR"):
        assert telling not in said
    assert root_of(pdf)["/Lang"] == "en"


def test_it_is_one_page_and_accessible_with_the_same_bytes_each_time(planned: Clinic) -> None:
    case = case_of(planned, "e-4")

    pdf = pocket_plan(case)

    assert pages_of(pdf) == 1
    assert claims_to_be_accessible(pdf)
    assert pdf == pocket_plan(case)


def test_a_long_plan_is_set_smaller_and_stays_on_one_page(planned: Clinic) -> None:
    told(planned, [entry("e-4", "plan", AT + timedelta(hours=1), "longer", reasons="CANARY reason upon. " * 150)])

    pdf = pocket_plan(case_of(planned, "e-4"))

    assert pages_of(pdf) == 1
    assert text_of(pdf).count("CANARY reason upon.") == 150


def test_what_no_page_can_hold_goes_on_overleaf_and_nothing_is_lost(planned: Clinic) -> None:
    told(planned, [entry("e-4", "plan", AT + timedelta(hours=1), "longest", reasons="CANARY reason upon. " * 900)])

    pdf = pocket_plan(case_of(planned, "e-4"))

    assert pages_of(pdf) > 1
    assert text_of(pdf).count("CANARY reason upon.") == 900


def test_a_plan_that_changed_since_it_was_agreed_says_that_it_is_a_draft(planned: Clinic) -> None:
    told(planned, [entry("e-4", "risk", AT + timedelta(hours=1), "more", kind="craving", description="CANARY another")])

    said = text_of(pocket_plan(case_of(planned, "e-4")))

    assert "This is a draft: I have not agreed to it as it stands." in said
    assert "CANARY another" in said


def test_what_people_wrote_is_never_read_as_markup(planned: Clinic) -> None:
    told(planned, [entry("e-4", "plan", AT + timedelta(hours=1), "hostile", reasons=HOSTILE, meetings=HOSTILE)])

    said = text_of(pocket_plan(case_of(planned, "e-4")))

    assert said.count(" ".join(HOSTILE.split())) == 2


def test_an_episode_without_a_plan_has_an_empty_sheet(clinic: Clinic) -> None:
    pdf = pocket_plan(case_of(clinic, "e-2"))

    assert pages_of(pdf) == 1
    assert "My plan When nothing else helps" in text_of(pdf)


def test_it_speaks_the_language_it_is_asked_for(planned: Clinic) -> None:
    pdf = pocket_plan(case_of(planned, "e-4"), "es")

    assert root_of(pdf)["/Lang"] == "es"
    assert "Mi plan" in text_of(pdf)
    assert "Por qué sigo en recuperación CANARY reasons" in text_of(pdf)

"""`homeport caseload` and `homeport due`: a slip of the pen in what is asked for does not look like nobody."""

import pytest

from adapters.clinic import Clinic
from tests.cli.conftest import Clock, Homeport
from tests.http.stages import brought_to


def test_a_stage_that_there_is_not_is_refused_with_those_there_are(treated: Clinic, homeport: Homeport) -> None:
    ran = homeport("caseload", "--stage", "nonsense")

    assert ran.status == 2
    assert ran.err.startswith("homeport: there is no stage nonsense; known are intake, ")


@pytest.mark.parametrize("typed", ["social_map_building", "social map building", "Social-Map-Building"])
def test_a_stage_is_typed_as_the_table_prints_it_or_as_its_code(
    typed: str, treated: Clinic, clock: Clock, homeport: Homeport
) -> None:
    clock.set("2026-03-01T09:00:00-08:00")
    brought_to(treated, "e-2", "relapse_planning")

    assert [row["episode"] for row in homeport("caseload", "--stage", typed, "--json").json] == ["e-1"]


@pytest.mark.parametrize("command", ["caseload", "due"])
def test_staff_that_there_are_not_are_refused_with_what_names_them(
    command: str, treated: Clinic, homeport: Homeport
) -> None:
    ran = homeport(command, "--staff", "s-nope")

    assert ran.status == 2
    assert ran.err == "homeport: s-nope is not on the staff; homeport staff list --all names them\n"


def test_an_episode_that_was_opened_in_error_is_listed_where_a_refusal_says(
    treated: Clinic, homeport: Homeport
) -> None:
    assert homeport("episode", "void", "e-1", "--reason", "typed twice", "--as", "sol").status == 0

    assert {row["episode"] for row in homeport("caseload", "--all", "--json").json} == {"e-2"}
    said = homeport("episode", "show", "e-9").err
    assert "caseload --all lists them, and homeport client show those of a client that were opened in error" in said
    assert homeport("client", "show", "c-1", "--json").json["episodes"] == ["e-1"]


def test_a_stage_and_staff_that_there_are_may_have_no_episode(treated: Clinic, homeport: Homeport) -> None:
    assert homeport("caseload", "--stage", "intake", "--json").json == []
    assert homeport("due", "--staff", "admin", "--json").json == []

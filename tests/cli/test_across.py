"""`homeport caseload` and `homeport due`: a slip of the pen in what is asked for does not look like nobody."""

import pytest

from adapters.clinic import Clinic
from tests.cli.conftest import Homeport


def test_a_stage_that_there_is_not_is_refused_with_those_there_are(treated: Clinic, homeport: Homeport) -> None:
    ran = homeport("caseload", "--stage", "nonsense")

    assert ran.status == 2
    assert ran.err.startswith("homeport: there is no stage nonsense; known are intake, ")


@pytest.mark.parametrize("command", ["caseload", "due"])
def test_staff_that_there_are_not_are_refused_with_what_names_them(
    command: str, treated: Clinic, homeport: Homeport
) -> None:
    ran = homeport(command, "--staff", "s-nope")

    assert ran.status == 2
    assert ran.err == "homeport: s-nope is not on the staff; homeport staff list --all names them\n"


def test_a_stage_and_staff_that_there_are_may_have_no_episode(treated: Clinic, homeport: Homeport) -> None:
    assert homeport("caseload", "--stage", "intake", "--json").json == []
    assert homeport("due", "--staff", "admin", "--json").json == []

"""Who may see an episode, and why: every role against every tie to it."""

import pytest

from adapters.identity.permissions import Basis, basis, manages, sees_clinical_data, writes
from events.site import Role
from workflows.aiat.site import Staff

TREATING: list[Role] = ["intake", "counsellor", "clinician", "supervisor"]


def member(*roles: Role, active: bool = True) -> Staff:
    return Staff("s-1", roles, None, left_at=None if active else 1)


@pytest.mark.parametrize(
    ("role", "on_team", "at_intake", "elsewhere"),
    [
        ("intake", "care_team", "intake", None),
        ("counsellor", "care_team", None, None),
        ("clinician", "care_team", None, None),
        ("supervisor", "care_team", "supervision", "supervision"),
        ("auditor", "audit", "audit", "audit"),
        ("integrator", None, None, None),
        ("administrator", None, None, None),
    ],
)
def test_each_role_sees_an_episode_for_its_own_reason(
    role: Role, on_team: Basis | None, at_intake: Basis | None, elsewhere: Basis | None
) -> None:
    assert basis(member(role), ("s-1", "s-2"), "assessment") == on_team
    assert basis(member(role), ("s-2",), "intake") == at_intake
    assert basis(member(role), ("s-2",), "assessment") == elsewhere


@pytest.mark.parametrize("role", TREATING)
def test_whoever_left_sees_nothing(role: Role) -> None:
    assert basis(member(role, active=False), ("s-1",), "intake") is None
    assert not sees_clinical_data(member(role, active=False))


def test_two_roles_are_what_each_of_them_is() -> None:
    director = member("administrator", "supervisor")

    assert manages(director)
    assert sees_clinical_data(director)
    assert writes(director)


def test_an_administrator_manages_and_sees_no_clinical_data() -> None:
    assert manages(member("administrator"))
    assert not sees_clinical_data(member("administrator"))
    assert not writes(member("auditor"))

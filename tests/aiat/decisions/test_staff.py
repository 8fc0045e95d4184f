"""The founding of a site and its staff: who comes first, who adds and retires whom, and who stays."""

from typing import Any

import pytest

from engine.refusals import AlreadyExists, Invalid, NotAllowed, NotFound, Refused
from engine.scenario import Scenario
from events.site import Role, SiteFounded, StaffAdded, StaffRetired
from tests.aiat.story import MONDAY, Story
from workflows.aiat.commands import AddStaff, RetireStaff
from workflows.aiat.domain import Aiat
from workflows.aiat.reading import read_command


def a_site(*staff: StaffAdded | StaffRetired) -> Scenario:
    """A site whose log says this of its staff."""
    founded = SiteFounded(site="s", name="S", time_zone="UTC", synthetic=False, key_check="k")
    return Scenario(Aiat(), MONDAY).given("site", founded, *staff)


def joined(staff: str, *roles: Role) -> StaffAdded:
    return StaffAdded(staff=staff, roles=roles, discipline=None, name="Synthetic")


def add(staff: str, *roles: Role, by: str) -> AddStaff:
    return AddStaff(id=f"add-{staff}", actor=by, staff=staff, roles=roles, name="Synthetic")


def retire(staff: str, by: str) -> RetireStaff:
    return RetireStaff(id=f"retire-{staff}", actor=by, staff=staff)


@pytest.mark.parametrize("roles", [("supervisor",), ("administrator",), ("clinician", "supervisor")])
def test_the_first_of_the_staff_may_manage_it_and_adds_themselves(roles: tuple[Role, ...]) -> None:
    a_site().when(add("ana", *roles, by="ana")).then(joined("ana", *roles))


@pytest.mark.parametrize("role", ["intake", "counsellor", "clinician", "auditor", "integrator"])
def test_nobody_comes_before_the_first_who_may_manage_the_staff(role: Role) -> None:
    refused = a_site().when(add("ana", role, by="ana"))

    refused.then_refused(Refused, "first add a supervisor or an administrator")
    assert refused.refusal.field == "roles"


def test_the_first_of_the_staff_is_added_by_nobody_else() -> None:
    refused = a_site().when(add("ana", "supervisor", by="nobody-here"))

    refused.then_refused(NotAllowed, "nobody is on the staff yet, nobody-here neither", "adds themselves")
    assert refused.refusal.field == "actor"


def test_staff_are_managed_by_a_supervisor_or_administrator_once_there_is_one() -> None:
    story = Story()
    joining: dict[str, Any] = {"staff": "new", "name": "New", "roles": ["counsellor"]}
    story.attempt("add_staff", **joining, actor="couns").then_refused(NotAllowed, "an administrator or a supervisor")
    story.tell("add_staff", **joining, actor="sup")
    story.attempt("add_staff", **joining, actor="sup").then_refused(AlreadyExists)


def test_a_site_has_a_time_zone_that_exists() -> None:
    founding = {
        "command": "found_site",
        "id": "f",
        "actor": "set-up",
        "site": "s",
        "name": "S",
        "time_zone": "Mars/Olympus",
        "key_check": "k",
    }
    Scenario(Aiat(), 0).when(read_command(founding)).then_refused(Invalid, "IANA")


def test_the_last_who_may_manage_the_staff_stays_until_another_does() -> None:
    site = a_site(joined("ana", "administrator"), joined("cole", "counsellor"))

    site.when(retire("ana", by="ana")).then_refused(Refused, "the last who may", "add another")
    site.when(add("sol", "supervisor", by="ana")).when(retire("ana", by="ana")).then(StaffRetired(staff="ana"))
    site.when(retire("sol", by="sol")).then_refused(Refused, "the last who may")


def test_everybody_else_leaves_on_the_word_of_the_only_manager() -> None:
    site = a_site(joined("ana", "administrator"), joined("cole", "counsellor"))

    site.when(retire("cole", by="ana")).then(StaffRetired(staff="cole"))
    site.when(retire("cole", by="ana")).then_refused(NotFound, "not on the staff")


def test_who_has_left_adds_and_retires_nobody() -> None:
    site = a_site(joined("ana", "administrator"), joined("sol", "supervisor"), StaffRetired(staff="sol"))

    site.when(add("new", "intake", by="sol")).then_refused(NotAllowed, "sol has left the staff")
    site.when(retire("ana", by="sol")).then_refused(NotAllowed, "sol has left the staff")


def test_who_has_left_adds_nobody_where_no_manager_is_left_either() -> None:
    site = a_site(joined("sol", "supervisor"), joined("cole", "counsellor"), StaffRetired(staff="sol"))

    site.when(add("sol", "supervisor", by="sol")).then_refused(NotAllowed, "sol has left the staff")
    site.when(retire("cole", by="sol")).then_refused(NotAllowed, "sol has left the staff")


def test_a_log_that_lost_its_last_manager_gets_one_from_those_who_are_left() -> None:
    site = a_site(joined("sol", "supervisor"), joined("cole", "counsellor"), StaffRetired(staff="sol"))

    site.when(add("new", "supervisor", by="new")).then_refused(NotAllowed, "new is not on the staff")
    site.when(add("new", "intake", by="cole")).then_refused(Refused, "first add a supervisor or an administrator")
    site.when(add("new", "supervisor", by="cole")).then(joined("new", "supervisor"))


def test_a_log_that_lost_all_its_staff_begins_again_with_somebody_who_may_manage_it() -> None:
    site = a_site(joined("sol", "supervisor"), StaffRetired(staff="sol"))

    site.when(add("new", "supervisor", by="new")).then(joined("new", "supervisor"))

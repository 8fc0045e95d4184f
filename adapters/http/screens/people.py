"""People and settings, for administrators: who is on the staff, who may sign in. No clinical data stands here."""

from typing import Final, NamedTuple

from fastapi import APIRouter
from fastapi.responses import Response

from adapters.http.carrying_out import carry_out
from adapters.http.forms.describing import fields_of
from adapters.http.forms.field import Field
from adapters.http.forms.form import Form
from adapters.http.forms.refusing import refused
from adapters.http.languages import mark
from adapters.http.pages import done, page
from adapters.http.visits import Managing, Visit
from adapters.identity.accounts import Account
from engine.refusals import Invalid, NotFound, Refused
from workflows.aiat.commands import AddStaff
from workflows.aiat.site import Staff

router = APIRouter()
_HERE: Final = "/people"
_ACCOUNT: Final = (
    Field("name", mark("Name to sign in with"), "line", mark("Small letters and digits"), is_required=True),
    Field(
        "password",
        mark("First password"),
        "line",
        mark("At least 12 characters. They choose one of their own when they first sign in."),
        is_required=True,
    ),
)


class Listed(NamedTuple):
    """Somebody on the staff, and the account they have, if any."""

    member: Staff
    name: str
    account: Account | None


@router.get("/people")
def people(visit: Managing) -> Response:
    """Everybody who is or was on the staff."""
    return _listed(visit, _new_member())


@router.post("/people")
def add(visit: Managing) -> Response:
    """Adds somebody to the staff."""
    form = _new_member().sent(visit.posted)
    outcome = carry_out(visit, form, {"command": "add_staff", **form.values()})
    if isinstance(outcome, Form):
        return _listed(visit, outcome, 422)
    return done(visit, f"{_HERE}/{outcome.command.staff}", mark("They are on the staff now."))


@router.get("/people/{staff}")
def person(visit: Managing, staff: str) -> Response:
    """One member of the staff."""
    return _one(visit, _found(visit, staff), _account_form(staff))


@router.post("/people/{staff}/retire")
def retire(visit: Managing, staff: str) -> Response:
    """Ends somebody's membership of the staff; they can no longer sign in."""
    listed = _found(visit, staff)
    form = _leaving(staff).sent(visit.posted)
    outcome = carry_out(visit, form, {"command": "retire_staff", "staff": staff})
    if isinstance(outcome, Form):
        return _one(visit, listed, _account_form(staff), 422, outcome)
    if listed.account:
        visit.web.identity.disable(listed.account.name)
    return done(visit, _HERE, mark("They have left the staff. What they recorded stays theirs."))


@router.post("/people/{staff}/account")
def give_account(visit: Managing, staff: str) -> Response:
    """Gives somebody an account, or their account a first password again."""
    listed = _found(visit, staff)
    form = _account_form(staff).sent(visit.posted)
    name, password = visit.posted.one("name").strip(), visit.posted.one("password")
    try:
        if listed.account is None:
            visit.web.identity.add(name, staff, password)
        elif name != listed.account.name:
            raise Invalid([f"name of this account is {listed.account.name}, and stays so"])
        else:
            visit.web.identity.set_password(name, password, by_owner=False)
    except Refused as refusal:
        return _one(visit, listed, refused(form, refusal), 422)
    return done(visit, f"{_HERE}/{staff}", mark("They can sign in now. Tell them the first password in person."))


@router.post("/people/{staff}/account/disable")
def disable(visit: Managing, staff: str) -> Response:
    """Nobody signs in with the account any more."""
    listed = _found(visit, staff)
    if listed.account:
        visit.web.identity.disable(listed.account.name)
    return done(visit, f"{_HERE}/{staff}", mark("Nobody signs in with this account any more."))


@router.post("/people/{staff}/account/enable")
def enable(visit: Managing, staff: str) -> Response:
    """The account lets its owner in again."""
    listed = _found(visit, staff)
    if listed.account:
        visit.web.identity.accounts.set_active(listed.account.name, active=True)
    return done(visit, f"{_HERE}/{staff}", mark("The account can be used again."))


def _new_member() -> Form:
    return Form(fields_of(AddStaff, "add-staff", {}), _HERE, mark("Add to the staff"))


def _account_form(staff: str) -> Form:
    return Form(_ACCOUNT, f"{_HERE}/{staff}/account", mark("Save the account"))


def _leaving(staff: str) -> Form:
    return Form((), f"{_HERE}/{staff}/retire", mark("They leave the staff"))


def _everybody(visit: Visit) -> list[Listed]:
    accounts = {account.staff: account for account in visit.web.identity.accounts.all()}
    names = visit.web.names.staff()
    members = visit.web.clinic.site.staff.values()
    return [Listed(member, names[member.id], accounts.get(member.id)) for member in members]


def _found(visit: Visit, staff: str) -> Listed:
    for listed in _everybody(visit):
        if listed.member.id == staff:
            return listed
    raise NotFound(mark("Nobody of the staff has this id."))


def _listed(visit: Visit, form: Form, status: int = 200) -> Response:
    return page(visit, "people.html", status, everybody=_everybody(visit), form=form, site=visit.web.clinic.site)


def _one(visit: Visit, listed: Listed, form: Form, status: int = 200, leaving: Form | None = None) -> Response:
    if listed.account and form.given is None:
        form = form.holding({"name": listed.account.name})
    leaving = leaving or _leaving(listed.member.id)
    return page(visit, "person.html", status, listed=listed, form=form, leaving=leaving)

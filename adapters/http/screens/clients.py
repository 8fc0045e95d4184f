"""Clients, for those who admit them: find one, register one, and open an episode."""

from typing import Final, NamedTuple

from fastapi import APIRouter
from fastapi.responses import Response

from adapters.http.admitting import admits
from adapters.http.carrying_out import carry_out
from adapters.http.forms.describing import fields_of
from adapters.http.forms.field import Field, Option
from adapters.http.forms.form import Form
from adapters.http.languages import mark
from adapters.http.pages import done, page
from adapters.http.visits import Clinical, Forbidden, Visit
from adapters.identity.access_log import Reading
from adapters.identity.permissions import Basis, has_role
from adapters.people import KnownClient, client_details
from engine.refusals import NotFound
from workflows.aiat.commands import RegisterClient
from workflows.aiat.deciding.rules import episode_stream
from workflows.aiat.episode import Episode

router = APIRouter()
_HERE: Final = "/clients"
_MOST: Final = 30
_CARRY: Final = (Option("map", mark("The map")), Option("plan", mark("The plan")))
_ONLY: Final = mark("Intake workers and supervisors register clients and open episodes.")


class Opened(NamedTuple):
    """An episode of a client: when it was opened, how it stands, and whether it has ended."""

    id: str
    opened: str
    status: str
    has_ended: bool


@router.get("/clients")
def clients(visit: Clinical) -> Response:
    """The page to find a client on, or to register one."""
    _admitting(visit)
    return _listed(visit, _registering())


@router.post("/clients/search")
def search(visit: Clinical) -> Response:
    """Those whose name holds these words. Posted, so that no name stands in an address."""
    basis = _admitting(visit)
    words = visit.posted.one("words").strip()[:200]
    found = sorted(visit.web.names.find(words))[:_MOST] if words else []
    if found:
        _note(visit, basis, found)
    return _listed(visit, _registering(), words=words, found=visit.web.names.clients(found))


@router.post("/clients")
def register(visit: Clinical) -> Response:
    """Registers a client, and goes on to open an episode."""
    _admitting(visit)
    form = _registering().sent(visit.posted)
    outcome = carry_out(visit, form, {"command": "register_client", **form.values()})
    if isinstance(outcome, Form):
        return _listed(visit, outcome, status=422)
    client = outcome.command.client or outcome.command.new_id(0)
    return done(visit, f"{_HERE}/{client}", mark("The client is registered."))


@router.get("/clients/{client}")
def one(visit: Clinical, client: str) -> Response:
    """One client: their details, their episodes, and the form to open another."""
    known = _known(visit, client)
    return _shown(visit, known, _opening(visit, known))


@router.post("/clients/{client}/episodes")
def open_episode(visit: Clinical, client: str) -> Response:
    """Opens an episode; after an earlier one its map and plan may be carried over."""
    known = _known(visit, client)
    form = _opening(visit, known).sent(visit.posted)
    values = form.values()
    outcome = carry_out(visit, form, {"command": "open_episode", "client": client, **values})
    if isinstance(outcome, Form):
        return _shown(visit, known, outcome, 422)
    episode = outcome.command.episode or outcome.command.new_id(0)
    return done(visit, f"/episodes/{episode}/intake", mark("The episode is open."))


def _admitting(visit: Visit) -> Basis:
    if not admits(visit.member):
        raise Forbidden(_ONLY)
    return "supervision" if has_role(visit.member, ("supervisor",)) else "intake"


def _known(visit: Visit, client: str) -> KnownClient:
    basis = _admitting(visit)
    known = client_details(visit.web.clinic, client)
    if known is None:
        raise NotFound(mark("There is no such client."))
    _note(visit, basis, [client])
    return known


def _note(visit: Visit, basis: Basis, clients: list[str]) -> None:
    request = visit.request.state.request_id
    visit.web.access_log.note(Reading(visit.member.id, "clients", "treatment", basis, clients, request))


def _registering() -> Form:
    return Form(fields_of(RegisterClient, "register-client", {}), _HERE, mark("Register"))


def _opening(visit: Visit, known: KnownClient) -> Form:
    ended = [one for one in _episodes(visit, known) if one.has_ended]
    fields: tuple[Field, ...] = ()
    if ended:
        earlier = tuple(Option(one.id, one.opened, is_name=True) for one in reversed(ended))
        fields = (
            Field(
                "readmission_of",
                mark("Earlier episode that this follows"),
                "one",
                mark("By the day on which it was opened"),
                options=earlier,
                initial=(earlier[0].value,),
            ),
            Field("carry", mark("Carried over from it"), "many", options=_CARRY),
        )
    return Form(fields, f"{_HERE}/{known.id}/episodes", mark("Open an episode"))


def _episodes(visit: Visit, known: KnownClient) -> list[Opened]:
    found = []
    for episode in known.episodes:
        state: Episode = visit.web.clinic.engine.load(episode_stream(episode)).state
        found.append(Opened(episode, str(state.opened.at)[:10], state.status, not state.under_way))
    return found


def _listed(
    visit: Visit, form: Form, *, words: str = "", found: dict[str, str] | None = None, status: int = 200
) -> Response:
    return page(visit, "clients.html", status, form=form, words=words, found=found)


def _shown(visit: Visit, known: KnownClient, form: Form, status: int = 200) -> Response:
    episodes = _episodes(visit, known)
    return page(
        visit,
        "client.html",
        status,
        client=known,
        name=visit.web.names.client(known.id),
        episodes=episodes,
        form=form,
        can_open=all(one.has_ended for one in episodes),
    )

"""Carries out what a form asks for, and has every refusal shown in the form."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from anyio import from_thread

from adapters.asking import Asked, the_case
from adapters.http.forms.form import Form
from adapters.http.forms.refusing import refused
from adapters.http.languages import mark
from adapters.http.typed import RESUME, forget_typed
from adapters.http.visits import Visit
from engine.command import Command
from engine.refusals import Refused, StaleVersion
from events.envelope import Receipt
from projections.names import names_in
from projections.timeline import timeline
from workflows.aiat.reading import read_command

_AS_LEFT: Final = mark("This is the form as you left it. Go on where you were.")


class Carried(NamedTuple):
    """A command that was carried out, and where its events lie."""

    command: Any
    receipt: Receipt


def carry_out(visit: Visit, form: Form, asked: Mapping[str, Any]) -> Carried | Form:
    """The command that was carried out, or the form as it is to be shown again.

    `asked` names the command and its fields; its id, its actor, its time and the version that it rests on come
    from the visit and the form. A form that was left half filled in is shown again, and not carried out. Call it
    from a screen's function, which runs in a worker thread.
    """
    if visit.posted.one(RESUME):
        return replace(form, refusals=(_AS_LEFT,))
    try:
        command = read_command({**asked, **_envelope(visit, form)})
        carried = Carried(command, execute(visit, command))
    except StaleVersion as stale:
        return refused(form, stale, _meanwhile(visit, asked.get("episode"), stale.expected))
    except Refused as refusal:
        return refused(form, refusal)
    if episode := asked.get("episode"):
        forget_typed(visit, episode, form)
    return carried


def execute(visit: Visit, command: Command) -> Receipt:
    """Hands a command to the engine on the event loop, and waits for its receipt. Raises `Refused`."""
    visit.web.clinic.check_keys()
    return from_thread.run(visit.web.clinic.engine.execute, command)


def _envelope(visit: Visit, form: Form) -> dict[str, Any]:
    fields: dict[str, Any] = {"id": form.command_id, "actor": visit.member.id}
    if form.version is not None:
        fields["expected_version"] = form.version
    if at := form.occurred_at(visit.web.clinic.site.zone):
        fields["occurred_at"] = at
    return fields


def _meanwhile(visit: Visit, episode: str | None, version: int) -> Sequence[str]:
    if episode is None:
        return ()
    records = the_case(visit.web.clinic, episode, Asked(), opened=True).records
    called = names_in(records)
    rows = timeline(records, visit.web.clinic.site.zone, name=lambda person: called.get(person, person))
    return [row.words for row in rows if row.version > version]

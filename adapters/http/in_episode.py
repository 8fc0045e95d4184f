"""What the screens of one episode share: their frame, what may be recorded there, and the words of its entries."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from fastapi.responses import Response

from adapters.asking import Asked, Case
from adapters.http.carrying_out import carry_out
from adapters.http.forms.form import Form
from adapters.http.pages import done, page
from adapters.http.typed import left_in
from adapters.http.visits import Visit
from adapters.http.words.entries import KINDS
from adapters.identity.permissions import writes
from events.corrections import EntryAmended
from events.episode import StageEntered
from events.event import Entry
from workflows.aiat.requirements import pathway_for

Contents = Mapping[int, Mapping[str, Any]]
_AFTER_THE_END: Final = frozenset({"disposition", "summary"})


def episode_page(
    visit: Visit, case: Case, template: str, status: int = 200, *, question: Asked | None = None, **context: Any
) -> Response:
    """A page of the episode. `writable` says of a kind of entry whether the visitor can make one from here.

    `query` follows the address of another page that is to look back in the same way; it is empty for now. `unheeded`:
    a screen that shows nothing but now was asked to look back.
    """
    looking_back = question.banner if question else None
    forms = [one for one in (context.get("form"), *context.get("forms", {}).values()) if isinstance(one, Form)]
    return page(
        visit,
        template,
        status,
        episode=case.facts.episode,
        home=address(case),
        name=visit.web.names.client(case.facts.episode.client),
        writable=lambda what: looking_back is None and may_record(visit, case, what),
        can_write=looking_back is None and writes(visit.member),
        looking_back=looking_back,
        query=_query(visit) if looking_back else "",
        unheeded=question is None and _query(visit) != "?",
        left=[draft.id for form in forms for draft in left_in(visit, case, form)],
        **context,
    )


def _query(visit: Visit) -> str:
    asked = visit.request.query_params
    return "?" + urlencode({name: asked[name] for name in ("as_at", "as_of") if asked.get(name)})


def record_entry(
    visit: Visit, case: Case, form: Form, what: str, to: str, content: Mapping[str, Any]
) -> Response | Form:
    """Records an entry and goes on to `to`; the form again where it was refused."""
    episode = case.facts.episode.id
    outcome = carry_out(visit, form, {"command": "record", "episode": episode, "what": what, "content": content})
    return outcome if isinstance(outcome, Form) else done(visit, to, KINDS[what].recorded)


def address(case: Case) -> str:
    """The address of the episode's own page; those of its screens begin with it."""
    return f"/episodes/{case.facts.episode.id}"


def version_of(case: Case) -> int:
    """The version of the record that a form shown now rests on."""
    return case.records[-1][0].version


def may_record(visit: Visit, case: Case, what: str) -> bool:
    """Whether the visitor can make an entry of this kind: they write, and the stage that opens it was reached."""
    episode, definition = case.facts.episode, pathway_for(case.facts).definition
    opens = definition.opened_by(what)
    if not writes(visit.member) or opens is None or episode.status == "voided":
        return False
    if what in _AFTER_THE_END and episode.end is not None:
        return True
    entered = (step.event.stage for step in episode.steps_of(StageEntered))
    return max((definition.order[stage] for stage in entered), default=0) >= definition.order[opens.name]


def contents(case: Case) -> Contents:
    """What every entry says, by the position of the record that says it; what was erased is None.

    The case must have been read with its personal parts.
    """
    found: dict[int, Mapping[str, Any]] = {}
    for record, event in case.records:
        if isinstance(event, EntryAmended):
            found[record.position] = event.content | (event.personal or {})
        elif isinstance(event, Entry):
            found[record.position] = event.model_dump(mode="json")
    return found

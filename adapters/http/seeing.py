"""What a visitor may see: every look at an episode goes through here, and is kept in the access log."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from adapters.asking import Asked, Case, the_case
from adapters.http.languages import mark
from adapters.http.visits import Forbidden, Visit
from adapters.identity.access_log import Reading
from adapters.identity.permissions import Basis, basis, sight, writes
from engine.projections import Row
from engine.refusals import NotFound
from events.intake import CareTeamAssigned
from workflows.aiat.deciding.rules import episode_stream
from workflows.aiat.episode import Episode

_NOW: Final = Asked()


class Seen(NamedTuple):
    """A row of the caseload that the visitor may see, and why."""

    row: Row
    basis: Basis


def see_episode(
    visit: Visit, episode: str, what: str, question: Asked = _NOW, *, opened: bool = False, to_write: bool = False
) -> Case:
    """The episode as asked, once it is clear that the visitor may see it (or write in it), and noted that they did.

    `what` names the page for the access log. With `opened` the records come with their personal parts.
    Raises `NotFound` and `Forbidden`.
    """
    state: Episode = visit.web.clinic.engine.load(episode_stream(episode)).state
    if not state.exists:
        raise NotFound(mark("There is no such episode."))
    team = state.latest(CareTeamAssigned)
    why = basis(visit.member, team.event.members if team else (), state.stage)
    if why is None:
        raise Forbidden(
            mark("This episode is seen by the care team and by supervisors. A supervisor can add you to the care team.")
        )
    if to_write and not writes(visit.member):
        raise Forbidden(mark("Auditors read and never write."))
    _note(visit, what, why, [state.client])
    return the_case(visit.web.clinic, episode, question, opened=opened)


def may_see(visit: Visit, rows: Iterable[Row]) -> list[Seen]:
    """Those rows of the caseload that the visitor may see."""
    look = sight(visit.member)
    return [Seen(row, why) for row in rows if (why := look(row["care_team"], row["stage"])) is not None]


def in_treatment(rows: Iterable[Row]) -> Iterator[Row]:
    """Those rows of the caseload whose episode has not ended."""
    return (row for row in rows if row["ended_on"] is None)


def note_list(visit: Visit, what: str, shown: Iterable[Seen]) -> None:
    """Keeps in the access log that these rows were on a page: one reading for each reason to see them."""
    by_basis: dict[Basis, list[str]] = {}
    for one in shown:
        by_basis.setdefault(one.basis, []).append(one.row["client"])
    for why, clients in by_basis.items():
        _note(visit, what, why, clients)


def _note(visit: Visit, what: str, why: Basis, clients: list[str]) -> None:
    purpose = "audit" if why == "audit" else "treatment"
    request = visit.request.state.request_id
    visit.web.access_log.note(Reading(visit.member.id, what, purpose, why, clients, request))

"""The list of what somebody left unfinished: questionnaires, summaries, and forms half filled in."""

from typing import NamedTuple

from adapters.drafts import Draft
from adapters.http.assessing.desk import desk_of
from adapters.http.assessing.sheet import from_data
from adapters.http.languages import mark
from adapters.http.seeing import may_see
from adapters.http.typed import is_typed, typed_of
from adapters.http.visits import Visit
from events.instants import to_datetime


class DraftLeft(NamedTuple):
    """A draft on a list: of whom, what it is, how far it is where that can be told, when left, where it goes on."""

    name: str
    title: str
    href: str
    at: str
    answered: int | None = None
    items: int = 0


def drafts_left(visit: Visit, episode: str | None = None) -> list[DraftLeft]:
    """The visitor's drafts, the latest first, of the episodes that they may (still) see, or of one of them."""
    drafts = desk_of(visit.request).drafts
    listed = drafts.list_for(visit.member.id)
    if not listed:
        return []
    seen = {one.row["episode"] for one in may_see(visit, visit.web.caseload.all())}
    shown = [one for one in listed if one.place.episode in seen and episode in {None, one.place.episode}]
    names = visit.web.names.clients({one.place.client for one in shown})
    opened = [draft for one in shown if (draft := drafts.open(visit.member.id, one.id)) is not None]
    return [left for one in opened if (left := _left(visit, one, names[one.place.client])) is not None]


def _left(visit: Visit, draft: Draft, name: str) -> DraftLeft | None:
    at = to_datetime(draft.updated_at, visit.web.clinic.site.zone).isoformat()
    here = f"/episodes/{draft.place.episode}"
    if is_typed(draft.place):
        return DraftLeft(name, typed_of(draft).title, f"{here}/drafts/{draft.id}", at)
    if draft.place.kind == "summary":
        return DraftLeft(name, mark("Discharge summary"), f"{here}/discharge/summary/edit", at)
    if draft.place.kind.startswith("assessment-"):
        sheet = from_data(draft.content)
        about = f"&target={sheet.target}" if sheet.target else ""
        href = f"{here}/assessments/new?form={sheet.form.id}&occasion={sheet.occasion}{about}&draft={draft.id}"
        return DraftLeft(name, sheet.form.title, href, at, len(sheet.answers), len(sheet.form.items))
    return None

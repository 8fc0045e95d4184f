"""The drafts of a questionnaire: what lies kept of it, in this window and in others."""

from datetime import datetime
from typing import Final, NamedTuple

from adapters.asking import Case
from adapters.clinic import Clinic, random_ids
from adapters.drafts import Draft, Place, Saved
from adapters.http.assessing.desk import desk_of
from adapters.http.assessing.sheet import Sheet, from_data
from adapters.http.posted import Posted
from adapters.http.visits import Visit
from adapters.http.words.dates import time_of_day
from events.instants import to_datetime

WINDOW: Final = "_window"
DRAFT: Final = "_draft"
DRAFT_VERSION: Final = "_draft_version"


class Left(NamedTuple):
    """A draft as it is shown: what it holds, and when it was last changed, in the site's time."""

    id: str
    sheet: Sheet
    version: int
    at: datetime


class Kept(NamedTuple):
    """What lies kept of a questionnaire: the draft in this window, if any, and the others of the same person."""

    window: str
    draft: str
    version: str
    sheet: Sheet | None
    at: datetime | None
    others: tuple[Left, ...]


def place_of(visit: Visit, case: Case, sheet: Sheet) -> Place:
    """Where drafts of a sheet lie."""
    return Place(visit.member.id, case.facts.episode.client, case.facts.episode.id, sheet.kind)


def drafted(visit: Visit, place: Place, draft: str, *, is_fresh: bool, is_sent: bool) -> Kept:
    """What is kept: the named draft or else the latest goes on in this window, unless it is begun afresh.

    A form that was sent (`is_sent`) keeps what it holds; its window and draft stay as they were.
    """
    found = [_left(visit, one) for one in desk_of(visit.request).drafts.of_form(place)]
    if is_sent:
        posted = visit.posted
        mine = posted.one(DRAFT)
        others = tuple(one for one in found if one.id != mine)
        return Kept(posted.one(WINDOW) or random_ids(), mine, posted.one(DRAFT_VERSION), None, None, others)
    wanted = None if is_fresh else next((one for one in found if one.id == draft), next(iter(found), None))
    others = tuple(one for one in found if one is not wanted)
    if wanted is None:
        return Kept(random_ids(), "", "", None, None, others)
    return Kept(random_ids(), wanted.id, str(wanted.version), wanted.sheet, wanted.at, others)


def save(visit: Visit, place: Place, sheet: Sheet) -> Saved:
    """Keeps the sheet that was posted. Raises `Invalid` where it is too long to keep."""
    posted = visit.posted
    return desk_of(visit.request).drafts.save(
        place,
        sheet.as_data(),
        window=posted.one(WINDOW) or random_ids(),
        draft=posted.one(DRAFT) or None,
        version=_number(posted),
    )


def kept_at(clinic: Clinic) -> str:
    """Now, as the page tells that something was just kept: the time of day in the site's zone."""
    return time_of_day(to_datetime(clinic.clock(), clinic.site.zone))


def finished(visit: Visit, place: Place) -> None:
    """Removes the draft of what was just recorded; those of other windows stay, for their writer to look at."""
    drafts = desk_of(visit.request).drafts
    mine = visit.posted.one(DRAFT)
    if mine and any(one.id == mine for one in drafts.of_form(place)):
        drafts.delete(visit.member.id, mine)


def _left(visit: Visit, draft: Draft) -> Left:
    at = to_datetime(draft.updated_at, visit.web.clinic.site.zone)
    return Left(draft.id, from_data(draft.content), draft.version, at)


def _number(posted: Posted) -> int | None:
    text = posted.one(DRAFT_VERSION)
    return int(text) if text.isascii() and text.isdigit() else None

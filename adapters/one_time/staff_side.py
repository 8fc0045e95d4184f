"""The staff's side of one-time links: issuing and closing them, and taking over what a client left unfinished."""

import json
import secrets
from typing import Any, Final, Literal, NamedTuple

from sqlalchemy import Select, delete, insert, select

from adapters.drafts import Drafts, Place, Saved
from adapters.one_time.codes import digest, new_code
from adapters.one_time.recording import command_id, content
from adapters.one_time.rows import Rows, hashed, links, range_of
from engine.refusals import Invalid, NotFound, Refused
from events.assessment import Occasion, Target
from events.instants import DAY, HOUR, MINUTE
from workflows.aiat.deciding.rules import CLINICAL, episode_stream, may
from workflows.instruments.errors import InstrumentError, UnknownForm
from workflows.instruments.form import Form, Range, load_form

LASTING: Final = 2 * HOUR
_KEPT: Final = 30 * DAY
"""How long an ended link stays in the list of its episode."""
_RECORDING: Final = MINUTE

State = Literal["waiting", "open", "finished", "expired", "recorded", "revoked", "taken_over"]
"""`finished`: the client is through, and it is not recorded (yet)."""


class Questionnaire(NamedTuple):
    """What a link asks, of the client of one episode. `target` and `response_range` as an assessment has them."""

    episode: str
    form: str
    occasion: Occasion
    target: Target | None = None
    response_range: Range | None = None


class Issued(NamedTuple):
    """A new link, told once: only digests of `token` and `code` are kept. `expires_at` in UTC microseconds."""

    id: str
    token: str
    code: str
    expires_at: int


class Link(NamedTuple):
    """A link as its episode lists it. `answered`: how many items hold an answer, declined ones included."""

    id: str
    asks: Questionnaire
    client: str
    issued_by: str
    issued_at: int
    expires_at: int
    state: State
    answered: int


class Links:
    """Issues and closes the links of a site, and lists them. Who may see the episode is the caller's to check."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def issue(self, asks: Questionnaire, staff: str) -> Issued:
        """A new link. Raises `NotFound` for the episode, `NotAllowed` for the staff, `Invalid` for what is asked."""
        clinic, now = self._rows.clinic, self._rows.clock()
        may(clinic.site, staff, CLINICAL, "ask for an assessment")
        episode = clinic.engine.load(episode_stream(asks.episode)).state
        if not episode.exists:
            raise NotFound(f"there is no episode {asks.episode}", field="episode")
        form = _can_be_asked(asks)
        issued = Issued(secrets.token_hex(16), secrets.token_urlsafe(32), new_code(), now + LASTING)
        with self._rows.writing() as connection:
            connection.execute(delete(links).where(self._rows.here(links), links.c.ended_at < now - _KEPT))
            while connection.execute(self._with_code(issued)).first():
                issued = issued._replace(code=new_code())
            connection.execute(
                insert(links).values(
                    site=self._rows.site,
                    id=issued.id,
                    token=hashed(issued.token),
                    code=_code(self._rows, issued),
                    episode=asks.episode,
                    client=episode.client,
                    form=asks.form,
                    form_version=form.version,
                    occasion=asks.occasion,
                    target=asks.target,
                    response_range=None if asks.response_range is None else json.dumps(asks.response_range),
                    issued_by=staff,
                    issued_at=now,
                    expires_at=issued.expires_at,
                )
            )
        return issued

    def of_episode(self, episode: str) -> list[Link]:
        """The links of an episode, the latest first."""
        return [self._link(row) for row in self._rows.all(links.c.episode == episode)]

    def left_for(self, staff: str) -> list[Link]:
        """The links that somebody issued and that ended, or could not be recorded, with answers left in them."""
        found = self._rows.all((links.c.issued_by == staff) & links.c.answers.is_not(None))
        return [link for link in map(self._link, found) if link.state in ("expired", "finished", "revoked")]

    def revoke(self, episode: str, link: str) -> None:
        """Closes a link of the episode at once; what was entered can be taken over. Again, it changes nothing."""
        if self._row(episode, link).ended_at is None:
            self._rows.change(link, ended_at=self._rows.clock(), ending="revoked")

    def take_over(self, episode: str, link: str, staff: str, drafts: Drafts) -> Saved:
        """Closes a link, and makes a draft of `staff` (kind `assessment`) of what the client had entered.

        Its content: `form`, `occasion`, `answers` by item, and `target` and `response_range` where the link has them.
        Raises `NotFound` where the episode has no such link, or it holds nothing (any more), `Refused` while it is
        being recorded.
        """
        row = self._row(episode, link)
        if row.finished_at is not None and self._rows.clock() - row.finished_at < _RECORDING:
            raise Refused("the client has just finished, and it is being recorded; look again in a minute")
        self.revoke(episode, link)
        if self._rows.clinic.store.find_command(command_id(row)) is not None:
            self._rows.change(link, ending="recorded", answers=None)
        row = self._row(episode, link)
        if row.answers is None:
            raise NotFound("this link holds no answers to go on with; they may be recorded already")
        place = Place(staff, row.client, episode, "assessment")
        saved = drafts.save(place, content(row, self._rows.answers(row)), window=f"one-time-{link}")
        self._rows.change(link, ending="taken_over", answers=None)
        return saved

    def _row(self, episode: str, link: str) -> Any:
        row = self._rows.find((links.c.id == link) & (links.c.episode == episode))
        if row is None or not self._rows.clinic.keys.has(row.client):
            raise NotFound("there is no such link in this episode")
        return row

    def _with_code(self, issued: Issued) -> Select[tuple[str]]:
        return select(links.c.id).where(self._rows.here(links), links.c.code == _code(self._rows, issued))

    def _link(self, row: Any) -> Link:
        return Link(
            id=row.id,
            asks=Questionnaire(row.episode, row.form, row.occasion, row.target, range_of(row)),
            client=row.client,
            issued_by=row.issued_by,
            issued_at=row.issued_at,
            expires_at=row.expires_at,
            state=self._state(row),
            answered=len(self._rows.answers(row)),
        )

    def _state(self, row: Any) -> State:
        if row.ending is not None:
            state: State = row.ending
            return state
        if row.finished_at is not None:
            return "finished"
        if self._rows.clock() >= row.expires_at:
            return "expired"
        return "waiting" if row.sitting is None else "open"


def _can_be_asked(asks: Questionnaire) -> Form:
    """The form, where it can be asked so. Raises `Invalid`."""
    try:
        form = load_form(asks.form)
        form.range_in_force(asks.response_range)
    except UnknownForm as error:
        raise Invalid([f"form: {error}"], field="form") from None
    except InstrumentError as error:
        raise Invalid([f"response_range: {error}"], field="response_range") from None
    if form.targets and asks.target is None:
        raise Invalid([f"target is missing: {form.id} is about one of {', '.join(form.targets)}"], field="target")
    if asks.target is not None and asks.target not in form.targets:
        raise Invalid([f"target does not belong to {form.id}"], field="target")
    return form


def _code(rows: Rows, issued: Issued) -> bytes:
    return digest(rows, issued.code)

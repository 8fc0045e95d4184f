"""The staff's side of one-time links: issuing and closing them, and taking over what a client left unfinished."""

import json
import secrets
from typing import Any, Final, Literal, NamedTuple

from sqlalchemy import delete, insert, select

from adapters.drafts import Drafts, Place, Saved
from adapters.one_time.codes import digest, new_code
from adapters.one_time.recording import command_id, recording
from adapters.one_time.rows import Rows, hashed, links
from engine.keys import KeyErased
from engine.refusals import Invalid, NotFound
from events.assessment import Occasion, Target
from events.instants import DAY, HOUR
from workflows.aiat.deciding.rules import CLINICAL, episode_stream, may
from workflows.instruments.errors import InstrumentError
from workflows.instruments.form import Range, load_form
from workflows.instruments.keying import key_for

LASTING: Final = 2 * HOUR
_KEPT: Final = 30 * DAY
"""How long an ended link stays in the list of its episode."""

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
        version = _can_be_asked(asks)
        issued = Issued(str(secrets.token_hex(16)), secrets.token_urlsafe(32), new_code(), now + LASTING)
        with self._rows.writing() as connection:
            connection.execute(delete(links).where(links.c.ended_at < now - _KEPT))
            while connection.execute(select(links.c.id).where(links.c.code == digest(self._rows, issued.code))).first():
                issued = issued._replace(code=new_code())
            connection.execute(
                insert(links).values(
                    id=issued.id,
                    token=hashed(issued.token),
                    code=digest(self._rows, issued.code),
                    episode=asks.episode,
                    client=episode.client,
                    form=asks.form,
                    form_version=version,
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
        return self._listed(links.c.episode == episode)

    def left_for(self, staff: str) -> list[Link]:
        """The links that somebody issued and that ended unfinished, or could not be recorded, with answers in them."""
        found = self._listed((links.c.issued_by == staff) & links.c.answers.is_not(None))
        return [link for link in found if link.state in ("expired", "finished")]

    def revoke(self, episode: str, link: str) -> None:
        """Closes a link of the episode at once; what was entered goes. Doing it again changes nothing."""
        self._row(episode, link)
        self._rows.end(link, "revoked")

    def take_over(self, episode: str, link: str, staff: str, drafts: Drafts) -> Saved:
        """Closes a link, and makes a draft of `staff` (kind `assessment`) of what the client had entered.

        Its content: `form`, `occasion`, `answers` by item, and `target` and `response_range` where they were given.
        Raises `NotFound` where the episode has no such link, or there is nothing to take over.
        """
        row = self._row(episode, link)
        if self._rows.clinic.store.find_command(command_id(row)) is not None:
            self._rows.end(link, "recorded")
        answers = self._rows.answers(self._row(episode, link))
        if not answers:
            raise NotFound("this link holds no answers to go on with; look whether they are recorded already")
        place = Place(staff, row.client, episode, "assessment")
        saved = drafts.save(place, recording(row, answers), window=f"one-time-{link}")
        self._rows.end(link, "taken_over")
        return saved

    def _row(self, episode: str, link: str) -> Any:
        with self._rows.writing() as connection:
            row = connection.execute(select(links).where(links.c.id == link, links.c.episode == episode)).first()
        if row is None:
            raise NotFound("there is no such link in this episode")
        return row

    def _listed(self, which: Any) -> list[Link]:
        with self._rows.writing() as connection:
            rows = connection.execute(select(links).where(which).order_by(links.c.issued_at.desc(), links.c.id)).all()
        return [self._link(row) for row in rows if self._rows.clinic.keys.has(row.client)]

    def _link(self, row: Any) -> Link:
        asks = Questionnaire(row.episode, row.form, row.occasion, row.target, _range(row))
        answered = len(self._rows.answers(row))
        return Link(
            row.id, asks, row.client, row.issued_by, row.issued_at, row.expires_at, self._state(row), answered
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

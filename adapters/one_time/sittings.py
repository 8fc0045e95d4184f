"""The client's side: a link is opened once, answers are kept as they come, and the whole is recorded at the end."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy import select, update

from adapters.one_time import codes
from adapters.one_time.recording import command_id, recorded_as
from adapters.one_time.refusing import LeftToStaff, LinkEnded, Why
from adapters.one_time.rows import Rows, hashed, links, range_of
from adapters.one_time.staff_side import LASTING
from engine.command import Command
from engine.refusals import Invalid, Refused, TooBusy
from events.assessment import Occasion, Target
from events.envelope import Receipt
from workflows.instruments.form import Form, Range, load_form
from workflows.instruments.keying import key_for

_HOW: Final[Mapping[str, Why]] = {"recorded": "done", "revoked": "closed", "taken_over": "closed"}


class Sitting(NamedTuple):
    """What the tablet shows: one questionnaire, and what was entered so far (None: declined). No name of anybody.

    `client` and `episode` are for looking up language and grounding preferences; they are not shown.
    """

    link: str
    client: str
    episode: str
    form: Form
    response_range: Range
    target: Target | None
    occasion: Occasion
    answers: dict[str, int | None]
    finished: bool
    expires_at: int

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The items without an answer, declined ones left out, in the order of the form."""
        return tuple(item for item in self.form.items if item not in self.answers)


class Sittings:
    """Opens links, keeps answers, records them. `secret` is what the tablet holds in place of the link."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def begin(self, token: str) -> str:
        """Opens a link; the secret of the sitting, which then lasts two hours. Raises `LinkEnded`.

        A link opens once. Until the first answer it may be opened again, in case the reply was lost: the earlier
        sitting ends with that.
        """
        return self._begun(self._rows.find(links.c.token == hashed(token)))

    def begin_by_code(self, code: str, address: str) -> str:
        """Opens the link with this code, typed at this network address. Raises `LinkEnded` and `TooManyCodes`."""
        return self._begun(codes.find(self._rows, code, address))

    def find(self, secret: str) -> Sitting:
        """The sitting as it stands. Raises `LinkEnded`."""
        return self._sitting(self._open(secret))

    def save(self, secret: str, answers: Mapping[str, int | None]) -> Sitting:
        """Keeps these answers beside those entered before. Raises `LinkEnded`, and `Invalid` for what is no answer."""
        row = self._open(secret)
        _are_answers(row, answers)
        with self._rows.writing() as connection:
            row = connection.execute(select(links).where(self._rows.here(links), links.c.id == row.id)).one()
            _is_open(row, self._rows.clock())
            if row.finished_at is not None:
                raise LinkEnded("done")
            kept = self._rows.seal(row, {**self._rows.answers(row), **answers})
            connection.execute(update(links).where(self._rows.here(links), links.c.id == row.id).values(answers=kept))
        return self._sitting(self._rows.find(links.c.id == row.id))

    def submit(self, secret: str, execute: Callable[[Command], Receipt] | None = None) -> Receipt:
        """Records the assessment, once: sent again, it gets the first receipt. Raises `LinkEnded`.

        What has no answer counts as declined. Where it cannot be recorded (the stage was left meanwhile, say) the
        answers stay for staff, and `LeftToStaff` is raised. `execute` carries out the command, else the clinic does.
        """
        row = self._row(secret)
        known = self._rows.clinic.store.find_command(command_id(row))
        if known is None:
            row = self._finished(row)
            command = recorded_as(row, self._rows.answers(row), self._rows.clinic.site)
            try:
                receipt = (execute or self._rows.clinic.execute)(command)
            except TooBusy:
                raise
            except Refused:
                raise LeftToStaff from None
        else:
            receipt = known.receipt
        if row.ending is None:
            self._rows.change(row.id, ended_at=self._rows.clock(), ending="recorded", answers=None)
        return receipt

    def _finished(self, row: Any) -> Any:
        """The row, from now on with its answers as they are: whatever is sent again is the same command."""
        if row.finished_at is None:
            _is_open(row, self._rows.clock())
        now = self._rows.clock()
        with self._rows.writing() as connection:
            open_ = self._rows.here(links) & (links.c.id == row.id) & links.c.ended_at.is_(None)
            connection.execute(update(links).where(open_, links.c.finished_at.is_(None)).values(finished_at=now))
            row = connection.execute(select(links).where(self._rows.here(links), links.c.id == row.id)).one()
        if row.ending is not None:
            raise LinkEnded(_HOW[row.ending])
        return row

    def _begun(self, row: Any) -> str:
        if row is None or not self._rows.clinic.keys.has(row.client):
            raise LinkEnded("unknown")
        now, secret = self._rows.clock(), secrets.token_urlsafe(32)
        with self._rows.writing() as connection:
            row = connection.execute(select(links).where(self._rows.here(links), links.c.id == row.id)).one()
            _is_open(row, now)
            if row.answers is not None or row.finished_at is not None:
                raise LinkEnded("used")
            values = {"sitting": hashed(secret), "expires_at": now + LASTING if row.sitting is None else row.expires_at}
            connection.execute(update(links).where(self._rows.here(links), links.c.id == row.id).values(**values))
        return secret

    def _row(self, secret: str) -> Any:
        row = self._rows.find(links.c.sitting == hashed(secret))
        if row is None or not self._rows.clinic.keys.has(row.client):
            raise LinkEnded("unknown")
        return row

    def _open(self, secret: str) -> Any:
        row = self._row(secret)
        _is_open(row, self._rows.clock())
        return row

    def _sitting(self, row: Any) -> Sitting:
        form = load_form(row.form, row.form_version)
        return Sitting(
            link=row.id,
            client=row.client,
            episode=row.episode,
            form=form,
            response_range=form.range_in_force(range_of(row)),
            target=row.target,
            occasion=row.occasion,
            answers=self._rows.answers(row),
            finished=row.finished_at is not None,
            expires_at=row.expires_at,
        )


def _is_open(row: Any, now: int) -> None:
    if row.ending is not None:
        raise LinkEnded(_HOW[row.ending])
    if now >= row.expires_at:
        raise LinkEnded("expired")


def _are_answers(row: Any, answers: Mapping[str, int | None]) -> None:
    key = key_for(load_form(row.form, row.form_version), range_of(row))
    low, high = key.response_range
    problems = [f"item {item} does not belong to {key.form.id}" for item in answers if item not in key.form.items]
    problems += [
        f"item {item} is answered from {low} to {high}, or declined"
        for item, answer in answers.items()
        if item in key.form.items and answer is not None and (type(answer) is not int or answer not in key.allowed)
    ]
    if problems:
        raise Invalid(problems, field="answers")

"""The endpoints of a site: what each is owed stands in its row, so that nothing can be missed, whatever dies."""

import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    delete,
    insert,
    or_,
    select,
    update,
)

from adapters.sql.database import Database
from adapters.sql.storage import Storage
from adapters.webhooks.retrying import LONGEST, Answer, Verdict
from engine.keys import SITE, Keys, associated_data
from engine.refusals import AlreadyExists, NotFound
from events.instants import SECOND

METADATA: Final = MetaData()

webhooks = Table(
    "webhooks",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),  # see `Target`: a URL may hold a secret, too
    Column("delivered", BigInteger, nullable=False),  # the position that the endpoint was last told
    Column("attempts", Integer, nullable=False),  # that have failed since
    Column("next_attempt_at", BigInteger, nullable=False),
    Column("message", Text),  # the id of the signal that is being delivered, with what it says
    Column("position", BigInteger),
    Column("composed_at", BigInteger),
    Column("disabled", Text),  # why
    Column("recent", Text, nullable=False),  # the last attempts, as JSON
)

CLAIM: Final = 30 * SECOND
"""How long who sends keeps others from sending the same: twice as long as an attempt may take."""
_RECENT: Final = 10


class Target(NamedTuple):
    """Where to send and how to sign. The first secret is the newest; another still signs along after a rotation."""

    url: str
    allow_private: bool
    secrets: tuple[str, ...]


class Owed(NamedTuple):
    """A signal that is to be sent: the same id, its `message`, and content at each attempt."""

    endpoint: str
    message: str
    position: int
    composed_at: int
    delivered: int
    attempts: int


class Endpoint(NamedTuple):
    """An endpoint as it stands. `recent` are its last attempts, the newest first."""

    id: str
    delivered: int
    attempts: int
    next_attempt_at: int
    disabled: str | None
    recent: tuple[Mapping[str, Any], ...]


class Endpoints:
    """The endpoints of a site, on either database. Raises `StoreUnavailable`, `StoreDamaged`, and `NotFound`."""

    def __init__(self, storage: Storage, keys: Keys) -> None:
        self._database = Database(storage, "webhooks", METADATA)
        self._keys = keys

    def add(self, id: str, target: Target) -> None:
        """A new endpoint, which is owed a signal at once: so it is known to work.

        Raises `AlreadyExists` where the URL has one, and `KeysUnusable`.
        """
        fresh = {"delivered": 0, "attempts": 0, "next_attempt_at": 0, "recent": "[]"}
        with self._database.writing() as connection:
            for other, sealed in connection.execute(
                select(webhooks.c.id, webhooks.c.sealed).where(self._database.here(webhooks))
            ):
                if self._opened(other, sealed).url == target.url:
                    raise AlreadyExists(
                        f"{other} is at this URL already; homeport webhook rotate {other} gives it another secret",
                        field="url",
                    )
            values = {"site": self._database.site, "id": id, "sealed": self._seal(id, target), **fresh}
            connection.execute(insert(webhooks).values(values))

    def all(self) -> list[Endpoint]:
        """Every endpoint, by id."""
        names = [webhooks.c[name] for name in Endpoint._fields]
        with self._database.transaction() as connection:
            found = connection.execute(select(*names).where(self._database.here(webhooks)).order_by(webhooks.c.id))
            return [Endpoint(*row)._replace(recent=tuple(json.loads(row.recent))) for row in found]

    def target(self, id: str) -> Target:
        """Where an endpoint is. Raises `KeysUnusable` too."""
        with self._database.transaction() as connection:
            sealed = connection.scalar(select(webhooks.c.sealed).where(self._of(id)))
        if sealed is None:
            raise _unknown()
        return self._opened(id, sealed)

    def retarget(self, id: str, target: Target) -> None:
        """Replaces where an endpoint is, or its secrets."""
        self._update(id, sealed=self._seal(id, target))

    def enable(self, id: str) -> None:
        """Begins anew with an endpoint that was disabled: what it is owed is sent at once."""
        self._update(id, disabled=None, attempts=0, next_attempt_at=0)

    def remove(self, id: str) -> None:
        """Takes an endpoint away."""
        with self._database.transaction() as connection:
            if connection.execute(delete(webhooks).where(self._of(id))).rowcount != 1:
                raise _unknown()

    def due(self, head: int, now: int) -> list[str]:
        """The endpoints that have not heard of the log's head, and whose time has come."""
        with self._database.transaction() as connection:
            query = select(webhooks.c.id).where(self._database.here(webhooks), self._waits(head, now))
            return list(connection.scalars(query.order_by(webhooks.c.next_attempt_at)))

    def claim(self, id: str, head: int, now: int, fresh: str, *, again: bool = False) -> Owed | None:
        """What to send to an endpoint, which nobody else sends for a while; None where nothing is to be sent.

        A signal that was not delivered is sent as it was; else a new one, with `fresh` as its id. `again`: also where
        the endpoint has heard of the head, or waits for another attempt.
        """
        with self._database.writing() as connection:
            waits = webhooks.c.disabled.is_(None) if again else self._waits(head, now)
            row = connection.execute(select(webhooks).where(self._of(id), waits)).first()
            if row is None:
                return None
            signal = (row.message, row.position, row.composed_at) if row.message else (fresh, head, now)
            values: dict[str, Any] = dict(zip(("message", "position", "composed_at"), signal, strict=True))
            connection.execute(update(webhooks).where(self._of(id)).values(values | {"next_attempt_at": now + CLAIM}))
            return Owed(id, **values, delivered=row.delivered, attempts=row.attempts)

    def record(self, owed: Owed, answer: Answer, verdict: Verdict | None, now: int) -> None:
        """Keeps what came of an attempt, unless another process has delivered it; no verdict: it was delivered."""
        with self._database.writing() as connection:
            here = self._of(owed.endpoint) & (webhooks.c.message == owed.message)
            recent = connection.scalar(select(webhooks.c.recent).where(here))
            if recent is None:
                return
            attempt = {"at": now, "position": owed.position, "outcome": answer.outcome, "message": owed.message}
            values: dict[str, Any] = {"recent": json.dumps([attempt, *json.loads(recent)][:_RECENT])}
            if verdict:
                values |= verdict._asdict()
            else:
                done = {"message": None, "position": None, "composed_at": None}
                values |= {"delivered": owed.position, "attempts": 0, "next_attempt_at": 0, **done}
            connection.execute(update(webhooks).where(here).values(values))

    def close(self) -> None:
        """Lets go of the connections."""
        self._database.close()

    def _waits(self, head: int, now: int) -> ColumnElement[bool]:
        at = webhooks.c.next_attempt_at
        return webhooks.c.disabled.is_(None) & (webhooks.c.delivered < head) & or_(at <= now, at > now + LONGEST)

    def _update(self, id: str, **values: Any) -> None:
        with self._database.transaction() as connection:
            if connection.execute(update(webhooks).where(self._of(id)).values(values)).rowcount != 1:
                raise _unknown()

    def _of(self, id: str) -> ColumnElement[bool]:
        return self._database.here(webhooks) & (webhooks.c.id == id)

    def _seal(self, id: str, target: Target) -> bytes:
        return self._keys.seal(SITE, json.dumps(target).encode(), self._bound_to(id))

    def _opened(self, id: str, sealed: bytes) -> Target:
        url, allow_private, secrets = json.loads(self._keys.open(SITE, sealed, self._bound_to(id)))
        return Target(url, allow_private, tuple(secrets))

    def _bound_to(self, id: str) -> bytes:
        return associated_data("webhook", self._database.site, id)


def _unknown() -> NotFound:
    return NotFound("there is no such webhook; homeport webhook list names them", field="id")

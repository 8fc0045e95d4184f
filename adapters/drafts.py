"""Drafts: what somebody typed and has not submitted yet. Rows that change, outside the log: keystrokes are not events.

What was typed lies sealed under the client's key, bound to
its place, and cannot be read once that key is erased. A draft is its writer's own: nobody else is shown it.
"""

import json
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)

from adapters.sql.database import Database
from adapters.sql.storage import Storage
from engine.keys import KeyErased, Keys, associated_data
from engine.refusals import Invalid

Content = Mapping[str, Any]
"""The fields of a form as they were typed: plain data."""
LONGEST: Final = 200_000
"""Bytes of a draft's content."""

METADATA: Final = MetaData()
_drafts = Table(
    "drafts",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("staff", Text, nullable=False),
    Column("client", Text, nullable=False),
    Column("episode", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("window", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("drafts_by_staff", "site", "staff", "episode", "kind"),
)


class Place(NamedTuple):
    """Where a draft belongs: whose it is, about which client and episode, for which form (`kind`: a code, no words)."""

    staff: str
    client: str
    episode: str
    kind: str


class Listed(NamedTuple):
    """A draft without its content. `updated_at` in UTC microseconds."""

    id: str
    place: Place
    version: int
    updated_at: int


class Draft(NamedTuple):
    """A draft with what was typed."""

    id: str
    place: Place
    version: int
    updated_at: int
    content: dict[str, Any]


class Saved(NamedTuple):
    """Where something typed now lies. `beside`: the writer's other drafts of the same form, to be shown with this."""

    id: str
    version: int
    beside: tuple[str, ...]


class Drafts:
    """The drafts of a site. `clock` gives UTC microseconds. Raises `StoreUnavailable` and `StoreDamaged`."""

    def __init__(self, storage: Storage, keys: Keys, clock: Callable[[], int]) -> None:
        self._database = Database(storage, "drafts", METADATA)
        self._keys = keys
        self._clock = clock

    def save(
        self, place: Place, content: Content, *, window: str, draft: str | None = None, version: int | None = None
    ) -> Saved:
        """Keeps what was typed in a `window` (an opaque word that each opened form has for itself).

        `draft` and `version` are those that the window last knew. Where another window has changed that draft
        meanwhile, or it is gone, what was typed here is kept as a draft of its own: neither overwrites the other. A
        window whose answer was lost saves again with what it last knew, and still has one draft. Raises `Invalid` for
        more than `LONGEST` bytes, `KeyErased` for an erased client.
        """
        plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        if len(plain) > LONGEST:
            raise Invalid([f"this is too long to keep: at most {LONGEST // 1000} kB"])
        now = self._clock()
        mine = (_drafts.c.staff == place.staff) & (_drafts.c.episode == place.episode) & (_drafts.c.kind == place.kind)
        with self._database.writing() as connection:  # two windows must not both find the same version
            rows = {row.id: row for row in connection.execute(select(_drafts).where(self._here, mine))}
            row = _to_replace(rows, window, draft, version)
            if row is not None:
                changes = {"window": window, "version": row.version + 1, "updated_at": now}
                sealed = self._seal(place, row.id, plain)
                connection.execute(
                    update(_drafts).where(self._here, _drafts.c.id == row.id).values(**changes, sealed=sealed)
                )
                return Saved(row.id, row.version + 1, _but(rows, row.id))
            made = str(uuid.uuid4())
            connection.execute(
                insert(_drafts).values(
                    **place._asdict(),
                    site=self._database.site,
                    id=made,
                    window=window,
                    version=1,
                    updated_at=now,
                    sealed=self._seal(place, made, plain),
                )
            )
            return Saved(made, 1, _but(rows, made))

    def list_for(self, staff: str) -> list[Listed]:
        """Somebody's drafts, the latest first; those of erased clients are left out."""
        query = (
            select(_drafts)
            .where(self._here, _drafts.c.staff == staff)
            .order_by(_drafts.c.updated_at.desc(), _drafts.c.id)
        )
        with self._database.transaction() as connection:
            rows = connection.execute(query).all()
        return [Listed(row.id, _place(row), row.version, row.updated_at) for row in rows if self._keys.has(row.client)]

    def of_form(self, place: Place) -> list[Draft]:
        """The drafts of one form by one writer, the latest first: usually none or one, two where two windows wrote."""
        listed = [one for one in self.list_for(place.staff) if one.place == place]
        return [draft for one in listed if (draft := self.open(place.staff, one.id)) is not None]

    def open(self, staff: str, draft: str) -> Draft | None:
        """A draft of theirs; None where they have none of that id, or the client's key is erased."""
        with self._database.transaction() as connection:
            row = connection.execute(
                select(_drafts).where(self._here, _drafts.c.id == draft, _drafts.c.staff == staff)
            ).first()
        if row is None:
            return None
        place = _place(row)
        try:
            plain = self._keys.open(place.client, row.sealed, self._bound_to(place, row.id))
        except KeyErased:
            return None
        return Draft(row.id, place, row.version, row.updated_at, json.loads(plain))

    def delete(self, staff: str, draft: str) -> None:
        """Removes a draft of theirs, once submitted or given up. Doing it again changes nothing."""
        with self._database.transaction() as connection:
            connection.execute(delete(_drafts).where(self._here, _drafts.c.id == draft, _drafts.c.staff == staff))

    def forget_client(self, client: str) -> None:
        """Removes every draft about a client, whosever it is: what goes with erasing their key."""
        with self._database.transaction() as connection:
            connection.execute(delete(_drafts).where(self._here, _drafts.c.client == client))

    def close(self) -> None:
        """Lets go of the connections."""
        self._database.close()

    @property
    def _here(self) -> ColumnElement[bool]:
        return self._database.here(_drafts)

    def _seal(self, place: Place, draft: str, plain: bytes) -> bytes:
        return self._keys.seal(place.client, plain, self._bound_to(place, draft))

    def _bound_to(self, place: Place, draft: str) -> bytes:
        return associated_data("draft", self._database.site, draft, *place)


def _to_replace(rows: Mapping[str, Any], window: str, draft: str | None, version: int | None) -> Any:
    """The row that this window wrote, or that nobody has changed since the window read it."""
    mine = next((row for row in rows.values() if row.window == window), None)
    if mine is not None:
        return mine
    row = rows.get(draft or "")
    return row if row is not None and row.version == version else None


def _place(row: Any) -> Place:
    return Place(row.staff, row.client, row.episode, row.kind)


def _but(rows: Mapping[str, Any], draft: str) -> tuple[str, ...]:
    return tuple(sorted(set(rows) - {draft}))

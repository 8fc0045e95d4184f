"""The smallest view: which books are lent. It can be given a bug."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from engine.folding import Fold
from engine.projections import Row
from events.envelope import Recorded
from events.store import EventStore


class LentBooks:
    """One row a book that is lent; a book on its shelf has none."""

    name = "lent_books"

    def __init__(self) -> None:
        self.bug: Callable[[str, Fold], None] = nothing_wrong
        """Called with each row that is worked out; raises what it likes."""

    def touched(self, record: Recorded, fold: Fold) -> Iterable[str]:
        return (record.stream,)

    def row(self, key: str, fold: Fold) -> Row | None:
        self.bug(key, fold)
        book = fold(key)
        return {"book": book.id} if book.stage == "lent" else None

    def every(self, log: EventStore, until: int) -> None:
        return None

    def streams(self, key: str, begun: Mapping[str, Any]) -> tuple[str, ...]:
        return (key,)


class Bug(Exception):
    """What a projector with a bug raises. Its words must go nowhere."""


def cannot_read(book: str, stage: str, *, card_shown: bool = True) -> Callable[[str, Fold], None]:
    """A bug that shows once a book whose card was shown is at a stage."""

    def fail(key: str, fold: Fold) -> None:
        state = fold(key)
        if (state.id, state.stage, state.card_shown) == (book, stage, card_shown):
            raise Bug("lent to Ada Synthetic")

    return fail


def nothing_wrong(key: str, fold: Fold) -> None:
    """The bug is fixed."""

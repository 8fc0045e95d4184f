"""The smallest view: which books are lent. It can be given a bug."""

from collections.abc import Callable, Iterable

from engine.folding import Fold
from engine.projections import Row
from events.envelope import Recorded


class LentBooks:
    """One row a book that is lent; a book on its shelf has none."""

    name = "lent_books"

    def __init__(self) -> None:
        self.bug: Callable[[str, Fold], None] = lambda key, fold: None
        """Called with each row that is worked out; raises what it likes."""

    def touched(self, record: Recorded, fold: Fold) -> Iterable[str]:
        return (record.stream,)

    def row(self, key: str, fold: Fold) -> Row | None:
        self.bug(key, fold)
        book = fold(key)
        return {"book": book.id} if book.stage == "lent" else None

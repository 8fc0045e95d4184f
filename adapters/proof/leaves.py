"""The leaves of a log, read in order."""

from collections.abc import Iterable, Iterator

from events.envelope import Recorded
from events.leaf import leaf
from events.store import StoreDamaged


class Missing(StoreDamaged):
    """The log has a hole."""

    def __init__(self, position: int) -> None:
        super().__init__(f"the log has no event at position {position}, and later ones")
        self.position = position


def leaves(records: Iterable[Recorded], after: int = 0) -> Iterator[bytes]:
    """The leaf of each record; raises `Missing` where they are not those at `after` + 1, `after` + 2 …"""
    for position, record in enumerate(records, after + 1):
        if record.position != position:
            raise Missing(position)
        yield leaf(record)

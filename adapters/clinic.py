"""A site opened: log, keys, engine and views, in one process.

Its folder holds `site.json` (which log) and `keys/keyring.json`. All else lies in SQLite files beside them, with no
server, or in a PostgreSQL database that sites share.
"""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from uuid_utils import uuid7

from adapters.keys.file_keys import FileKeys, FreshKey
from adapters.keys.key_table import WrappedKeys
from adapters.sql.opening import open_store
from adapters.sql.storage import Storage
from adapters.telemetry.correlating import current
from engine.command import Command
from engine.engine import Engine
from engine.keys import KeysUnusable
from engine.refusals import AlreadyExists, NotFound
from events.envelope import Receipt
from events.event import Event
from events.store import EventStore, StoreDamaged, StoreUnavailable
from workflows.aiat.commands import FoundSite
from workflows.aiat.domain import Aiat
from workflows.aiat.reading import read
from workflows.aiat.site import STREAM, Site

if TYPE_CHECKING:
    from adapters.sql.seals import Seals
    from adapters.sql.views import Views
    from adapters.webhooks.endpoints import Endpoints

Clock = Callable[[], int]
_SETTINGS = "site.json"
MOVED = "before-the-move"
"""Where the files of a site lie once it was moved to PostgreSQL."""
_FOUNDER = "set-up"
"""The actor of a site's first event: nobody is on the staff yet."""


def system_clock() -> int:
    """Now, in UTC microseconds."""
    return time.time_ns() // 1_000


def random_ids() -> str:
    """A fresh UUIDv7."""
    return str(uuid7())


class Clinic:
    """An open site. Use it as a context manager, so that its files are let go of."""

    def __init__(
        self,
        folder: Path,
        *,
        database: str | None = None,
        founding: bool = False,
        clock: Clock = system_clock,
        event_ids: Callable[[], str] = random_ids,
        cached_streams: int = 2_000,
        fresh_key: FreshKey | None = None,
        observed: bool = False,
        even_damaged: bool = False,
    ) -> None:
        """Opens the site of `folder`, which lies there or in the PostgreSQL at the address `database`.

        Servers and workers have it `observed`: logged, measured and traced.

        Unless `founding`, the database has to hold it already. Raises `NotFound` where there is none,
        `StoreUnavailable`, `StoreDamaged` and `KeysUnusable`. A log whose end is missing is refused, unless what is
        left is to be looked at `even_damaged`: then `damage` says what is wrong with it.
        """
        self.folder = folder
        self.clock = clock
        self.observed = observed
        site = _site_in(folder)
        self.storage = Storage(site, database or folder)
        if database is None and not (folder / "log.db").exists() and (folder / MOVED).exists():
            raise StoreUnavailable(
                f"the site of {folder} was moved to PostgreSQL; set HOMEPORT_DATABASE_URL to where it lies"
            )
        if database and (folder / "log.db").exists():  # what a move has copied so far must not be taken for the site
            raise StoreUnavailable(
                f"the site of {folder} still lies in its files: move it with homeport migrate --from sqlite:{folder}, "
                "again if that was interrupted, or unset HOMEPORT_DATABASE_URL to use the files"
            )
        self.store: EventStore = open_store(database or folder / "log.db", site, clock)
        self.damage = ""
        try:
            if database and not founding and not self.store.head().position:
                raise _not_there(site)
            try:
                self.store.check_whole()
            except StoreDamaged as error:
                if not even_damaged:
                    raise
                self.damage = str(error)
            self.keys = _open_keys(folder, self.storage, fresh_key)
        except BaseException:
            self.store.close()
            raise
        made = Engine
        if observed:
            from adapters.telemetry import observed as seen  # noqa: PLC0415  # 600 ms that no single command needs

            self.store, made = seen.observed(self.store), seen.ObservedEngine
        self.engine = made(
            Aiat(),
            self.store,
            self.keys,
            clock=clock,
            event_ids=event_ids,
            cached_streams=cached_streams,
            conversation=current,
        )

    @classmethod
    def found(
        cls,
        folder: Path,
        *,
        site: str,
        name: str,
        time_zone: str,
        synthetic: bool = False,
        database: str | None = None,
        command_id: str | None = None,
        clock: Clock = system_clock,
        event_ids: Callable[[], str] = random_ids,
        fresh_key: FreshKey | None = None,
    ) -> "Clinic":
        """Makes a new site, all of it or nothing, and opens it. Its folder is empty or not there yet.

        Raises `AlreadyExists`, `Invalid` and `StoreUnavailable`.
        """
        if (folder / _SETTINGS).exists():
            raise AlreadyExists(f"{folder} holds a site already; name another folder with --data")
        try:
            if folder.exists() and any(folder.iterdir()):
                raise AlreadyExists(f"{folder} is not empty; name another folder with --data")
            folder.parent.mkdir(parents=True, exist_ok=True)
            making = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        except OSError as error:
            raise _unwritable(folder, error) from None
        try:
            _make_files(making, Storage(site, database or making), fresh_key)
            with cls(making, database=database, founding=True, clock=clock, event_ids=event_ids) as clinic:
                if clinic.store.head().position:
                    raise AlreadyExists(f"the database holds a site {site} already; name another with --site")
                founding = {
                    "id": command_id or event_ids(),
                    "actor": _FOUNDER,
                    "site": site,
                    "name": name,
                    "time_zone": time_zone,
                    "synthetic": synthetic,
                    "key_check": clinic.keys.check_value(),
                }
                clinic.execute(read(FoundSite, founding))
            making.rename(folder)
        except OSError as error:
            raise _unwritable(folder, error) from None
        finally:
            shutil.rmtree(making, ignore_errors=True)
        return cls(folder, database=database, clock=clock, event_ids=event_ids)

    def execute(self, command: Command) -> Receipt:
        """Carries out a command. Raises `Refused`."""
        self.check_keys()
        return self.engine.execute_now(command)

    @property
    def site(self) -> Site:
        """The site as it stands."""
        site: Site = self.engine.load(STREAM).state
        return site

    def check_keys(self) -> None:
        """Raises `KeysUnusable` where the key ring is not the one that this log was sealed with."""
        if self._keys_checked:
            return
        expected = self.site.key_check
        if expected and expected != self.keys.check_value():
            raise KeysUnusable(
                f"the key ring in {self.folder / 'keys'} is not the one of this site; "
                "put back the keys that were backed up with this log"
            )
        self._keys_checked = bool(expected)

    _keys_checked = False

    @cached_property
    def views(self) -> "Views":
        """The stored views."""
        from adapters.sql.views import Views  # noqa: PLC0415  # 150 ms that few commands need

        return Views(self.storage)

    @cached_property
    def seals(self) -> "Seals":
        """How far the log is sealed."""
        from adapters.sql.seals import Seals  # noqa: PLC0415  # as above

        return Seals(self.storage)

    @cached_property
    def webhooks(self) -> "Endpoints":
        """Who is told that the log has advanced."""
        from adapters.webhooks.endpoints import Endpoints  # noqa: PLC0415  # as above

        return Endpoints(self.storage, self.keys)

    def opened(self, stream: str) -> list[tuple[Any, Event]]:
        """Every record of a stream with its event, personal parts opened where their key still exists."""
        self.check_keys()
        return list(self.engine.opened(stream))

    def close(self) -> None:
        """Lets go of the files."""
        self.engine.close()
        self.store.close()
        self.keys.close()
        for name in ("views", "seals", "webhooks"):
            if name in self.__dict__:
                getattr(self, name).close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _make_files(folder: Path, storage: Storage, fresh_key: FreshKey | None) -> None:
    if isinstance(storage.location, Path):
        from adapters.sql.migrate import migrate  # noqa: PLC0415  # 300 ms that only a new site needs

        migrate(folder / "log.db")
    (folder / "keys").mkdir(mode=0o700)
    FileKeys.create(folder / "keys", fresh_key, table=_key_table(storage)).close()
    (folder / _SETTINGS).write_text(json.dumps({"site": storage.site, "format": 1}) + "\n")
    (folder / _SETTINGS).chmod(0o600)


def _open_keys(folder: Path, storage: Storage, fresh_key: FreshKey | None) -> FileKeys:
    table = _key_table(storage)
    try:
        return FileKeys(folder / "keys", fresh_key, table=table)
    except BaseException:
        if table is not None:
            table.close()
        raise


def _key_table(storage: Storage) -> WrappedKeys | None:
    if isinstance(storage.location, Path):
        return None
    from adapters.keys.postgres_key_table import PostgresKeyTable  # noqa: PLC0415  # what a site in files does without

    return PostgresKeyTable(storage.location, storage.site)


def _not_there(site: str) -> NotFound:
    return NotFound(
        f"the database that HOMEPORT_DATABASE_URL names holds no site {site}; name the one that it lies in, or "
        "restore that from a dump"
    )


def _unwritable(folder: Path, error: OSError) -> StoreUnavailable:
    return StoreUnavailable(
        f"{folder} cannot be written ({os.strerror(error.errno or 0)}); name a folder you may write to with --data"
    )


def _site_in(folder: Path) -> str:
    path = folder / _SETTINGS
    try:
        settings = json.loads(path.read_bytes())
        return str(settings["site"])
    except FileNotFoundError:
        if folder.name == MOVED:
            raise StoreUnavailable(
                f"{folder} holds the old files of a site that was moved to PostgreSQL, out of use; name the site's "
                f"folder with --data {folder.parent}"
            ) from None
        if any((folder / name).exists() for name in ("log.db", "keys/keyring.json")):
            raise StoreDamaged(
                f"{path} is missing, though what belongs to a site lies beside it; restore it from a backup"
            ) from None
        raise NotFound(
            f"there is no site in {folder}; make one with homeport site init, or name its folder with --data"
        ) from None
    except NotADirectoryError:
        raise NotFound(f"there is no site in {folder}, which is a file; name the site's folder with --data") from None
    except OSError as error:
        raise StoreUnavailable(
            f"{path} cannot be read ({os.strerror(error.errno or 0)}); see that you may read it"
        ) from None
    except (ValueError, KeyError, TypeError):
        raise StoreDamaged(f"{path} does not name a site; restore it from a backup") from None

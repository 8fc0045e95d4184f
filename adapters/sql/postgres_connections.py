"""Opens connections to a log's PostgreSQL database, and says in plain words what went wrong with one."""

from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.types.numeric import Int8BinaryDumper

from events.store import StoreDamaged, StoreError, StoreUnavailable

Connection = psycopg.Connection[tuple[Any, ...]]

# Unless the address says otherwise. A machine that is gone is noticed in half a minute, whatever is waited for.
_DEFAULTS: Final = {
    "connect_timeout": 5,  # seconds
    "keepalives_idle": 10,  # seconds of silence before the other side is asked whether it is there
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,  # milliseconds
    "application_name": "homeport",
    "client_encoding": "utf8",
}

# What an append relies on, whatever the defaults of the server, the database or the role are: that it sees what was
# committed while it waited for its turn, and that a commit is on the disk when it is answered. And what reading relies
# on: each of our statements has an index that gives rows in order, and a plan made while a year was empty is kept. To
# plan a page of a stream anew each time took four times as long as to read it.
_SETTINGS: Final = """
SELECT set_config('default_transaction_isolation', 'read committed', false),
       set_config('enable_seqscan', 'off', false), set_config('enable_sort', 'off', false),
       set_config('plan_cache_mode', 'force_generic_plan', false),
       CASE current_setting('synchronous_commit') WHEN 'off' THEN set_config('synchronous_commit', 'on', false) END
"""


def connect(url: str) -> Connection:
    """A connection that commits each statement by itself. Raises `psycopg.Error`, and `StoreUnavailable` for a bad URL.

    `url` is that of libpq, `postgresql://USER@HOST:PORT/DATABASE?OPTION=VALUE`; a password is better kept in its
    password file.
    """
    connection = psycopg.connect(**{**_DEFAULTS, **_options(url)}, autocommit=True)
    try:
        # One size for every number: what is prepared does not depend on how large they happen to be.
        connection.adapters.register_dumper(int, Int8BinaryDumper)
        connection.execute(_SETTINGS)
    except BaseException:
        connection.close()
        raise
    return connection


def place(url: str) -> str:
    """Where a database lies, for people to read: neither user nor password. Raises `StoreUnavailable` for a bad URL."""
    options = _options(url)
    host = options.get("host") or options.get("hostaddr") or "localhost"
    port = f":{options['port']}" if "port" in options else ""
    return f"PostgreSQL at {host}{port}/{options.get('dbname', '')}"


def _options(url: str) -> dict[str, Any]:
    try:
        options = conninfo_to_dict(url.replace("postgresql+psycopg:", "postgresql:", 1))
    except psycopg.Error:
        # its text may quote a password
        options = None
    if options is None or "@" in str(options.get("host", ""))[1:]:  # the end of a password that has an @ in it
        raise StoreUnavailable(
            "The address of the database cannot be read: write it as postgresql://USER@HOST:PORT/DATABASE, "
            "with %40 for an @ in a password"
        )
    return options


def lost(error: psycopg.Error, connection: Connection) -> bool:
    """Whether a connection failed, not what was asked of it."""
    return connection.closed or (error.sqlstate or "")[:3] == "57P"


def closed(where: str) -> StoreUnavailable:
    """What to say where a store is used after `close`."""
    return StoreUnavailable(f"The log in {where} was closed: open it again")


def explained(error: psycopg.Error, where: str) -> StoreError:
    """What a failure of PostgreSQL means to a person. The server's own text is left out: it may quote a row."""
    state = error.sqlstate or ""
    match state[:2], state:
        case ("", _) if isinstance(error, psycopg.OperationalError):
            return _unreachable(error, where)
        case ("08" | "57", _) if state != "57014":
            return StoreUnavailable(f"The connection to {where} was cut: see that the server runs, then try again")
        case _, "53100":
            return StoreUnavailable(f"The disk under {where} is full: make room, then try again")
        case _, "25006":
            return StoreUnavailable(f"{where} can only be read: give the address of the server that takes changes")
        case _, "HP001":  # of the trigger on `logs`
            return half_a_log(where)
        case _, "42501":
            return StoreUnavailable(
                f"The role may not do this in {where}: name the owner of the tables to migrate or move a site, else "
                "give the role its rights with homeport database role"
            )
        case _, "3F000" | "42P01":
            return StoreDamaged(
                f"{where} is damaged (tables of Homeport are missing): restore it from a backup, and its keys too, "
                "which are in a dump of their own"
            )
        case ("53", _):
            return StoreUnavailable(f"{where} has no memory or connections to spare: try again")
        case ("40", _) | (_, "55P03" | "57014"):
            return StoreUnavailable(f"{where} was kept busy for too long: try again")
        case _:
            return StoreDamaged(f"{where} is damaged ({type(error).__name__}): restore it from a backup")


def half_a_log(where: str) -> StoreUnavailable:
    """What to say where a log was not copied to its end."""
    return StoreUnavailable(
        f"This site is not all in {where} yet, its move was interrupted or is under way: run homeport migrate again "
        "where its files lie"
    )


def _unreachable(error: psycopg.Error, where: str) -> StoreUnavailable:
    if "FATAL:" in str(error):  # the server answered
        return StoreUnavailable(
            f"{where} refuses a connection: see that the server has started and takes more connections, that database "
            "and role exist, and that the password is right"
        )
    return StoreUnavailable(f"{where} cannot be reached: see that the server runs and that the address is right")

"""The prepared SQL of the SQLite log, each statement by name."""

from functools import cache
from typing import Final

_COLUMNS: Final = (
    "position, stream, version, event_id, type, schema_version, occurred_at, occurred_offset, recorded_at, "
    "actor, command_id, correlation_id, causation_id, data, sealed"
)
"""In the order of `events.envelope.Recorded`."""

HEAD: Final = "SELECT position, recorded_at FROM events WHERE log = ? ORDER BY position DESC LIMIT 1"

REACHED: Final = (
    "SELECT coalesce((SELECT max(position) FROM events WHERE log = ?1), 0), "
    "coalesce((SELECT sum(version) FROM streams WHERE log = ?1), 0)"
)
"""Where the events of a log end, and how many its streams have counted: the same, unless rows were taken away."""

COMMAND: Final = "SELECT position, events, recorded_at, versions, digest FROM commands WHERE log = ? AND command_id = ?"

# Everything a verdict needs, in one statement. Rows are told apart by their first column:
#   h, position, recorded_at            the head of the log (no row: it is empty)
#   c, ..., command_id                  a command of the batch that was accepted before
#   s, version, ..., stream             a stream of the batch that exists
_LOOK_UP: Final = """
SELECT 'h', position, recorded_at, NULL, NULL, NULL, NULL
FROM (SELECT position, recorded_at FROM events WHERE log = ?1 ORDER BY position DESC LIMIT 1)
UNION ALL
SELECT 'c', position, events, recorded_at, versions, digest, command_id
FROM commands WHERE log = ?1 AND command_id {commands}
UNION ALL
SELECT 's', version, NULL, NULL, NULL, NULL, stream
FROM streams WHERE log = ?1 AND stream {streams}
"""
_AND_STREAM: Final = """UNION ALL
SELECT 's', version, NULL, NULL, NULL, NULL, stream
FROM streams WHERE log = ?1 AND stream = ?{place}
"""


@cache
def look_up_one(streams: int) -> str:
    """For one append that names so many streams: parameters are the log, the command id, the streams."""
    first = _LOOK_UP.format(commands="= ?2", streams="= ?3")
    # IN with a list of values was measured at a third more.
    return first + "".join(_AND_STREAM.format(place=3 + further) for further in range(1, streams))


LOOK_UP_MANY: Final = _LOOK_UP.format(
    commands="IN (SELECT value FROM json_each(?2))", streams="IN (SELECT value FROM json_each(?3))"
)
"""For a batch: parameters are the log, and JSON arrays of command ids and of streams."""

INSERT_EVENT: Final = f"INSERT INTO events (log, {_COLUMNS}) VALUES ({', '.join('?' * 16)})"  # noqa: S608  # constants only

INSERT_COMMAND: Final = (
    "INSERT INTO commands (log, command_id, digest, position, events, recorded_at, versions) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)


@cache
def read_stream(backward: bool) -> str:
    """A page of a stream.

    Parameters: the log, the stream, the versions below and above it (both left out), the limit.
    """
    order = "DESC" if backward else "ASC"
    return (
        f"SELECT {_COLUMNS} FROM events "  # noqa: S608  # constants only
        "WHERE log = ? AND stream = ? AND version > ? AND version < ? "
        f"ORDER BY version {order} LIMIT ?"
    )


@cache
def news(streams: int) -> str:
    """What is new in so many streams. Parameters: the log, then for each stream its name and the version below."""
    one = f"SELECT {_COLUMNS} FROM events WHERE log = ?1 AND stream = ?{{}} AND version > ?{{}}"  # noqa: S608
    return " UNION ALL ".join(one.format(2 * place, 2 * place + 1) for place in range(1, streams + 1))


@cache
def read_log(types: int, categories: int, backward: bool) -> str:
    """A page of the log, filtered by so many types and categories; none means all.

    Parameters: the log, the positions below and above it (both left out), the types, the categories, the limit.
    """
    conditions = "log = ? AND position > ? AND position < ?"
    if types:
        conditions += f" AND type IN ({', '.join('?' * types)})"
    if categories:
        conditions += f" AND substr(stream, 1, instr(stream || '-', '-') - 1) IN ({', '.join('?' * categories)})"
    order = "DESC" if backward else "ASC"
    return (
        f"SELECT {_COLUMNS} FROM events WHERE {conditions} "  # noqa: S608  # constants and question marks only
        f"ORDER BY position {order} LIMIT ?"
    )

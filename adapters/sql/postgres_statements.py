"""The prepared SQL of the PostgreSQL log, each statement by name. `%b` is a parameter in binary form."""

from functools import cache
from typing import Final

_COLUMNS: Final = (
    "position, stream, version, event_id, type, schema_version, occurred_at, occurred_offset, recorded_at, "
    "actor, command_id, correlation_id, causation_id, data, sealed"
)
"""In the order of `events.envelope.Recorded`."""

HEAD: Final = "SELECT position, recorded_at FROM commands WHERE log = %b ORDER BY position DESC LIMIT 1"

ARRIVING: Final = "SELECT FROM arriving_logs WHERE log = %b"

IS_WHOLE: Final = """
WITH head AS (SELECT position, recorded_at FROM commands WHERE log = %(log)b ORDER BY position DESC LIMIT 1)
SELECT (SELECT position FROM events WHERE log = %(log)b ORDER BY position LIMIT 1) = 1
   AND (SELECT position FROM events WHERE log = %(log)b ORDER BY position DESC LIMIT 1) = head.position
   AND NOT EXISTS (
         SELECT FROM generate_series(2027, extract(year FROM to_timestamp(head.recorded_at / 1000000)
                                                       AT TIME ZONE 'UTC')::integer) year,
                     CAST(extract(epoch FROM make_timestamptz(year, 1, 1, 0, 0, 0, 'UTC')) * 1000000 AS bigint) began,
             LATERAL (SELECT position FROM events
                       WHERE log = %(log)b AND recorded_at < began ORDER BY position DESC LIMIT 1) before,
             LATERAL (SELECT position FROM events
                       WHERE log = %(log)b AND recorded_at >= began ORDER BY position LIMIT 1) since
          WHERE since.position <> before.position + 1)
  FROM head
"""
"""Whether the first event of a log is there, the last, and those on both sides of each turn of a year. No row where the
log is empty."""

CUT_OFF: Final = """
WITH head AS (SELECT position, recorded_at FROM commands WHERE log = %(log)b ORDER BY position DESC LIMIT 1),
     last AS (SELECT coalesce(max(position), 0) AS position FROM events WHERE log = %(log)b),
     year AS (SELECT extract(year FROM to_timestamp(recorded_at / 1000000) AT TIME ZONE 'UTC')::integer AS ad FROM head)
SELECT head.position, last.position
  FROM head, last, year,
       pg_inherits
 WHERE last.position < head.position
   AND inhparent = 'events'::regclass
   AND inhrelid = to_regclass(CASE WHEN ad < 2027 THEN 'events_before_2027' ELSE 'events_' || ad END)
"""
"""How many events of a log were recorded, and where it ends, if it ends early though the year of the last is attached:
then somebody took events away, and no year is elsewhere."""

COMMAND: Final = (
    "SELECT position, events, recorded_at, versions, digest FROM commands WHERE log = %b AND command_id = %b"
)

_APPEND_TYPES: Final = (
    "text, text[], bytea[], text[], text[], text[], bigint[], "
    "bigint[], text[], bigint[], "
    "bigint[], text[], text[], bigint[], bigint[], bigint[], bytea[], bytea[]"
)

APPEND: Final = (
    "SELECT command_id, verdict, position, events, recorded_at, versions, digest, stream, actual "  # noqa: S608  # constants only
    f"FROM append_events({', '.join(f'%b::{name}' for name in _APPEND_TYPES.split(', '))})"
)
"""Parameters are those of the function, which `migrations/r0001_postgres.sql` makes and explains."""


@cache
def read_stream(backward: bool) -> str:
    """A page of a stream.

    Parameters: the log, the stream, the versions below and above it (both left out), the limit.
    """
    order = "DESC" if backward else "ASC"
    return (
        f"SELECT {_COLUMNS} FROM events "  # noqa: S608  # constants only
        "WHERE log = %b AND stream = %b AND version > %b AND version < %b "
        f"ORDER BY version {order} LIMIT %b"
    )


NEWS: Final = (
    f"SELECT {_COLUMNS} FROM unnest(%b::text[], %b::bigint[]) asked (name, seen), "  # noqa: S608  # constants only
    f"LATERAL (SELECT {_COLUMNS} FROM events WHERE log = %b AND stream = name AND version > seen "
    "ORDER BY version OFFSET 0) new"  # OFFSET 0: each stream is looked up by itself, however the planner reckons
)
"""What is new in some streams. Parameters: their names, the versions below, the log."""


@cache
def read_log(types: bool, categories: bool, backward: bool) -> str:
    """A page of the log, filtered by type or category of stream where these are so.

    Parameters: the log, the positions below and above it (both left out), the list of types, that of categories,
    the limit.
    """
    conditions = "log = %b AND position > %b AND position < %b"
    if types:
        conditions += " AND type = ANY (%b)"
    if categories:
        conditions += " AND split_part(stream, '-', 1) = ANY (%b)"
    order = "DESC" if backward else "ASC"
    return (
        f"SELECT {_COLUMNS} FROM events WHERE {conditions} "  # noqa: S608  # constants and marks only
        f"ORDER BY position {order} LIMIT %b"
    )

"""What holds of every log, as queries that SQLite and PostgreSQL both understand: each counts what is wrong.

`{of}` is where a query is held to one log among several, such as `WHERE log = 'site-1'`.
"""

from typing import Final

REACH: Final = "SELECT count(*), min(position), max(position) FROM events {of}"
"""How many events there are, and their first and last positions: positions run from 1 without a hole."""

BACKWARD: Final = """
SELECT count(*) FROM (SELECT recorded_at < lag(recorded_at) OVER (ORDER BY position) AS earlier FROM events {of}) AS e
WHERE earlier
"""
"""Events that were recorded before the one in front of them."""

STREAMS: Final = """
WITH found AS (
    SELECT log, stream, count(*) AS events, min(version) AS first, max(version) AS last FROM events {of}
    GROUP BY log, stream
),
kept AS (SELECT * FROM streams {of})
SELECT (
    SELECT count(*) FROM found LEFT JOIN kept USING (log, stream)
    WHERE coalesce(kept.version, 0) <> found.last OR found.first <> 1 OR found.events <> found.last
) + (SELECT count(*) FROM kept) - (SELECT count(*) FROM found JOIN kept USING (log, stream))
"""
"""Streams that have holes, or do not stand where their events end."""

RECEIPTS: Final = """
WITH found AS (
    SELECT log, command_id, count(*) AS events, min(position) AS first, max(position) AS last FROM events {of}
    GROUP BY log, command_id
),
kept AS (SELECT * FROM commands {of})
SELECT (
    SELECT count(*) FROM found LEFT JOIN kept USING (log, command_id)
    WHERE coalesce(kept.position, 0) <> found.last OR coalesce(kept.events, 0) <> found.events
       OR found.last - found.first + 1 <> found.events
) + (SELECT count(*) FROM kept) - (SELECT count(*) FROM found JOIN kept USING (log, command_id))
"""
"""Commands whose receipt is not what was appended."""

WITHOUT_HOLE: Final = "positions go from {} to {}, but there are {} events"
IN_ORDER: Final = "events recorded before the one in front of them: {}"
STREAMS_STAND: Final = "streams that have holes, or do not stand where their events end: {}"
RECEIPTS_FIT: Final = "commands whose receipt is not what was appended: {}"

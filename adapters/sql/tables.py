"""The tables of the log, for whoever reads it through SQLAlchemy. Times are UTC microseconds.

`streams` and `commands` hold what is unique in a log; `events` is keyed by log and position alone, so that it can
be partitioned by them.
"""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint

metadata = MetaData()

streams = Table(
    "streams",
    metadata,
    Column("log", Text, primary_key=True),
    Column("stream", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""How far each stream reaches."""

commands = Table(
    "commands",
    metadata,
    Column("log", Text, primary_key=True),
    Column("command_id", Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("events", Integer, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Column("versions", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""The receipt of every accepted command; `versions` is a JSON object of stream to version."""

events = Table(
    "events",
    metadata,
    Column("log", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("stream", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("schema_version", Integer, nullable=False),
    Column("occurred_at", BigInteger, nullable=False),
    Column("occurred_offset", Integer, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("command_id", Text, nullable=False),
    Column("correlation_id", Text, nullable=False),
    Column("causation_id", Text),
    Column("data", LargeBinary, nullable=False),
    Column("sealed", LargeBinary),
    UniqueConstraint("log", "stream", "version", name="events_by_stream"),
)
"""The log itself. The database refuses to change, delete or replace a row."""

"""The log: streams, commands, events, and the triggers that keep them append-only."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

POSTGRES = Path(__file__).parents[1] / "r0001_postgres.sql"
SQLITE_TRIGGERS = (
    # REPLACE deletes rows without firing DELETE triggers, so an insert is held to the next free place; a rowid
    # given by hand (it reads -1 where it is not) could still replace a row elsewhere.
    """
    CREATE TRIGGER events_take_the_next_place BEFORE INSERT ON events
    WHEN NEW.position <> (SELECT coalesce(max(position), 0) + 1 FROM events WHERE log = NEW.log)
      OR NEW.version <> (
        SELECT coalesce(max(version), 0) + 1 FROM events WHERE log = NEW.log AND stream = NEW.stream
      )
      OR EXISTS (SELECT 1 FROM events WHERE rowid = NEW.rowid)
    BEGIN SELECT RAISE(ABORT, 'an event takes the next position of its log and version of its stream'); END
    """,
    """
    CREATE TRIGGER events_are_not_updated BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
    """,
    """
    CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
    """,
    """
    CREATE TRIGGER commands_are_not_replaced BEFORE INSERT ON commands
    WHEN EXISTS (SELECT 1 FROM commands WHERE log = NEW.log AND command_id = NEW.command_id)
    BEGIN SELECT RAISE(ABORT, 'commands are append-only'); END
    """,
    """
    CREATE TRIGGER commands_are_not_updated BEFORE UPDATE ON commands
    BEGIN SELECT RAISE(ABORT, 'commands are append-only'); END
    """,
    """
    CREATE TRIGGER commands_are_not_deleted BEFORE DELETE ON commands
    BEGIN SELECT RAISE(ABORT, 'commands are append-only'); END
    """,
    # Inside the insert, so that an append stays at three statements.
    """
    CREATE TRIGGER a_first_event_opens_its_stream AFTER INSERT ON events WHEN NEW.version = 1
    BEGIN INSERT INTO streams (log, stream, version) VALUES (NEW.log, NEW.stream, 1); END
    """,
    """
    CREATE TRIGGER a_later_event_moves_its_stream AFTER INSERT ON events WHEN NEW.version > 1
    BEGIN UPDATE streams SET version = NEW.version WHERE log = NEW.log AND stream = NEW.stream; END
    """,
)


def upgrade() -> None:
    """Makes the tables, the triggers, and on PostgreSQL the function to append with."""
    op.create_table(
        "streams",
        sa.Column("log", sa.Text, primary_key=True),
        sa.Column("stream", sa.Text, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "commands",
        sa.Column("log", sa.Text, primary_key=True),
        sa.Column("command_id", sa.Text, primary_key=True),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("events", sa.Integer, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("versions", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    # With a rowid: without one, SQLite stores rows of more than about 1 kB in pages of their own (measured:
    # twice the file at 1.4 kB an event).
    bound = op.get_bind()
    postgres = bound.dialect.name == "postgresql"
    # A key of a partitioned table holds what it is partitioned by; `append_events` sees to it that positions and
    # versions are unique without it.
    and_year = ["recorded_at"] if postgres else []
    op.create_table(
        "events",
        sa.Column("log", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("schema_version", sa.Integer, nullable=False),
        sa.Column("occurred_at", sa.BigInteger, nullable=False),
        sa.Column("occurred_offset", sa.Integer, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("command_id", sa.Text, nullable=False),
        sa.Column("correlation_id", sa.Text, nullable=False),
        sa.Column("causation_id", sa.Text),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary),
        sa.PrimaryKeyConstraint("log", "position", *and_year),
        sa.UniqueConstraint("log", "stream", "version", *and_year, name="events_by_stream"),
        postgresql_partition_by="RANGE (recorded_at)",
    )
    if not postgres:
        for trigger in SQLITE_TRIGGERS:
            op.execute(trigger)
    else:
        schema = bound.scalar(sa.text("SELECT quote_ident(current_schema())"))
        # By the driver itself, which takes many statements at once and leaves `%` and `:` alone.
        bound.connection.cursor().execute(POSTGRES.read_text().replace("{schema}", schema))

"""The tables that readers keep: rows of views, how far each has come, what is set aside, and who may run which.

They are made anew from the log where they are lost, but for the drops: an event that was dropped is parked again.
"""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text

METADATA: Final = MetaData()

generations = Table(
    "view_generations",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("view", Text, primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("revision", BigInteger, nullable=False, server_default="0"),
)
live = Table(
    "live_views",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("view", Text, primary_key=True),
    Column("generation", Integer, nullable=False),
    Column("previous", Integer),
)
rows = Table(
    "view_rows",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("view", Text, primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("row", Text, nullable=False),
    Column("due_at", BigInteger),
    Index("view_rows_by_due_at", "site", "view", "generation", "due_at"),
)
set_aside = Table(
    "set_aside_events",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("view", Text, primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("stream", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("dropped_by", Text),
    Column("dropped_for", Text),
    Column("dropped_at", BigInteger),
)
leases = Table(
    "leases",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("reader", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
)

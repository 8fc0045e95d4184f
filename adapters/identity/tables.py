"""The tables of `identity.db`. Times are UTC microseconds."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text

METADATA: Final = MetaData()

accounts = Table(
    "accounts",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("staff", Text, nullable=False, unique=True),
    Column("password", Text, nullable=False),  # Argon2id, with its salt and costs
    Column("must_change", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)
sessions = Table(
    "sessions",
    METADATA,
    Column("token", LargeBinary, primary_key=True),  # SHA-256 of what the browser holds
    Column("account", Text, ForeignKey("accounts.name"), nullable=False, index=True),
    Column("begun_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("confirmed_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("notice", Text),
)
attempts = Table(
    "attempts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("account", LargeBinary, nullable=False),  # SHA-256: people type passwords into the wrong field
    Column("address", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("attempts_by_account", "account", "at"),
    Index("attempts_by_address", "address", "at"),
)

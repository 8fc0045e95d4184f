"""The tables of accounts, sessions and attempts to sign in. Times are UTC microseconds."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

METADATA: Final = MetaData()

accounts = Table(
    "accounts",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("staff", Text, nullable=False),
    Column("password", Text, nullable=False),  # Argon2id, with its salt and costs
    Column("must_change", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("site", "staff", name="accounts_by_staff"),
)
sessions = Table(
    "sessions",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("token", LargeBinary, primary_key=True),  # SHA-256 of what the browser holds
    Column("account", Text, nullable=False),
    Column("begun_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("confirmed_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("notice", Text),
    ForeignKeyConstraint(["site", "account"], ["accounts.site", "accounts.name"], name="sessions_of_an_account"),
    Index("sessions_by_account", "site", "account"),
)
attempts = Table(
    "attempts",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("account", LargeBinary, nullable=False),  # SHA-256: people type passwords into the wrong field
    Column("address", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("attempts_by_account", "site", "account", "at"),
    Index("attempts_by_address", "site", "address", "at"),
)

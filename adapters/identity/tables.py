"""The tables of accounts, what binds them to a provider, sessions and attempts. Times are UTC microseconds."""

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
    Column("password", Text, nullable=False),  # Argon2id, with its salt and costs; empty: none
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
bindings = Table(
    "bindings",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("kind", Text, nullable=False),  # subject or email
    Column("claim", LargeBinary, nullable=False),  # SHA-256 of issuer, kind and value
    Column("bound_at", BigInteger, nullable=False),
    ForeignKeyConstraint(["site", "account"], ["accounts.site", "accounts.name"], name="bindings_of_an_account"),
    UniqueConstraint("site", "claim", name="bindings_by_claim"),
)
departures = Table(
    "departures",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("state", LargeBinary, primary_key=True),  # SHA-256 of what the provider hands back
    Column("account", Text),  # whoever is signed in already, and is to prove it is them
    Column("next", Text, nullable=False),
    Column("kept", Text),  # a form that was sent after its session had ended, sealed
    Column("left_at", BigInteger, nullable=False),
    Column("back_at", BigInteger),
)

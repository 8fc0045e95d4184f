"""What readers keep for many processes, on PostgreSQL: set-aside events, the generation before, and leases."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the tables and columns."""
    if op.get_bind().dialect.name == "sqlite":
        return
    op.add_column("view_generations", sa.Column("revision", sa.BigInteger, nullable=False, server_default="0"))
    op.add_column("live_views", sa.Column("previous", sa.Integer))
    op.create_table(
        "set_aside_events",
        _id("site", primary_key=True),
        _id("view", primary_key=True),
        sa.Column("generation", sa.Integer, primary_key=True),
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("dropped_by", sa.Text),
        sa.Column("dropped_for", sa.Text),
        sa.Column("dropped_at", sa.BigInteger),
    )
    op.create_table(
        "leases",
        _id("site", primary_key=True),
        _id("reader", primary_key=True),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("epoch", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
    )


def _id(name: str, *, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(collation="C"), primary_key=primary_key, nullable=False)

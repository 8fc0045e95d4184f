"""Endpoints that hear when a site's log has advanced, on PostgreSQL."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Makes the table."""
    if op.get_bind().dialect.name == "sqlite":
        return
    op.create_table(
        "webhooks",
        sa.Column("site", sa.Text(collation="C"), primary_key=True, nullable=False),
        sa.Column("id", sa.Text(collation="C"), primary_key=True, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("delivered", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_attempt_at", sa.BigInteger, nullable=False),
        sa.Column("message", sa.Text),
        sa.Column("position", sa.BigInteger),
        sa.Column("composed_at", sa.BigInteger),
        sa.Column("disabled", sa.Text),
        sa.Column("recent", sa.Text, nullable=False),
    )

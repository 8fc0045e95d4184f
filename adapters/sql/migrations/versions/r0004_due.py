"""When something in a row of a view falls due, so that a sweep finds it without reading the others; on PostgreSQL."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Makes the column and its index."""
    if op.get_bind().dialect.name == "sqlite":
        return
    op.add_column("view_rows", sa.Column("due_at", sa.BigInteger))
    op.create_index("view_rows_by_due_at", "view_rows", ["site", "view", "generation", "due_at"])

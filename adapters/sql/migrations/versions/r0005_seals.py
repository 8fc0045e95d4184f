"""How far each site's log is sealed, on PostgreSQL."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Makes the table."""
    if op.get_bind().dialect.name == "sqlite":
        return
    op.create_table(
        "seals",
        sa.Column("site", sa.Text(collation="C"), primary_key=True, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("peaks", sa.LargeBinary, nullable=False),
        sa.Column("verifier", sa.Text, nullable=False),
    )

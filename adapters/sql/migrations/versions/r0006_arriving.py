"""Logs that are on their way here from files, which nobody takes for whole before they are; on PostgreSQL."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

# Whoever appends to a log makes its row in `logs` where there is none. A log that arrives has none until it is whole:
# so nobody appends to half of one, and an append to any other pays nothing for that.
REFUSING = """
CREATE FUNCTION refuse_half_a_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM arriving_logs WHERE log = NEW.log) THEN
    RAISE EXCEPTION 'this log is not whole yet' USING ERRCODE = 'HP001';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER is_whole BEFORE INSERT ON logs FOR EACH ROW EXECUTE FUNCTION refuse_half_a_log();
"""


def upgrade() -> None:
    """Makes the table, and what refuses the row in `logs` to those in it."""
    if op.get_bind().dialect.name == "sqlite":
        return
    op.create_table(
        "arriving_logs",
        sa.Column("log", sa.Text(collation="C"), primary_key=True, nullable=False),
    )
    op.execute(REFUSING)

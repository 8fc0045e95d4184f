"""What a site keeps beside its log, on PostgreSQL: on SQLite these tables lie in files of their own.

Times are UTC microseconds. Ids are compared byte by byte, as on SQLite.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes the tables."""
    if op.get_bind().dialect.name == "sqlite":
        return
    _views()
    _identity()
    _access_log()
    _drafts()
    _one_time()
    _wording()
    _keys()


def _views() -> None:
    op.create_table(
        "view_generations",
        _id("site", primary_key=True),
        _id("view", primary_key=True),
        sa.Column("generation", sa.Integer, primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "live_views",
        _id("site", primary_key=True),
        _id("view", primary_key=True),
        sa.Column("generation", sa.Integer, nullable=False),
    )
    op.create_table(
        "view_rows",
        _id("site", primary_key=True),
        _id("view", primary_key=True),
        sa.Column("generation", sa.Integer, primary_key=True),
        _id("key", primary_key=True),
        sa.Column("row", sa.Text, nullable=False),
    )


def _identity() -> None:
    op.create_table(
        "accounts",
        _id("site", primary_key=True),
        _id("name", primary_key=True),
        _id("staff"),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("must_change", sa.Boolean, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("site", "staff", name="accounts_by_staff"),
    )
    op.create_table(
        "sessions",
        _id("site", primary_key=True),
        sa.Column("token", sa.LargeBinary, primary_key=True),
        _id("account"),
        sa.Column("begun_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.Column("confirmed_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("notice", sa.Text),
        sa.ForeignKeyConstraint(["site", "account"], ["accounts.site", "accounts.name"], name="sessions_of_an_account"),
        sa.Index("sessions_by_account", "site", "account"),
    )
    op.create_table(
        "attempts",
        _id("site", primary_key=True),
        _id("id", primary_key=True),
        sa.Column("account", sa.LargeBinary, nullable=False),
        _id("address"),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Index("attempts_by_account", "site", "account", "at"),
        sa.Index("attempts_by_address", "site", "address", "at"),
    )
    op.create_table(
        "bindings",
        _id("site", primary_key=True),
        _id("account", primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("claim", sa.LargeBinary, nullable=False),
        sa.Column("bound_at", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["site", "account"], ["accounts.site", "accounts.name"], name="bindings_of_an_account"),
        sa.UniqueConstraint("site", "claim", name="bindings_by_claim"),
    )
    op.create_table(
        "departures",
        _id("site", primary_key=True),
        sa.Column("state", sa.LargeBinary, primary_key=True),
        sa.Column("account", sa.Text(collation="C")),
        sa.Column("next", sa.Text, nullable=False),
        sa.Column("kept", sa.Text),
        sa.Column("left_at", sa.BigInteger, nullable=False),
        sa.Column("back_at", sa.BigInteger),
    )


def _access_log() -> None:
    op.create_table(
        "readings",
        _id("site", primary_key=True),
        _id("id", primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("staff", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("request", sa.Text, nullable=False),
    )
    op.create_table(
        "clients_read",
        _id("site", primary_key=True),
        _id("client", primary_key=True),
        _id("reading", primary_key=True),
        sa.ForeignKeyConstraint(["site", "reading"], ["readings.site", "readings.id"], name="clients_of_a_reading"),
    )
    op.execute("SELECT make_append_only('readings'), make_append_only('clients_read')")


def _drafts() -> None:
    op.create_table(
        "drafts",
        _id("site", primary_key=True),
        _id("id", primary_key=True),
        _id("staff"),
        _id("client"),
        _id("episode"),
        _id("kind"),
        sa.Column("window", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Index("drafts_by_staff", "site", "staff", "episode", "kind"),
    )


def _one_time() -> None:
    op.create_table(
        "one_time_links",
        _id("site", primary_key=True),
        _id("id", primary_key=True),
        sa.Column("token", sa.LargeBinary, nullable=False),
        sa.Column("code", sa.LargeBinary, nullable=False),
        sa.Column("sitting", sa.LargeBinary),
        _id("episode"),
        _id("client"),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("form_version", sa.Integer, nullable=False),
        sa.Column("occasion", sa.Text, nullable=False),
        sa.Column("target", sa.Text),
        sa.Column("response_range", sa.Text),
        sa.Column("issued_by", sa.Text, nullable=False),
        sa.Column("issued_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("answers", sa.LargeBinary),
        sa.Column("finished_at", sa.BigInteger),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("ending", sa.Text),
        sa.UniqueConstraint("site", "token", name="one_time_links_by_token"),
        sa.UniqueConstraint("site", "sitting", name="one_time_links_by_sitting"),
        sa.Index("one_time_links_by_code", "site", "code"),
        sa.Index("one_time_links_by_episode", "site", "episode"),
    )
    op.create_table(
        "one_time_tries",
        _id("site", primary_key=True),
        _id("id", primary_key=True),
        _id("address"),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Index("one_time_tries_by_address", "site", "address", "at"),
    )


def _wording() -> None:
    op.create_table(
        "wording",
        _id("site", primary_key=True),
        _id("form", primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        _id("language", primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
    )


def _keys() -> None:
    op.execute("CREATE SCHEMA keys")
    op.create_table(
        "wrapped",
        _id("site", primary_key=True),
        _id("subject", primary_key=True),
        sa.Column("wrapped", sa.LargeBinary),  # none: erased, for ever
        schema="keys",
    )
    op.execute("CREATE INDEX erased ON keys.wrapped (site) WHERE wrapped IS NULL")
    op.execute(
        """
        CREATE FUNCTION keys.refuse_another_key() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'a key is never replaced' USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER keys_are_not_replaced BEFORE UPDATE ON keys.wrapped FOR EACH ROW "
        "WHEN (NEW.wrapped IS NOT NULL) EXECUTE FUNCTION keys.refuse_another_key()"
    )


def _id(name: str, *, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(collation="C"), primary_key=primary_key, nullable=False)

"""The role that an application works under: it adds to the logs, changes what may change, and can do nothing else."""

import psycopg
from psycopg.sql import SQL, Identifier

from adapters.sql.postgres_connections import connect, explained, place
from adapters.sql.postgres_schema import check_current
from events.store import StoreUnavailable

_EXISTS = "SELECT 1 FROM pg_roles WHERE rolname = %s"
_MAY_GRANT = "SELECT 1 FROM pg_class WHERE oid = 'events'::regclass AND pg_has_role(relowner, 'USAGE')"
_IS_ABOVE = """
SELECT 1 FROM pg_class, pg_roles
 WHERE pg_class.oid = 'events'::regclass AND rolname = %s AND (rolsuper OR pg_has_role(rolname, relowner, 'USAGE'))
"""
_GRANTS = (
    SQL("GRANT USAGE ON SCHEMA {schema} TO {role}"),
    SQL("GRANT SELECT ON logs, arriving_logs, streams, commands, events, alembic_version TO {role}"),
    # It inserts with the rights of its owner: the role needs none on the tables, and so can insert nothing that is
    # not the next position of its log.
    SQL("GRANT EXECUTE ON FUNCTION append_events TO {role}"),
    SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON view_generations, live_views, view_rows TO {role}"),
    SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON set_aside_events, leases, seals, webhooks TO {role}"),
    SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON accounts, sessions, attempts, bindings, departures TO {role}"),
    SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON drafts, one_time_links, one_time_tries, wording TO {role}"),
    SQL("GRANT SELECT, INSERT ON readings, clients_read TO {role}"),
    SQL("GRANT USAGE ON SCHEMA keys TO {role}"),
    SQL("GRANT SELECT, INSERT, UPDATE (wrapped) ON keys.wrapped TO {role}"),
)


def make_application_role(url: str, role: str) -> bool:
    """Gives a role the rights of an application in a migrated database; makes the role where there is none.

    True where it was made.

    `url` is that of the owner of the tables. A new role may log in but has no password: give it one with
    the `password` command of psql, which lets no log see it. Raises `StoreUnavailable`, also where the database has yet
    to be migrated, `url` is not of the owner, or the role is above all rights, and `StoreDamaged`.
    """
    try:
        with connect(url) as connection:
            check_current(connection, place(url))
            if not connection.execute(_MAY_GRANT).fetchone():
                raise psycopg.errors.InsufficientPrivilege  # the server would warn, and grant nothing
            if connection.execute(_IS_ABOVE, (role,)).fetchone():
                raise StoreUnavailable(
                    f"{role} owns the tables in {place(url)} or is a superuser, from whom nothing can be kept: name "
                    "another role, which is made where there is none"
                )
            with connection.transaction():
                is_new = not connection.execute(_EXISTS, (role,)).fetchone()
                if is_new:
                    connection.execute(SQL("CREATE ROLE {} LOGIN").format(Identifier(role)))
                row = connection.execute("SELECT current_schema()").fetchone()
                schema = Identifier(row[0] if row else "public")
                for grant in _GRANTS:
                    connection.execute(grant.format(schema=schema, role=Identifier(role)))
                return is_new
    except psycopg.Error as error:
        raise explained(error, place(url)) from None

"""Fresh databases on a PostgreSQL server, one a test."""

from urllib.parse import quote, urlsplit, urlunsplit
from uuid import uuid4

import psycopg

from adapters.sql.postgres_migrate import migrate_postgres
from adapters.sql.postgres_roles import make_application_role


class Databases:
    """Makes databases on the server at `url`, whose role may make databases and roles, and become any of them."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._made: list[str] = []
        self._template = ""
        self.application = f"homeport_test_{uuid4().hex}"
        """A role with the rights of an application in every migrated database."""

    def empty(self) -> str:
        """The address of a new database with nothing in it."""
        return self._make()

    def migrated(self) -> str:
        """The address of a new database that holds an empty log."""
        if not self._template:
            url = self.empty()
            migrate_postgres(url)
            make_application_role(url, self.application)
            self._template = self._made[-1]
        return self._make(f"TEMPLATE {self._template} STRATEGY file_copy")  # takes less long than migrating

    def as_application(self, url: str) -> str:
        """The same address, for whoever has no other rights than an application's."""
        return with_setting(url, "role", self.application)

    def execute(self, statement: str) -> None:
        """Does something to the server."""
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(statement.encode())

    def drop(self, url: str) -> None:
        """Takes a database away, whoever is connected still."""
        name = urlsplit(url).path[1:]
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")
        self._made.remove(name)

    def drop_all(self) -> None:
        """Takes everything away that was made."""
        for name in self._made.copy():
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")
        self.execute(f"DROP ROLE IF EXISTS {self.application}")

    def _make(self, like: str = "") -> str:
        name = f"homeport_test_{uuid4().hex}"
        self.execute(f"CREATE DATABASE {name} {like}")
        self._made.append(name)
        return urlunsplit(urlsplit(self._url)._replace(path=f"/{name}"))


def with_setting(url: str, name: str, value: str) -> str:
    """The same address, with a setting of the server made for whoever connects through it."""
    separator = "&" if urlsplit(url).query else "?"
    return f"{url}{separator}options={quote(f'-c {name}={value}')}"

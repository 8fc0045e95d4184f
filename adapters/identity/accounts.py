"""Accounts: with which name a member of staff signs in."""

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.exc import IntegrityError

from adapters.identity.tables import accounts
from adapters.sql.database import Database
from engine.refusals import AlreadyExists, Invalid, NotFound

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{1,63}")


class Account(NamedTuple):
    """An account. `must_change`: its password was set by somebody else."""

    name: str
    staff: str
    must_change: bool
    active: bool
    created_at: int
    has_password: bool


class Accounts:
    """The accounts of a site. `clock` gives UTC microseconds; passwords come in hashed, `""` for none."""

    def __init__(self, database: Database, clock: Callable[[], int]) -> None:
        self._database = database
        self._clock = clock

    def add(self, name: str, staff: str, password: str, *, must_change: bool = True) -> Account:
        """A new account. Raises `Invalid` for its name, `AlreadyExists` where name or staff has one."""
        if not _NAME.fullmatch(name):
            raise Invalid(["name may hold small letters, digits and _ . - only, from 2 to 64"], field="name")
        account = Account(name, staff, must_change, active=True, created_at=self._clock(), has_password=bool(password))
        with self._database.transaction() as connection:
            try:
                values = {name: value for name, value in account._asdict().items() if name in accounts.c}
                connection.execute(insert(accounts).values(site=self._database.site, **values, password=password))
            except IntegrityError:
                raise AlreadyExists(
                    f"there is an account {name} already, or {staff} has another one", field="name"
                ) from None
        return account

    def find(self, name: str) -> tuple[Account, str] | None:
        """The account with its hashed password; None where there is none of that name."""
        with self._database.transaction() as connection:
            row = connection.execute(select(accounts).where(self._named(name))).first()
        return None if row is None else (account_of(row), row.password)

    def all(self) -> list[Account]:
        """Every account, by name."""
        with self._database.transaction() as connection:
            query = select(accounts).where(self._database.here(accounts)).order_by(accounts.c.name)
            return [account_of(row) for row in connection.execute(query)]

    def set_password(self, name: str, password: str, *, must_change: bool) -> None:
        """Another password. Raises `NotFound`."""
        self._update(name, password=password, must_change=must_change)

    def set_active(self, name: str, active: bool) -> None:
        """Lets an account in, or no longer. Raises `NotFound`."""
        self._update(name, active=active)

    def _update(self, name: str, **values: Any) -> None:
        with self._database.transaction() as connection:
            if connection.execute(update(accounts).where(self._named(name)).values(**values)).rowcount != 1:
                raise NotFound(f"there is no account {name}; homeport user list names them", field="name")

    def _named(self, name: str) -> ColumnElement[bool]:
        return self._database.here(accounts) & (accounts.c.name == name)


def account_of(row: Any) -> Account:
    """The account that a row of its table is."""
    return Account(row.name, row.staff, row.must_change, row.active, row.created_at, bool(row.password))

"""Bindings: which account somebody comes in with whom a provider vouches for. Only administrators make them.

Kept as digests of issuer, kind and value: the file names nobody's subject or address.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Final, Literal

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from adapters.identity.tables import accounts, bindings
from adapters.sql.database import Database
from engine.refusals import AlreadyExists, Invalid, NotFound

Kind = Literal["subject", "email"]
_LONGEST: Final = 255


class Bindings:
    """The bindings of a site's accounts, one each. `clock` gives UTC microseconds."""

    def __init__(self, database: Database, clock: Callable[[], int]) -> None:
        self._database = database
        self._clock = clock

    def bind(self, account: str, issuer: str, kind: Kind, value: str) -> None:
        """Whoever this issuer says this of comes in with this account, instead of any other bound to it before.

        Raises `NotFound`, `AlreadyExists` where it leads to another account, and `Invalid`.
        """
        if not value.strip() or len(value) > _LONGEST or (kind == "email" and "@" not in value):
            raise Invalid([f"{kind} is to be as the provider spells it, of at most {_LONGEST} characters"], field=kind)
        claim = {"kind": kind, "claim": _claim(issuer, kind, value), "bound_at": self._clock()}
        with self._database.transaction() as connection:
            named = self._database.here(accounts) & (accounts.c.name == account)
            if connection.scalar(select(accounts.c.name).where(named)) is None:
                raise NotFound(f"there is no account {account}; homeport user list names them", field="name")
            try:
                made = self._database.upsert(bindings).values(site=self._database.site, account=account, **claim)
                connection.execute(made.on_conflict_do_update(index_elements=["site", "account"], set_=claim))
            except IntegrityError:
                raise AlreadyExists(f"this {kind} leads to another account already", field=kind) from None

    def unbind(self, account: str) -> None:
        """Nobody comes in with this account through the provider any more."""
        with self._database.transaction() as connection:
            connection.execute(delete(bindings).where(self._database.here(bindings), bindings.c.account == account))

    def kinds(self) -> Mapping[str, Kind]:
        """By what each account that is bound is bound."""
        with self._database.transaction() as connection:
            query = select(bindings).where(self._database.here(bindings))
            return {row.account: row.kind for row in connection.execute(query)}

    def account_of(self, issuer: str, subject: str, email: str | None) -> str | None:
        """The account that somebody is bound to; None without one. `email` is an address that the issuer verified.

        An address finds its account once: from then on it is bound by subject, which is never given to somebody else.
        """
        here, of_subject = self._database.here(bindings), _claim(issuer, "subject", subject)
        with self._database.writing() as connection:
            found: str | None = connection.scalar(
                select(bindings.c.account).where(here, bindings.c.claim == of_subject)
            )
            if found is None and email is not None:
                by_email = here & (bindings.c.claim == _claim(issuer, "email", email))
                found = connection.scalar(select(bindings.c.account).where(by_email))
                connection.execute(update(bindings).where(by_email).values(kind="subject", claim=of_subject))
        return found


def _claim(issuer: str, kind: Kind, value: str) -> bytes:
    spelt = value.strip().casefold() if kind == "email" else value
    return hashlib.sha256(json.dumps([issuer, kind, spelt]).encode()).digest()

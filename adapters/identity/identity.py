"""The identities of a site: signing in, confirming, changing a password."""

from collections.abc import Callable

from adapters.identity.accounts import Account, Accounts
from adapters.identity.attempts import Attempts
from adapters.identity.passwords import acceptable, hash_password, matches
from adapters.identity.sessions import Session, Sessions
from adapters.identity.tables import METADATA
from adapters.sql.database import Database
from adapters.sql.storage import Storage
from engine.refusals import Refused


class WrongSignIn(Refused):
    """Name and password do not belong together, or the account is disabled; which, is not told."""

    code = "wrong_sign_in"

    def __init__(self) -> None:
        super().__init__("this name and password do not belong together")


class Identity:
    """Accounts, sessions and attempts. `clock` gives UTC microseconds. Methods that take a password are slow."""

    def __init__(self, storage: Storage, clock: Callable[[], int]) -> None:
        self._database = Database(storage, "identity", METADATA)
        self.accounts = Accounts(self._database, clock)
        self.sessions = Sessions(self._database, clock)
        self._attempts = Attempts(self._database, clock)

    def add(self, name: str, staff: str, password: str, *, must_change: bool = True) -> Account:
        """A new account. Raises `Invalid` and `AlreadyExists`."""
        acceptable(password, name)
        return self.accounts.add(name, staff, hash_password(password), must_change=must_change)

    def sign_in(self, name: str, password: str, address: str) -> str:
        """The token of a new session. Raises `WrongSignIn` and `TooManyAttempts`."""
        account = self._judged(name.strip().lower(), password, address)
        return self.sessions.begin(account.name)

    def confirm(self, session: Session, password: str, address: str) -> None:
        """They give their password again, before signing or exporting. Raises as `sign_in`."""
        self._judged(session.account.name, password, address)
        self.sessions.confirm(session.token)

    def set_password(self, name: str, password: str, *, by_owner: bool, but: str | None = None) -> None:
        """Another password; every session of the account ends, `but` perhaps this. Raises `Invalid`, `NotFound`."""
        acceptable(password, name)
        self.accounts.set_password(name, hash_password(password), must_change=not by_owner)
        self.sessions.end_all(name, but=but)

    def disable(self, name: str) -> None:
        """Nobody signs in with the account any more; its sessions end. Raises `NotFound`."""
        self.accounts.set_active(name, active=False)
        self.sessions.end_all(name)

    def close(self) -> None:
        """Lets go of the connections."""
        self._database.close()

    def _judged(self, name: str, password: str, address: str) -> Account:
        self._attempts.enter(name, address)
        account, kept = self.accounts.find(name) or (None, None)
        if not matches(kept, password) or account is None or not account.active:
            raise WrongSignIn
        self._attempts.forget(name)
        return account

"""The identities of a site: signing in, confirming, changing a password."""

from collections.abc import Callable

from adapters.identity.accounts import Account, Accounts
from adapters.identity.attempts import Attempts
from adapters.identity.bindings import Bindings, Kind
from adapters.identity.departures import Departures
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
    """Accounts, how they are bound, sessions. `clock` gives UTC microseconds; what takes a password is slow."""

    def __init__(self, storage: Storage, clock: Callable[[], int]) -> None:
        self._database = Database(storage, "identity", METADATA)
        self.accounts = Accounts(self._database, clock)
        self.sessions = Sessions(self._database, clock)
        self.bindings = Bindings(self._database, clock)
        self.departures = Departures(self._database, clock)
        self._attempts = Attempts(self._database, clock)

    def add(self, name: str, staff: str, password: str, *, must_change: bool = True) -> Account:
        """A new account. Raises `Invalid` and `AlreadyExists`."""
        acceptable(password, name)
        return self.accounts.add(name, staff, hash_password(password), must_change=must_change)

    def add_without_password(self, name: str, staff: str) -> Account:
        """A new account that is no use until it is bound to somebody at the provider. Raises as `add`."""
        return self.accounts.add(name, staff, "", must_change=False)

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

    def take_password(self, name: str) -> None:
        """Nobody signs in with a password of this account any more; its sessions end. Raises `NotFound`."""
        self.accounts.set_password(name, "", must_change=False)
        self.sessions.end_all(name)

    def leave(
        self, state: str, address: str, *, account: str | None = None, next: str, kept: str | None = None
    ) -> None:
        """Somebody leaves for the provider: an attempt to sign in, until they are in. Raises `TooManyAttempts`."""
        self._attempts.enter(state, address)
        self.departures.leave(state, account=account, next=next, kept=kept)

    def arrived(self, state: str) -> None:
        """Whoever left with this state has proved who they are: nothing of it is kept."""
        self._attempts.forget(state)
        self.departures.arrived(state)

    def bind(self, name: str, issuer: str, kind: Kind, value: str) -> None:
        """Another person at the provider comes in with this account; its sessions end. Raises as `Bindings.bind`."""
        self.bindings.bind(name, issuer, kind, value)
        self.sessions.end_all(name)

    def unbind(self, name: str) -> None:
        """Nobody comes in with this account through the provider any more; its sessions end."""
        self.bindings.unbind(name)
        self.sessions.end_all(name)

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

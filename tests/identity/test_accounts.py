"""Accounts and passwords: who can sign in, and what is kept of a password."""

import stat
from pathlib import Path

import pytest

from adapters.identity.identity import Identity, WrongSignIn
from adapters.sql.storage import Storage
from engine.refusals import AlreadyExists, Invalid, NotFound
from events.store import StoreDamaged
from tests.identity.conftest import PASSWORD
from tests.servers.tables import bytes_kept


def test_an_account_signs_in_by_its_password_alone(identity: Identity) -> None:
    assert identity.sessions.find(identity.sign_in("cole", PASSWORD, "here"))
    with pytest.raises(WrongSignIn):
        identity.sign_in("cole", PASSWORD + " ", "here")


def test_a_password_is_kept_as_argon2id_and_in_no_other_way(identity: Identity, storage: Storage) -> None:
    identity.add("mira", "s-mira", "known to one person alone")

    found = identity.accounts.find("mira")
    assert found is not None
    assert found[1].startswith("$argon2id$")
    assert b"one person alone" not in bytes_kept(storage, "identity")


@pytest.mark.parametrize("lies_in", ["sqlite"], indirect=True)
def test_the_files_belong_to_their_owner_alone(identity: Identity, tmp_path: Path) -> None:
    identity.sessions.begin("cole")

    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


@pytest.mark.parametrize("password", ["", "short", "x" * 201, "mira and her words"])
def test_a_password_that_is_easily_guessed_is_refused(identity: Identity, password: str) -> None:
    with pytest.raises(Invalid, match="password"):
        identity.add("mira", "s-mira", password)

    assert identity.accounts.find("mira") is None


@pytest.mark.parametrize("name", ["", "m", "Mira", "mira vale", "<mira>", "x" * 65])
def test_the_name_of_an_account_is_plain(identity: Identity, name: str) -> None:
    with pytest.raises(Invalid, match="name may hold"):
        identity.accounts.add(name, "s-mira", "hashed")


def test_a_name_and_a_person_have_one_account(identity: Identity) -> None:
    with pytest.raises(AlreadyExists):
        identity.accounts.add("cole", "s-other", "hashed")
    with pytest.raises(AlreadyExists):
        identity.accounts.add("another", "s-cole", "hashed")

    assert [account.name for account in identity.accounts.all()] == ["cole"]


def test_a_disabled_account_is_out_and_may_come_back(identity: Identity) -> None:
    token = identity.sign_in("cole", PASSWORD, "here")
    identity.disable("cole")

    assert identity.sessions.find(token) is None
    with pytest.raises(WrongSignIn):
        identity.sign_in("cole", PASSWORD, "here")
    identity.accounts.set_active("cole", active=True)
    assert identity.sessions.find(token) is None
    assert identity.sign_in("cole", PASSWORD, "here")


def test_another_password_ends_every_session_but_the_one_that_set_it(identity: Identity) -> None:
    here, there = identity.sessions.begin("cole"), identity.sessions.begin("cole")

    identity.set_password("cole", "another few words", by_owner=True, but=here)

    assert identity.sessions.find(here)
    assert identity.sessions.find(there) is None


def test_an_account_that_is_not_there_cannot_be_changed(identity: Identity) -> None:
    with pytest.raises(NotFound, match="no account nobody"):
        identity.disable("nobody")


def test_a_file_that_is_no_database_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "identity.db").write_text("not a database, by far")

    with pytest.raises(StoreDamaged, match="restore it from a backup"):
        Identity(Storage("site-1", tmp_path), lambda: 0)

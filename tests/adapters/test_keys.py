"""A key ring: what it seals opens with the right key only, and never again once that is erased."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg.errors import IntegrityConstraintViolation

from adapters.keys import ring
from adapters.keys.file_keys import FileKeys
from adapters.keys.key_table import WrappedKeys
from adapters.keys.postgres_key_table import PostgresKeyTable
from adapters.sql.storage import Storage
from engine.keys import SITE, KeyErased, KeyMissing, KeysUnusable, associated_data
from tests.servers.tables import bytes_kept, execute

PLACE = associated_data("site-1", "client-1", "event-1", "ClientRegistered")


@pytest.fixture
def keys(tmp_path: Path, storage: Storage) -> Iterator[FileKeys]:
    keys = FileKeys.create(tmp_path, table=table_in(storage))
    keys.ensure("client-1")
    yield keys
    keys.close()


@pytest.fixture
def again(keys: FileKeys, tmp_path: Path, storage: Storage) -> Iterator[FileKeys]:
    """The same ring, opened by somebody else."""
    again = FileKeys(tmp_path, look_again_after=0, table=table_in(storage))
    yield again
    again.close()


def table_in(storage: Storage) -> WrappedKeys | None:
    """The table of the keys in PostgreSQL; None for the file beside the ring."""
    return None if isinstance(storage.location, Path) else PostgresKeyTable(storage.location, storage.site)


@pytest.mark.parametrize("content", [b"", b"a name", bytes(range(256)) * 400])
@pytest.mark.parametrize("subject", ["client-1", SITE])
def test_what_is_sealed_opens_again(keys: FileKeys, again: FileKeys, subject: str, content: bytes) -> None:
    sealed = keys.seal(subject, content, PLACE)

    assert again.open(subject, sealed, PLACE) == content


def test_sealing_twice_gives_different_bytes(keys: FileKeys) -> None:
    assert keys.seal("client-1", b"a name", PLACE) != keys.seal("client-1", b"a name", PLACE)


def test_sealed_bytes_are_a_nonce_the_ciphertext_and_a_tag(keys: FileKeys) -> None:
    sealed = keys.seal("client-1", b"a name", PLACE)

    assert len(sealed) == 12 + len(b"a name") + 16
    assert b"a name" not in sealed


def test_what_was_sealed_for_another_place_does_not_open(keys: FileKeys) -> None:
    sealed = keys.seal("client-1", b"a name", PLACE)

    with pytest.raises(KeysUnusable, match="does not open"):
        keys.open("client-1", sealed, associated_data("site-1", "client-1", "event-2", "ClientRegistered"))


def test_what_was_sealed_for_another_client_does_not_open(keys: FileKeys) -> None:
    keys.ensure("client-2")
    sealed = keys.seal("client-1", b"a name", PLACE)

    with pytest.raises(KeysUnusable, match="does not open"):
        keys.open("client-2", sealed, PLACE)


@pytest.mark.parametrize("broken", [b"", b"short", bytes(12), bytes(28), bytes(100)])
def test_bytes_that_were_never_sealed_do_not_open(keys: FileKeys, broken: bytes) -> None:
    with pytest.raises(KeysUnusable, match="does not open"):
        keys.open("client-1", broken, PLACE)


def test_one_changed_bit_is_found(keys: FileKeys) -> None:
    sealed = bytearray(keys.seal("client-1", b"a name", PLACE))
    sealed[15] ^= 1

    with pytest.raises(KeysUnusable, match="does not open"):
        keys.open("client-1", bytes(sealed), PLACE)


def test_a_digest_depends_on_the_content_and_on_whose_it_is(keys: FileKeys, again: FileKeys) -> None:
    keys.ensure("client-2")

    digests = {
        keys.digest("client-1", b"one"),
        keys.digest("client-1", b"two"),
        keys.digest("client-2", b"one"),
        keys.digest(SITE, b"one"),
    }

    assert len(digests) == 4
    assert all(len(digest) == 32 for digest in digests)
    assert again.digest("client-1", b"one") == keys.digest("client-1", b"one")


def test_ensuring_a_key_again_keeps_it(keys: FileKeys, again: FileKeys) -> None:
    sealed = keys.seal("client-1", b"a name", PLACE)

    again.ensure("client-1")

    assert again.open("client-1", sealed, PLACE) == b"a name"


def test_a_key_that_one_made_another_finds(keys: FileKeys, again: FileKeys) -> None:
    assert not again.has("client-2")
    keys.ensure("client-2")

    assert again.has("client-2")
    assert again.open("client-2", keys.seal("client-2", b"a name", PLACE), PLACE) == b"a name"


def test_who_has_no_key_yet_cannot_seal(keys: FileKeys) -> None:
    assert not keys.has("client-9")
    with pytest.raises(KeyMissing, match="client-9 is missing"):
        keys.seal("client-9", b"a name", PLACE)


def test_after_erasure_nothing_opens_and_no_new_key_is_made(keys: FileKeys) -> None:
    sealed = keys.seal("client-1", b"a name", PLACE)

    keys.erase("client-1")

    assert not keys.has("client-1")
    for use in (
        lambda: keys.open("client-1", sealed, PLACE),
        lambda: keys.seal("client-1", b"a name", PLACE),
        lambda: keys.digest("client-1", b"content"),
        lambda: keys.ensure("client-1"),
    ):
        with pytest.raises(KeyErased):
            use()


def test_an_erasure_holds_for_whoever_has_used_the_key_once_they_look_again(keys: FileKeys, again: FileKeys) -> None:
    sealed = again.seal("client-1", b"a name", PLACE)

    keys.erase("client-1")

    with pytest.raises(KeyErased):
        again.open("client-1", sealed, PLACE)


def test_an_erasure_touches_no_other_key(keys: FileKeys) -> None:
    keys.ensure("client-2")
    sealed = keys.seal("client-2", b"a name", PLACE)

    keys.erase("client-1")

    assert keys.open("client-2", sealed, PLACE) == b"a name"


def test_erasing_again_or_before_there_is_a_key_changes_nothing(keys: FileKeys) -> None:
    keys.erase("client-1")
    keys.erase("client-1")
    keys.erase("client-9")

    with pytest.raises(KeyErased):
        keys.ensure("client-9")


def test_the_site_itself_is_not_erased(keys: FileKeys) -> None:
    with pytest.raises(ValueError, match="site"):
        keys.erase(SITE)

    assert keys.has(SITE)


@pytest.mark.parametrize("lies_in", ["postgresql"], indirect=True)
def test_in_postgresql_the_server_lets_nobody_give_a_client_another_key(keys: FileKeys, storage: Storage) -> None:
    keys.ensure("client-2")
    keys.erase("client-2")

    for subject in ("client-1", "client-2"):
        with pytest.raises(IntegrityConstraintViolation, match="a key is never replaced"):
            execute(storage, "keys", f"UPDATE keys.wrapped SET wrapped = 'x' WHERE subject = '{subject}'")  # noqa: S608


@pytest.mark.parametrize("lies_in", ["postgresql"], indirect=True)
def test_in_postgresql_the_site_key_and_keys_that_are_not_wrapped_are_nowhere(
    keys: FileKeys, storage: Storage, tmp_path: Path
) -> None:
    site_key = ring.read(tmp_path / "keyring.json")
    kept = execute(storage, "keys", "SELECT wrapped FROM keys.wrapped")

    assert [len(wrapped) for (wrapped,) in kept if isinstance(wrapped, bytes)] == [40]
    assert site_key not in bytes_kept(storage, "keys")

"""The files of a key ring: private, durable, and each refused plainly where it does not belong."""

import json
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from adapters.keys import file_keys
from adapters.keys.derive import derive
from adapters.keys.file_keys import FileKeys
from engine.keys import KeysUnusable, associated_data

PLACE = associated_data("site-1", "client-1", "event-1", "ClientRegistered")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def keys(folder: Path) -> Iterator[FileKeys]:
    keys = FileKeys.create(folder)
    keys.ensure("client-1")
    yield keys
    keys.close()


@pytest.fixture
def again(keys: FileKeys, folder: Path) -> Iterator[FileKeys]:
    """The same ring, opened by somebody else."""
    again = FileKeys(folder, look_again_after=0)
    yield again
    again.close()


def test_no_file_keeps_the_wrapped_key_after_erasure(keys: FileKeys, folder: Path) -> None:
    with closing(sqlite3.connect(folder / "keys.db")) as connection:
        (wrapped,) = connection.execute("SELECT wrapped FROM keys WHERE subject = 'client-1'").fetchone()
    assert kept(folder, wrapped)

    keys.erase("client-1")

    assert not kept(folder, wrapped)


def test_the_files_are_open_to_their_owner_only(keys: FileKeys, folder: Path) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}

    assert modes.keys() >= {"keyring.json", "keys.db"}
    assert set(modes.values()) == {0o600}


def test_the_ring_file_holds_nothing_of_a_client(keys: FileKeys, folder: Path) -> None:
    ring = json.loads((folder / "keyring.json").read_text())

    assert ring.keys() == {"version", "site_key"}


def test_a_ring_is_never_made_over_another(keys: FileKeys, folder: Path) -> None:
    before = (folder / "keyring.json").read_bytes()

    with pytest.raises(KeysUnusable, match="never overwritten"):
        FileKeys.create(folder)

    assert (folder / "keyring.json").read_bytes() == before
    assert keys.has("client-1")


def test_keys_are_never_made_over_others(keys: FileKeys, folder: Path) -> None:
    (folder / "keyring.json").unlink()

    with pytest.raises(KeysUnusable, match="never overwritten"):
        FileKeys.create(folder)

    assert keys.has("client-1")


def test_rings_have_different_check_values_and_each_keeps_its_own(
    keys: FileKeys, again: FileKeys, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = FileKeys.create(tmp_path_factory.mktemp("other"))

    assert keys.check_value() == again.check_value() != other.check_value()
    other.close()


@pytest.mark.parametrize("name", ["keyring.json", "keys.db"])
def test_a_missing_file_is_named(keys: FileKeys, folder: Path, name: str) -> None:
    keys.close()
    (folder / name).unlink()

    assert f"{name} is missing" in refusal(folder)


@pytest.mark.parametrize("name", ["keyring.json", "keys.db"])
def test_a_file_that_others_may_read_is_not_used(keys: FileKeys, folder: Path, name: str) -> None:
    (folder / name).chmod(0o640)

    assert "chmod 600" in refusal(folder)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not a key ring"),
        (b"{", "is not a key ring"),
        (b"[]", "is not a key ring"),
        (b"\xff\xfe\x00", "is not a key ring"),
        (b'{"version": 1}', "is not a key ring"),
        (b'{"version": 1, "site_key": "%%%"}', "is not a key ring"),
        (b'{"version": 1, "site_key": 7}', "is not a key ring"),
        (b'{"version": 1, "site_key": "c2hvcnQ="}', "is not a key ring"),
        (b'{"version": 2, "keys": []}', "another version of Homeport"),
    ],
)
def test_a_ring_that_cannot_be_understood_is_not_used(keys: FileKeys, folder: Path, content: bytes, said: str) -> None:
    (folder / "keyring.json").write_bytes(content)

    assert said in refusal(folder)


@pytest.mark.parametrize("content", [b"not a database " * 100, b""], ids=["text", "empty"])
def test_keys_that_cannot_be_understood_are_not_used(keys: FileKeys, folder: Path, content: bytes) -> None:
    keys.close()
    (folder / "keys.db").write_bytes(content)

    assert "keys.db" in refusal(folder)


def test_the_ring_of_one_site_does_not_go_with_the_keys_of_another(
    keys: FileKeys, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    FileKeys.create(other).close()
    (other / "keyring.json").replace(folder / "keyring.json")

    assert "belongs to another key ring" in refusal(folder)


def test_a_damaged_key_says_whose(keys: FileKeys, folder: Path) -> None:
    with closing(sqlite3.connect(folder / "keys.db")) as connection, connection:
        connection.execute("UPDATE keys SET wrapped = zeroblob(40)")

    with pytest.raises(KeysUnusable, match="key of client-1 is damaged"):
        FileKeys(folder).digest("client-1", b"content")


def test_no_ring_is_made_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")

    with pytest.raises(KeysUnusable, match="see that you may write there"):
        FileKeys.create(tmp_path / "file")


def test_clients_beyond_those_that_memory_holds_keep_their_keys(
    keys: FileKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_keys, "_CACHED", 3)
    clients = [f"client-{n}" for n in range(10)]
    for client in clients:
        keys.ensure(client)

    sealed = {client: keys.seal(client, client.encode(), PLACE) for client in clients}

    assert all(keys.open(client, sealed[client], PLACE) == client.encode() for client in clients)


def test_a_key_is_on_the_disk_before_it_is_used(folder: Path, keys: FileKeys) -> None:
    program = (
        "import os, sys; from pathlib import Path; from adapters.keys.file_keys import FileKeys;"
        "keys = FileKeys(Path(sys.argv[1])); keys.ensure('client-2');"
        "sys.stdout.write(keys.seal('client-2', b'a name', b'').hex()); sys.stdout.flush();"
        "os.kill(os.getpid(), 9)"
    )

    killed = subprocess.run([sys.executable, "-c", program, str(folder)], check=False, capture_output=True, text=True)

    assert keys.open("client-2", bytes.fromhex(killed.stdout), b"") == b"a name"


def test_derivation_is_that_of_rfc_5869() -> None:
    """Against the implementation of the cryptography package, for a key, no salt and a purpose as info."""
    key = bytes(range(32))

    assert derive(key, "seal") == HKDF(hashes.SHA256(), length=32, salt=None, info=b"seal").derive(key)


def test_to_open_a_ring_loads_no_cipher(keys: FileKeys, folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from adapters.keys.file_keys import FileKeys;"
        "FileKeys(Path(sys.argv[1])).check_value(); sys.exit('cryptography' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", program, str(folder)], check=False).returncode == 0


def refusal(folder: Path) -> str:
    """What is said when the ring is opened: one line."""
    with pytest.raises(KeysUnusable) as refused:
        FileKeys(folder)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def kept(folder: Path, content: bytes) -> list[Path]:
    return [path for path in folder.iterdir() if content in path.read_bytes()]

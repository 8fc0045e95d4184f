"""`homeport proof`: whatever was changed since it was sealed is found, by whoever kept a checkpoint and the key."""

import json
import shutil
from pathlib import Path

import pytest

from adapters.clinic import Clinic
from tests.cli.conftest import Homeport
from tests.cli.tampering import alter
from tests.histories import CANARY, history
from workflows.aiat.reading import read_command

SEALED = "SELECT position FROM events WHERE sealed IS NOT NULL ORDER BY position"
TAMPERED: dict[str, tuple[str, ...]] = {
    "a bit flipped": (  # the last of the data: } becomes |
        "UPDATE events SET data = CAST(substr(data, 1, length(data) - 1) || '|' AS BLOB) WHERE position = 30",
    ),
    "who recorded it": ("UPDATE events SET actor = 'cole' WHERE position = 30",),
    "when it happened": ("UPDATE events SET occurred_at = occurred_at + 1 WHERE position = 30",),
    "when it was recorded": ("UPDATE events SET recorded_at = recorded_at - 1 WHERE position = 30",),
    "an event dropped": ("DELETE FROM events WHERE position = 30",),
    "an event dropped, the others moved up": (
        "DELETE FROM events WHERE position = 30",
        "UPDATE events SET position = -position WHERE position > 30",
        "UPDATE events SET position = -position - 1 WHERE position < 0",
    ),
    "two events reordered": (
        "UPDATE events SET position = -30 WHERE position = 30",
        "UPDATE events SET position = 30 WHERE position = 31",
        "UPDATE events SET position = 31 WHERE position = -30",
    ),
    "the end cut off": ("DELETE FROM events WHERE position > 40",),
    "ciphertext swapped": (
        f"CREATE TEMP TABLE two AS {SEALED} LIMIT 2 OFFSET 3",
        "CREATE TEMP TABLE held AS SELECT position, sealed FROM events WHERE position IN (SELECT position FROM two)",
        "UPDATE events SET sealed = (SELECT sealed FROM held WHERE held.position <> events.position) "
        "WHERE position IN (SELECT position FROM two)",
    ),
    "a whole stream replaced": (
        "UPDATE events SET stream = 'x' WHERE stream = 'episode-e-1'",
        "UPDATE events SET stream = 'episode-e-1' WHERE stream = 'episode-e-2'",
        "UPDATE events SET stream = 'episode-e-2' WHERE stream = 'x'",
    ),
}


@pytest.fixture
def sealed(clinic: Clinic, homeport: Homeport) -> int:
    """A site that was sealed when it had one client, and again with a second; where the first checkpoint ends."""
    for line in history(1):
        clinic.execute(read_command(line))
    first = clinic.store.head().position
    assert homeport("proof", "seal").status == 0
    for line in history(2):
        clinic.execute(read_command(line))
    assert homeport("proof", "seal").status == 0
    return first


def wrong(homeport: Homeport, *options: object) -> str:
    """What `homeport proof verify` says is wrong; its exit status has to say so too."""
    ran = homeport("proof", "verify", "--json", *options)
    found: str = ran.json["wrong"]
    assert ran.status == (1 if found else 0)
    assert ran.json["ok"] == (not found)
    return found


def test_what_was_not_changed_holds(sealed: int, clinic: Clinic, homeport: Homeport) -> None:
    ran = homeport("proof", "verify")

    head = clinic.store.head().position
    assert ran.status == 0
    assert ran.out.startswith(f"{head} events are what was sealed: all 2 checkpoints hold, the last of {head} events")
    assert ran.out.count("\n") == 1


@pytest.mark.parametrize("what", TAMPERED)
def test_whatever_is_changed_is_found(what: str, sealed: int, clinic: Clinic, homeport: Homeport) -> None:
    assert wrong(homeport) == ""

    alter(clinic.folder / "log.db", *TAMPERED[what])

    found = wrong(homeport)
    assert "does not hold" in found
    assert CANARY not in found
    ran = homeport("doctor", "--json")
    assert ran.status == 1
    (said,) = (one["says"] for one in ran.json["checks"] if one["check"] == "proof")
    assert "does not hold" in said


def test_it_is_said_from_where_on(sealed: int, clinic: Clinic, homeport: Homeport) -> None:
    alter(clinic.folder / "log.db", "UPDATE events SET actor = 'cole' WHERE position = ?", parameters=[sealed + 3])
    assert f"an event at position {sealed + 1} to " in wrong(homeport)
    assert wrong(homeport).endswith(f"up to {sealed} all are")

    alter(clinic.folder / "log.db", "UPDATE events SET actor = 'cole' WHERE position = 9")
    assert f"an event at position 1 to {sealed} is not what was sealed" in wrong(homeport)


def test_one_event_between_two_checkpoints_is_named_alone(sealed: int, clinic: Clinic, homeport: Homeport) -> None:
    before = clinic.store.head().position
    homeport("proof", "seal")
    clinic.execute(read_command(history(3)[0]))
    assert clinic.store.head().position == before + 1
    assert homeport("proof", "verify").out.endswith("\n1 later event is not sealed yet\n")
    homeport("proof", "seal")

    alter(clinic.folder / "log.db", "UPDATE events SET actor = 'cole' WHERE position = ?", parameters=[before + 1])

    assert f"the event at position {before + 1} is not what was sealed" in wrong(homeport)


def test_what_was_added_since_is_told(sealed: int, clinic: Clinic, homeport: Homeport) -> None:
    for line in history(3):
        clinic.execute(read_command(line))
    later = clinic.store.head().position - homeport("proof", "verify", "--json").json["events"]
    assert later > 0
    assert homeport("proof", "verify").out.splitlines()[1] == f"{later} later events are not sealed yet"


def test_it_still_holds_after_a_client_was_erased(sealed: int, clinic: Clinic, homeport: Homeport) -> None:
    clinic.keys.erase("c-1")
    assert wrong(homeport) == ""


def test_a_log_rewritten_together_with_its_checkpoints_is_found_by_who_kept_one(
    sealed: int, clinic: Clinic, homeport: Homeport, tmp_path: Path
) -> None:
    kept, key = tmp_path / "kept.txt", homeport("proof", "key").out
    kept.write_text(homeport("proof", "show").out)
    (tmp_path / "key").write_text(key)
    alter(clinic.folder / "log.db", "UPDATE events SET actor = 'cole' WHERE position = 30")
    shutil.rmtree(clinic.folder / "checkpoints")
    alter(clinic.folder / "proof.db", "DELETE FROM seals")
    assert homeport("proof", "seal").status == 0
    assert wrong(homeport) == ""

    assert "kept.txt" in wrong(homeport, "--checkpoint", kept, "--key", key.strip())
    assert "does not hold" in wrong(homeport, "--checkpoint", kept, "--key", tmp_path / "key")


def test_a_checkpoint_that_was_changed_is_not_signed(sealed: int, clinic: Clinic, homeport: Homeport) -> None:
    (file,) = (clinic.folder / "checkpoints").iterdir()
    file.write_text(file.read_text().replace("time 2026-", "time 2025-", 1))
    assert f"the checkpoint of {sealed} events in {file} is not signed by the key given" == wrong(homeport)


def test_a_checkpoint_of_another_key_or_log_does_not_count(
    sealed: int, clinic: Clinic, homeport: Homeport, tmp_path: Path
) -> None:
    for site in ("test-site", "other"):
        folder = tmp_path / f"another-{site}"
        Clinic.found(folder, site=site, name="Other", time_zone="UTC").close()
        assert homeport("proof", "seal", "--data", folder).status == 0
    key = homeport("proof", "key", "--data", tmp_path / "another-test-site").out.strip()
    assert "is not signed by the key given" in wrong(homeport, "--key", key)
    (file,) = (tmp_path / "another-other" / "checkpoints").iterdir()
    assert "is of the log homeport/other, and this is homeport/test-site" in wrong(homeport, "--checkpoint", file)


def test_a_checkpoint_that_is_gone_is_missed(sealed: int, clinic: Clinic, homeport: Homeport) -> None:
    (file,) = (clinic.folder / "checkpoints").iterdir()
    file.write_text(file.read_text()[: len(file.read_text()) // 2 + 10])
    assert "that was published last is not in" in wrong(homeport)


def test_with_a_new_key_the_old_checkpoints_hold_by_the_old_one(
    sealed: int, clinic: Clinic, homeport: Homeport
) -> None:
    old = homeport("proof", "key").out.strip()
    refused = homeport("proof", "key", "--new")
    assert refused.status == 2
    assert "is never overwritten" in refused.err
    (clinic.folder / "keys" / "signing.key").unlink()
    refused = homeport("proof", "key")
    assert refused.status == 2
    assert "signing.key is not here" in refused.err

    new = homeport("proof", "key", "--new").out.strip()
    for line in history(3):
        clinic.execute(read_command(line))
    assert homeport("proof", "seal").status == 0

    assert new != old
    assert wrong(homeport, "--key", old, "--key", new) == ""
    assert "is not signed by the key given" in wrong(homeport, "--key", new)


def test_before_anything_is_sealed_that_is_said(clinic: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    for command in (("verify",), ("show",), ("export", tmp_path / "export")):
        ran = homeport("proof", *command)
        assert ran.status == 2
        assert "nothing was sealed yet" in ran.err
        assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--key", "not a key"), "--key not a key is no verifier key, and no file that holds one"),
        (("--key", "a+b+c"), "is not a verifier key of Ed25519"),
        (("--checkpoint", "site.json"), "holds no checkpoint"),
        (("--checkpoint", "nowhere"), "No such file"),
        (("--export", "nowhere"), "name the key to verify an export by with --key"),
    ],
)
def test_what_cannot_be_verified_by_is_refused(
    options: tuple[str, str], says: str, sealed: int, clinic: Clinic, homeport: Homeport
) -> None:
    ran = homeport(
        "proof", "verify", options[0], str(clinic.folder / options[1]) if ".json" in options[1] else options[1]
    )
    assert ran.status == 2
    assert says in ran.err
    assert ran.err.count("\n") == 1


RANGES = [(0, None), (0, 40), (29, 31), (30, 31), (1, None), (45, None)]


@pytest.mark.parametrize(("after", "until"), RANGES)
def test_an_export_is_verified_without_the_site(
    after: int, until: int | None, sealed: int, clinic: Clinic, homeport: Homeport, tmp_path: Path
) -> None:
    key = homeport("proof", "key").out.strip()
    end = [] if until is None else ["--until", until]
    assert homeport("proof", "export", tmp_path / "export", "--after", after, *end).status == 0
    clinic.close()
    shutil.rmtree(clinic.folder)

    verify = ("--export", tmp_path / "export", "--key", key)
    assert wrong(homeport, *verify) == ""
    events = tmp_path / "export" / "events.ndjson"
    lines = events.read_text().splitlines(keepends=True)
    assert len(lines) == homeport("proof", "verify", "--json", *verify).json["events"]
    assert CANARY not in "".join(lines)

    first = json.loads(lines[0])
    tampered = [
        [json.dumps(first | {"actor": "nobody"}) + "\n", *lines[1:]],
        [json.dumps(first | {"data": first["data"] + " "}) + "\n", *lines[1:]],
        lines[1:],
        lines[:-1],
        [*lines, lines[-1]],
    ]
    if len(lines) > 1:
        tampered.append([lines[1], lines[0], *lines[2:]])
    for changed in tampered:
        events.write_text("".join(changed))
        assert wrong(homeport, *verify)
    events.write_text("".join(lines))
    tree = tmp_path / "export" / "tree.json"
    hashes = json.loads(tree.read_text())
    for side in ("before", "behind"):
        for place, node in enumerate(hashes[side]):
            another = [*hashes[side]]
            another[place] = "00" * 32
            tree.write_text(json.dumps(hashes | {side: another}))
            assert "is not what was sealed" in wrong(homeport, *verify), node
        tree.write_text(json.dumps(hashes | {side: [*hashes[side], "00" * 32]}))
        assert wrong(homeport, *verify)


def test_an_export_of_all_also_holds_to_an_older_checkpoint(sealed: int, homeport: Homeport, tmp_path: Path) -> None:
    key = homeport("proof", "key").out.strip()
    assert homeport("proof", "export", tmp_path / "all").status == 0
    assert homeport("proof", "export", tmp_path / "part", "--after", 3).status == 0
    (file,) = (tmp_path / "site" / "checkpoints").iterdir()

    kept = ("--key", key, "--checkpoint", file)
    assert wrong(homeport, "--export", tmp_path / "all", *kept) == ""
    ran = homeport("proof", "verify", "--export", tmp_path / "part", *kept)
    assert ran.status == 2
    assert "leave the other out" in ran.err


@pytest.mark.parametrize("options", [("--after", 40, "--until", 40), ("--until", 999)])
def test_a_range_that_is_not_sealed_cannot_be_exported(
    options: tuple[object, ...], sealed: int, homeport: Homeport, tmp_path: Path
) -> None:
    ran = homeport("proof", "export", tmp_path / "export", *options)
    assert ran.status == 2
    assert "so much is sealed" in ran.err
    assert not (tmp_path / "export").exists()


def test_a_backup_takes_checkpoints_and_the_signing_key_along(
    sealed: int, clinic: Clinic, homeport: Homeport, tmp_path: Path
) -> None:
    key = homeport("proof", "key").out
    assert homeport("backup", tmp_path / "backup").status == 0
    shutil.move(tmp_path / "backup" / "keys", tmp_path / "keys")
    again = ("--data", tmp_path / "again")
    assert homeport("restore", tmp_path / "backup", "--keys", tmp_path / "keys", *again).status == 0

    assert homeport("proof", "key", *again).out == key
    assert homeport("doctor", *again).status == 0
    with Clinic(tmp_path / "again", clock=clinic.clock) as restored:
        for line in history(3):
            restored.execute(read_command(line))
    assert homeport("proof", "seal", *again).status == 0
    assert "all 3 checkpoints hold" in homeport("proof", "verify", *again).out


def test_an_export_with_a_damaged_file_is_refused(sealed: int, homeport: Homeport, tmp_path: Path) -> None:
    key = homeport("proof", "key").out.strip()
    homeport("proof", "export", tmp_path / "export")
    for name, says in (("events.ndjson", "a line of it is not an event"), ("tree.json", "is damaged")):
        file = tmp_path / "export" / name
        whole = file.read_text()
        file.write_text("{garbage")
        ran = homeport("proof", "verify", "--export", tmp_path / "export", "--key", key)
        assert ran.status == 2
        assert says in ran.err
        file.write_text(whole)

"""Signed notes and checkpoints are written as C2SP has them, so that any tool of that family reads them."""

import pytest

from events.checkpoint import Checkpoint, read_checkpoint
from events.merkle import Tree
from events.note import NotANote, Verifier, read_note, read_verifier, signed

KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
"""The key and the note of the tests of the first implementation, Go's sumdb/note."""

CHECKPOINT = Checkpoint("homeport/site-1", 3, Tree().root, "2026-03-02T10:00:00Z")


def test_a_verifier_key_is_read_and_written_as_elsewhere() -> None:
    verifier = read_verifier(KEY + "\n")
    assert (verifier.name, verifier.id.hex()) == ("PeterNeumann", "c74f20a3")
    assert verifier.line == KEY


def test_a_note_is_read_and_written_as_elsewhere() -> None:
    note = read_note(NOTE)
    assert note.text.endswith("what your problem is.\n")
    (signature,) = note.by(read_verifier(KEY))
    assert len(signature) == 64
    assert str(note) == NOTE
    assert str(signed(note.text, read_verifier(KEY), signature)) == NOTE


def test_signatures_by_other_keys_are_passed_over() -> None:
    assert list(read_note(NOTE).by(Verifier("PeterNeumann", bytes(32)))) == []


@pytest.mark.parametrize(
    "line",
    [
        "",
        "PeterNeumann",
        KEY.replace("c74f20a3", "c74f20a4"),
        KEY.replace("Peter", "Paul"),
        KEY[:-4],
        KEY.replace("+ARp", "+ZRp"),
        KEY[:-1] + "!",
    ],
)
def test_what_is_not_a_verifier_key_is_refused(line: str) -> None:
    with pytest.raises(NotANote):
        read_verifier(line)


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "text\n", NOTE[:-1], NOTE.replace("—", "-"), NOTE.replace("\n\n", "\n"), NOTE + "\n", NOTE + "x"],
)
def test_what_is_not_a_note_is_refused(text: str) -> None:
    with pytest.raises(NotANote):
        read_note(text)


def test_a_checkpoint_states_origin_size_root_and_time_a_line_each() -> None:
    assert CHECKPOINT.text == (
        "homeport/site-1\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\ntime 2026-03-02T10:00:00Z\n"
    )
    assert read_checkpoint(CHECKPOINT.text) == CHECKPOINT


def test_a_checkpoint_of_another_log_has_no_time_of_ours() -> None:
    text = "example.com/log\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    assert read_checkpoint(text)[:2] == ("example.com/log", 20_852_163)


@pytest.mark.parametrize(
    ("part", "by"),
    [
        ("\n3\n", "\n03\n"),
        ("\n3\n", "\n-3\n"),
        ("\n3\n", "\nthree\n"),
        ("47DE", "47D"),
        ("time ", ""),
        ("homeport/site-1", ""),
    ],
)
def test_what_is_not_a_checkpoint_is_refused(part: str, by: str) -> None:
    with pytest.raises(NotANote):
        read_checkpoint(CHECKPOINT.text.replace(part, by))

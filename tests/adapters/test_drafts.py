"""Drafts: what somebody typed is kept until it is submitted, and read by nobody else."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from adapters.drafts import LONGEST, Drafts, Place
from adapters.keys.file_keys import FileKeys
from adapters.sql.storage import Storage
from engine.keys import KeyErased, KeysUnusable
from engine.refusals import Invalid
from tests.servers.tables import bytes_kept, execute

TYPED = {"note": "CANARY typed by hand", "answers": {"1": "4"}}
PLACE = Place(staff="mira", client="c-1", episode="e-1", kind="contact")


class Clock:
    """Each look at it is a microsecond later."""

    now = 0

    def __call__(self) -> int:
        self.now += 1
        return self.now


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[FileKeys]:
    """A key ring with the keys of two clients."""
    (tmp_path / "keys").mkdir(mode=0o700)
    ring = FileKeys.create(tmp_path / "keys")
    for client in ("c-1", "c-2"):
        ring.ensure(client)
    yield ring
    ring.close()


@pytest.fixture
def drafts(storage: Storage, keys: FileKeys) -> Iterator[Drafts]:
    """The drafts of a site, none yet."""
    found = Drafts(storage, keys, Clock())
    yield found
    found.close()


def test_what_was_typed_is_there_again(drafts: Drafts) -> None:
    saved = drafts.save(PLACE, TYPED, window="w1")

    draft = drafts.open("mira", saved.id)
    assert draft is not None
    assert (draft.place, draft.content, draft.version) == (PLACE, TYPED, 1)
    assert saved.beside == ()


def test_the_same_window_goes_on_in_its_draft(drafts: Drafts) -> None:
    first = drafts.save(PLACE, {"note": "a"}, window="w1")
    second = drafts.save(PLACE, {"note": "ab"}, window="w1", draft=first.id, version=first.version)

    assert (second.id, second.version) == (first.id, 2)
    assert [draft.content for draft in drafts.of_form(PLACE)] == [{"note": "ab"}]


def test_a_window_that_never_heard_back_still_has_one_draft(drafts: Drafts) -> None:
    # Given a window whose first answer and whose second were lost
    drafts.save(PLACE, {"note": "a"}, window="w1")
    drafts.save(PLACE, {"note": "ab"}, window="w1")

    # When it saves again with what it knows, which is nothing
    drafts.save(PLACE, {"note": "abc"}, window="w1")

    assert [draft.content for draft in drafts.of_form(PLACE)] == [{"note": "abc"}]


def test_of_two_windows_on_one_draft_both_are_kept_and_each_is_told_of_the_other(drafts: Drafts) -> None:
    # Given a draft that was opened in two windows
    begun = drafts.save(PLACE, {"note": "begun"}, window="w0")
    # When both go on typing
    first = drafts.save(PLACE, {"note": "first"}, window="w1", draft=begun.id, version=begun.version)
    second = drafts.save(PLACE, {"note": "second"}, window="w2", draft=begun.id, version=begun.version)

    # Then neither has overwritten the other
    assert first.id == begun.id
    assert (second.version, second.beside) == (1, (first.id,))
    assert [draft.content for draft in drafts.of_form(PLACE)] == [{"note": "second"}, {"note": "first"}]
    assert drafts.save(PLACE, {"note": "first again"}, window="w1", draft=first.id, version=2).beside == (second.id,)


def test_two_windows_that_save_at_once_lose_nothing(drafts: Drafts) -> None:
    begun = drafts.save(PLACE, {"note": "begun"}, window="w0")

    def go_on(window: str) -> None:
        drafts.save(PLACE, {"note": window}, window=window, draft=begun.id, version=begun.version)

    threads = [Thread(target=go_on, args=(f"w{number}",)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    kept = {draft.content["note"] for draft in drafts.of_form(PLACE)}
    assert kept == {f"w{number}" for number in range(1, 9)}


def test_what_is_typed_on_after_another_window_submitted_is_a_draft_anew(drafts: Drafts) -> None:
    begun = drafts.save(PLACE, {"note": "begun"}, window="w1")
    drafts.delete("mira", begun.id)

    later = drafts.save(PLACE, {"note": "more"}, window="w2", draft=begun.id, version=1)

    assert later.id != begun.id
    assert [draft.content for draft in drafts.of_form(PLACE)] == [{"note": "more"}]


def test_a_list_names_the_latest_first_and_tells_no_content(drafts: Drafts) -> None:
    drafts.save(PLACE, TYPED, window="w1")
    drafts.save(PLACE._replace(kind="note"), TYPED, window="w2")
    drafts.save(PLACE._replace(staff="sol"), TYPED, window="w3")

    listed = drafts.list_for("mira")

    assert [one.place.kind for one in listed] == ["note", "contact"]
    assert "CANARY" not in repr(listed)


def test_nobody_else_opens_or_deletes_a_draft(drafts: Drafts) -> None:
    saved = drafts.save(PLACE, TYPED, window="w1")

    drafts.delete("sol", saved.id)

    assert drafts.open("sol", saved.id) is None
    assert drafts.open("mira", saved.id) is not None


def test_nobody_else_writes_into_a_draft(drafts: Drafts) -> None:
    saved = drafts.save(PLACE, TYPED, window="w1")

    forged = drafts.save(PLACE._replace(staff="sol"), {"note": "x"}, window="w1", draft=saved.id, version=1)

    assert forged.id != saved.id
    kept = drafts.open("mira", saved.id)
    assert kept is not None
    assert kept.content == TYPED


def test_a_submitted_draft_is_gone_and_deleting_it_again_changes_nothing(drafts: Drafts) -> None:
    saved = drafts.save(PLACE, TYPED, window="w1")

    drafts.delete("mira", saved.id)
    drafts.delete("mira", saved.id)

    assert drafts.list_for("mira") == []
    assert drafts.open("mira", saved.id) is None


def test_once_the_key_is_erased_nothing_is_read_listed_or_kept(drafts: Drafts, keys: FileKeys) -> None:
    saved = drafts.save(PLACE, TYPED, window="w1")
    keys.erase("c-1")

    assert drafts.open("mira", saved.id) is None
    assert drafts.list_for("mira") == []
    with pytest.raises(KeyErased):
        drafts.save(PLACE, TYPED, window="w1", draft=saved.id, version=1)


def test_a_client_is_forgotten_in_the_drafts_of_everybody_and_others_are_not(drafts: Drafts) -> None:
    drafts.save(PLACE, TYPED, window="w1")
    drafts.save(PLACE._replace(staff="sol"), TYPED, window="w2")
    drafts.save(PLACE._replace(client="c-2", episode="e-2"), TYPED, window="w3")

    drafts.forget_client("c-1")

    assert [one.place.client for one in drafts.list_for("mira")] == ["c-2"]
    assert drafts.list_for("sol") == []


def test_nothing_kept_is_readable(storage: Storage, drafts: Drafts) -> None:
    drafts.save(PLACE, TYPED, window="w1")

    kept = bytes_kept(storage, "drafts")
    assert b"mira" in kept
    assert b"CANARY" not in kept


def test_a_sealed_draft_that_was_moved_to_another_place_does_not_open(drafts: Drafts, storage: Storage) -> None:
    saved = drafts.save(PLACE, TYPED, window="w1")
    execute(storage, "drafts", "UPDATE drafts SET staff = 'sol'")

    with pytest.raises(KeysUnusable):
        drafts.open("sol", saved.id)


def test_a_paste_that_is_too_long_is_refused_in_a_plain_line(drafts: Drafts) -> None:
    with pytest.raises(Invalid, match="at most 200 kB"):
        drafts.save(PLACE, {"note": "x" * LONGEST}, window="w1")
    assert drafts.list_for("mira") == []

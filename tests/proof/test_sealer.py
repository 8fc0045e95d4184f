"""The sealer signs how the log stands, publishes that for good, and never signs what does not go on from there."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from adapters.clinic import Clinic
from adapters.keys.signing import FILE, is_signed
from adapters.proof.auditing import audit
from adapters.proof.published import Published, published
from adapters.proof.sealer import CALM, Sealer, sealer
from adapters.workers.background import serving, works_of
from engine.keys import KeysUnusable
from events.envelope import Recorded
from events.store import StoreDamaged, StoreUnavailable
from tests.proof.conftest import more
from tests.servers.tables import execute
from tests.telemetry.conftest import Logged
from tests.workers.site import until


def sizes(out: Published) -> list[int]:
    return [stated.checkpoint.size for stated in out]


def test_a_checkpoint_says_how_the_log_stands_and_is_signed(clinic: Clinic) -> None:
    head = clinic.store.head().position
    sealer(clinic).seal()

    (stated,) = published(clinic)
    assert (stated.checkpoint.origin, stated.checkpoint.size) == ("homeport/site-1", head)
    assert stated.checkpoint.time == "2026-01-05T17:00:00+00:00"
    assert is_signed(stated.note, sealer(clinic).verifier())
    assert audit(clinic).wrong == ""


def test_without_news_nothing_is_sealed(clinic: Clinic) -> None:
    for _ in range(3):
        sealer(clinic).seal()
    assert len(sizes(published(clinic))) == 1
    assert not sealer(clinic).is_due()


def test_each_checkpoint_goes_on_from_the_one_before(clinic: Clinic) -> None:
    ends = []
    for number in range(10):
        ends.append(more(clinic, f"s-{number}"))
        sealer(clinic).seal()
    assert sizes(published(clinic)) == ends
    assert audit(clinic).checkpoints == 10


class Counting:
    """A log that counts the events that are read from it."""

    def __init__(self, clinic: Clinic) -> None:
        self._store = clinic.store
        self.read = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def read_log(self, **options: Any) -> Iterator[Recorded]:
        for record in self._store.read_log(**options):
            self.read += 1
            yield record


def test_what_is_sealed_is_not_read_again(clinic: Clinic) -> None:
    sealer(clinic).seal()
    more(clinic, "s-1", "s-2")
    log = Counting(clinic)
    store: Any = log
    Sealer(store, lambda: clinic.seals, published(clinic), clinic.folder / "keys", clinic.clock).seal()
    assert log.read == 2


def test_what_comes_within_seconds_shares_a_checkpoint(clinic: Clinic) -> None:
    now = [1_000.0]
    out, keys = published(clinic), clinic.folder / "keys"
    at_work = Sealer(clinic.store, lambda: clinic.seals, out, keys, clinic.clock, monotonic=lambda: now[0])
    ends = [clinic.store.head().position]
    at_work.advance(lambda: True)
    for number in range(20):
        ends.append(more(clinic, f"s-{number}"))
        assert not at_work.advance(lambda: True)
    assert sizes(out) == ends[:1]
    now[0] += CALM
    assert at_work.is_due()
    at_work.advance(lambda: True)
    assert sizes(out) == [ends[0], ends[-1]]


def test_one_that_is_to_stop_goes_on_where_it_was(clinic: Clinic) -> None:
    at_work = sealer(clinic)
    assert at_work.advance(lambda: False)
    assert sizes(published(clinic)) == []
    assert not at_work.advance(lambda: True)
    assert len(sizes(published(clinic))) == 1


def test_a_crash_after_publishing_and_before_that_was_noted_does_no_harm(clinic: Clinic) -> None:
    sealer(clinic).seal()
    seal = clinic.seals.last()
    assert seal is not None
    end = more(clinic, "s-1")
    sealer(clinic).seal()
    with clinic.seals.alone() as sealing:
        sealing.write(seal)

    again = more(clinic, "s-2")
    sealer(clinic).seal()

    assert sizes(published(clinic))[1:] == [end, again]
    assert audit(clinic).wrong == ""


def test_a_lost_seal_is_made_anew_and_goes_on_from_what_was_published(clinic: Clinic) -> None:
    sealer(clinic).seal()
    execute(clinic.storage, "proof", "DELETE FROM seals")
    end = more(clinic, "s-1")
    sealer(clinic).seal()
    assert sizes(published(clinic))[1:] == [end]
    assert audit(clinic).wrong == ""


def test_a_checkpoint_that_was_cut_short_is_passed_over(clinic: Clinic) -> None:
    sealer(clinic).seal()
    out = published(clinic)
    (file,) = out.files()
    whole = file.read_text()
    for cut in (1, len(whole) // 4, len(whole) // 2, len(whole) - 2):
        file.write_text(whole + "\n" + whole[:cut])
        assert len(sizes(out)) == 1
        last = out.last()
        assert last is not None
        out.append(last.note, file.stem)
        assert len(sizes(out)) == 2, "the one after it counts"


@pytest.mark.parametrize("lies_in", ["sqlite"], indirect=True)
def test_a_process_begins_its_work_while_another_stands_still_sealing(clinic: Clinic) -> None:
    sealer(clinic).seal()
    with Clinic(clinic.folder) as another, clinic.seals.alone():
        assert "proof" in works_of(another)


def test_what_cannot_be_published_is_not_taken_for_sealed(clinic: Clinic) -> None:
    out = published(clinic)
    out.folder.write_text("in the way")

    with pytest.raises(StoreUnavailable, match="cannot be used"):
        sealer(clinic).seal()

    assert clinic.seals.last() is None


def test_several_at_once_publish_what_holds(clinic: Clinic) -> None:
    sealers = [sealer(clinic) for _ in range(4)]
    for number in range(5):
        more(clinic, f"s-{number}")
        threads = [Thread(target=one.seal) for one in sealers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sizes(published(clinic)) == sorted(set(sizes(published(clinic))))
    assert audit(clinic).wrong == ""


def test_what_does_not_go_on_from_what_was_published_is_never_signed(clinic: Clinic) -> None:
    sealer(clinic).seal()
    (file,) = published(clinic).files()
    seal = clinic.seals.last()
    assert seal is not None
    with clinic.seals.alone() as sealing:
        peak = bytes(byte ^ 1 for byte in seal.tree.peaks[0])
        sealing.write(seal._replace(tree=seal.tree._replace(peaks=(peak, *seal.tree.peaks[1:]))))
    before = file.read_text()
    more(clinic, "s-1")

    with pytest.raises(StoreDamaged, match="is not as the checkpoint of"):
        sealer(clinic).seal()

    assert file.read_text() == before


def test_a_log_that_is_shorter_than_what_was_published_is_not_sealed(clinic: Clinic, tmp_path: Path) -> None:
    sealer(clinic).seal()
    with Clinic.found(tmp_path / "other", site="site-1", name="Other", time_zone="UTC", clock=clinic.clock) as other:
        more(other, "admin")
        longer = more(other, "s-1", "s-2", "s-3")
        sealer(other).seal()
        (file,) = published(other).files()
    (published(clinic).folder / file.name).write_text(file.read_text())
    assert clinic.store.head().position < longer

    with pytest.raises(StoreDamaged, match="nothing more is sealed until"):
        sealer(clinic).seal()


def test_the_signing_key_is_made_at_first_use_for_its_owner_alone(clinic: Clinic) -> None:
    key = clinic.folder / "keys" / FILE
    assert not key.exists()
    line = sealer(clinic).verifier().line
    assert key.stat().st_mode & 0o777 == 0o600
    assert sealer(clinic).verifier().line == line


def test_who_has_no_signing_key_does_not_seal_and_says_so_once(clinic: Clinic, logged: Logged) -> None:
    sealer(clinic).seal()
    key = clinic.folder / "keys" / FILE
    key.rename(key.with_suffix(".away"))
    more(clinic, "s-1")
    elsewhere = sealer(clinic)
    for _ in range(3):
        assert not elsewhere.advance(lambda: True)
    assert len(logged.lines("not_sealing")) == 1
    assert not key.exists()
    with pytest.raises(KeysUnusable, match="is not here: copy it from the machine that seals"):
        elsewhere.seal()

    key.with_suffix(".away").rename(key)
    elsewhere.advance(lambda: True)
    assert audit(clinic).checkpoints == 2


def test_the_key_of_another_site_is_refused(clinic: Clinic, tmp_path: Path) -> None:
    sealer(clinic).verifier()
    with Clinic.found(tmp_path / "other", site="site-1", name="Other", time_zone="UTC") as other:
        sealer(other).verifier()
    (clinic.folder / "keys" / FILE).write_bytes((tmp_path / "other" / "keys" / FILE).read_bytes())
    with pytest.raises(KeysUnusable, match="is not the one that this site is sealed with"):
        sealer(clinic).seal()


def test_a_key_that_others_may_read_is_refused(clinic: Clinic) -> None:
    sealer(clinic).verifier()
    (clinic.folder / "keys" / FILE).chmod(0o644)
    with pytest.raises(KeysUnusable, match="chmod 600"):
        sealer(clinic).seal()


def test_checkpoints_go_where_the_settings_say(clinic: Clinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEPORT_CHECKPOINTS", str(tmp_path / "elsewhere"))
    sealer(clinic).seal()
    assert [path.name for path in (tmp_path / "elsewhere" / "site-1").iterdir()] == ["2026-01-05.txt"]
    assert not (clinic.folder / "checkpoints").exists()


def test_the_log_is_sealed_while_the_page_is_served(clinic: Clinic) -> None:
    with serving(clinic, None):
        until(lambda: sizes(published(clinic)) == [clinic.store.head().position])
    assert audit(clinic).wrong == ""

"""What is in a log that cannot be read is said in plain words, with its place."""

import pytest

from events.catalogue import UnknownEventType
from events.envelope import Recorded
from events.released import CATALOGUE
from events.store import StoreDamaged


def recorded(data: bytes, type_: str = "episode.note_written", version: int = 1) -> Recorded:
    return Recorded(7, "episode-e1", 1, "e", type_, version, 0, 0, 0, "s", "c", "c", None, data, None)


@pytest.mark.parametrize("data", [b'{"entry": "n1', b'{"entry": 1}', b"\xff\xfe", b"{}"])
def test_an_event_that_cannot_be_read_is_named_by_its_position(data: bytes) -> None:
    with pytest.raises(StoreDamaged, match="position 7"):
        CATALOGUE.decode(recorded(data))


@pytest.mark.parametrize(("type_", "version"), [("episode.moon_seen", 1), ("episode.note_written", 2)])
def test_an_event_of_a_newer_version_asks_for_an_upgrade(type_: str, version: int) -> None:
    with pytest.raises(UnknownEventType, match="upgrade"):
        CATALOGUE.decode(recorded(b"{}", type_, version))

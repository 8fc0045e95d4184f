"""The leaf of an event never changes: these bytes are what checkpoints published once were made from."""

import struct
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.envelope import Recorded
from events.leaf import encoded, leaf

RECORD = Recorded(
    position=2,
    stream="episode-e-1",
    version=1,
    event_id="0197",
    type="episode.opened",
    schema_version=1,
    occurred_at=1_767_600_000_000_000,
    occurred_offset=-480,
    recorded_at=1_767_600_000_000_001,
    actor="s-1",
    command_id="c-1",
    correlation_id="c-1",
    causation_id=None,
    data=b'{"client":"c-1"}',
    sealed=None,
)


def test_what_is_hashed_is_every_field_in_order_each_behind_its_length() -> None:
    def field(content: bytes | None) -> bytes:
        return b"\xff" * 4 if content is None else struct.pack(">I", len(content)) + content

    fields = (b"homeport event 1", b"2", b"episode-e-1", b"1", b"0197", b"episode.opened", b"1", b"1767600000000000")
    further = (b"-480", b"1767600000000001", b"s-1", b"c-1", b"c-1", None, b'{"client":"c-1"}', None)
    assert encoded(RECORD) == b"".join(map(field, (*fields, *further)))
    assert leaf(RECORD) == sha256(b"\x00" + encoded(RECORD)).digest()


def test_the_leaf_is_what_it_was_when_the_format_was_released() -> None:
    assert leaf(RECORD).hex() == "e8b109040fd77d4464ba18825c4e489751b65826f6d8c7011faaa019c2280977"


@pytest.mark.parametrize("field", Recorded._fields)
def test_a_change_of_any_field_changes_the_leaf(field: str) -> None:
    value: Any = getattr(RECORD, field)
    changed = b"x" if value is None or isinstance(value, bytes) else value + (1 if isinstance(value, int) else "x")
    changes: dict[str, Any] = {field: changed}
    assert leaf(RECORD._replace(**changes)) != leaf(RECORD)


def test_nothing_is_not_the_same_as_something_empty() -> None:
    assert leaf(RECORD._replace(sealed=b"")) != leaf(RECORD)


@given(st.text(), st.text(), st.text(), st.text())
def test_no_two_records_have_the_same_leaf_by_moving_text_from_a_field_to_the_next(
    actor: str, command: str, other_actor: str, other_command: str
) -> None:
    one = RECORD._replace(actor=actor, command_id=command)
    other = RECORD._replace(actor=other_actor, command_id=other_command)
    assert (encoded(one) == encoded(other)) == (one == other)

"""The base of every command: what somebody asks to be done, under an id of their own."""

from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema
from uuid_utils import NAMESPACE_OID, uuid5

from events.event import Id
from events.instants import Instant, TimeUnreadable, iso, parse


def _instant(value: Any) -> Instant:
    if isinstance(value, Instant):
        return value
    if not isinstance(value, str):
        raise ValueError("is not a time in text, such as 2026-03-02T14:30:00-08:00")
    try:
        return parse(value)
    except TimeUnreadable as error:
        raise ValueError(str(error)) from None


Moment = Annotated[
    Instant,
    BeforeValidator(_instant),
    PlainSerializer(lambda instant: iso(instant.us, instant.offset), return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""An ISO 8601 time with an offset."""


class Command(BaseModel):
    """What `actor` asks for. Sent again under the same `id`, it is answered with the first receipt.

    `occurred_at` is when it happened (default: now); `recorded_at` may be set in synthetic sites only;
    `expected_version` refuses the command if its stream has moved on (0: it is new).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, hide_input_in_errors=True)

    command: ClassVar[str]

    id: Id
    actor: Id
    occurred_at: Moment | None = None
    recorded_at: Moment | None = None
    expected_version: Annotated[int, Field(ge=0)] | None = None
    correlation_id: Id | None = None
    causation_id: Id | None = None

    def new_id(self, n: int) -> str:
        """The n-th id that this command gives to what it makes: the same again when it is repeated."""
        return str(uuid5(uuid5(NAMESPACE_OID, self.id), str(n)))

    def submitted(self) -> bytes:
        """The command as it was given, before any default: what its digest is taken over."""
        return f"{self.command} {self.model_dump_json(exclude_unset=True)}".encode()

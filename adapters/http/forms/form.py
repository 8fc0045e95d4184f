"""A form under way: its fields, what stands in them, and what was wrong with it when it was last sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from adapters.clinic import random_ids
from adapters.http.forms.field import Field, shown
from adapters.http.languages import mark
from adapters.http.posted import COMMAND, VERSION, WHEN, Posted
from engine.refusals import Invalid, Unmet

Texts = Mapping[str, tuple[str, ...]]
WHEN_FIELD: Final = Field(WHEN, mark("When it happened"), "moment", mark("Leave empty for now"))


@dataclass(frozen=True)
class Form:
    """What `_form.html` shows. `submit` labels its button; `command_id` makes sending it twice the same as once.

    `given` is what was typed, None before it was sent. With a `version` the form is refused once the record has
    moved on. `problems` stand beside their fields, `refusals` and `unmet` above them all; `meanwhile` says what others
    recorded since the form was opened, and `theirs` is what now stands recorded where something else was typed here.
    """

    fields: tuple[Field, ...]
    action: str
    submit: str = mark("Record")
    given: Texts | None = None
    command_id: str = field(default_factory=random_ids)
    version: int | None = None
    problems: Texts = field(default_factory=dict)
    refusals: tuple[str, ...] = ()
    unmet: tuple[Unmet, ...] = ()
    meanwhile: tuple[str, ...] = ()
    theirs: Texts = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    """The fields that began with what is recorded."""

    def holding(self, content: Mapping[str, Any]) -> "Form":
        """The form with these values in its fields, as when an entry is amended."""
        fields = tuple(
            one._replace(initial=shown(content[one.name])) if one.name in content else one for one in self.fields
        )
        return replace(self, fields=fields, held=self.held | content.keys())

    def sent(self, posted: Posted) -> "Form":
        """The form as somebody sent it: whatever they typed, under the id and version that it was opened with."""
        version = posted.one(VERSION)
        return replace(
            self,
            given=posted.values,
            command_id=posted.one(COMMAND) or self.command_id,
            version=int(version) if version.isascii() and version.isdigit() else self.version,
        )

    def texts(self, name: str) -> tuple[str, ...]:
        """What stands in a field."""
        if self.given is not None:
            return self.given.get(name, ())
        return next(one.initial for one in self.fields if one.name == name)

    def differing(self) -> Texts:
        """What is recorded in those fields in which something else was typed."""
        return {
            one.name: one.initial
            for one in self.fields
            if one.name in self.held and not one.is_left(self.texts(one.name))
        }

    def values(self) -> dict[str, Any]:
        """What was given, for the model to read; fields left empty are left out."""
        read = {one.name: one.read(self.texts(one.name)) for one in self.fields if one.name != WHEN}
        return {name: value for name, value in read.items() if value is not None}

    def occurred_at(self, zone: ZoneInfo) -> str | None:
        """When it happened, if they said so, in ISO 8601 with the site's offset. Raises `Invalid`."""
        text = next(iter((self.given or {}).get(WHEN, ())), "").strip()
        if not text:
            return None
        try:
            return datetime.fromisoformat(text).replace(tzinfo=zone).isoformat()
        except ValueError:
            raise Invalid(["occurred_at is not a date and time, such as 2026-03-02T14:30"]) from None

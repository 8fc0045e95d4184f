"""Which types of event exist, and how the bytes of each become a model."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from events.envelope import Recorded
from events.event import SEALED, Event, marked
from events.store import EventUnreadable

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
"""Turns the plain data of one schema version into that of the next. Pure."""


class UnknownEventType(LookupError):
    """The log holds an event that this version of Homeport does not know: it was written by a newer one."""


def unreadable(record: Recorded) -> EventUnreadable:
    """That a record does not hold what its type says."""
    return EventUnreadable(f"the event at position {record.position} cannot be read: restore the log from a backup")


class Catalogue:
    """Every event type with its current model, and the upcasters from each older version."""

    def __init__(
        self, models: Iterable[type[Event]], upcasters: Mapping[tuple[str, int], Upcaster] | None = None
    ) -> None:
        self.models: dict[str, type[Event]] = {}
        for model in models:
            if model.type in self.models:
                raise ValueError(f"two events are called {model.type}")
            self.models[model.type] = model
        self._upcasters = dict(upcasters or {})
        self._validators: dict[tuple[str, int], Callable[[bytes], Event]] = {}

    def decode(self, record: Recorded) -> Event:
        """The event in a record, without its personal part. Raises `UnknownEventType` and `EventUnreadable`."""
        key = (record.type, record.schema_version)
        # One lookup and one call in the hot path: a union of all models was measured at 14 times the cost.
        validate = self._validators.get(key) or self._validator(*key)
        try:
            return validate(record.data)
        except ValueError:
            raise unreadable(record) from None

    def _validator(self, type_: str, version: int) -> Callable[[bytes], Event]:
        model = self.models.get(type_)
        if model is not None and version == model.schema_version:
            model.model_rebuild()
            validate: Callable[[bytes], Event] = model.__pydantic_validator__.validate_json
        else:

            def validate(data: bytes) -> Event:
                return self.load(type_, version, json.loads(data))

        self._validators[type_, version] = validate
        return validate

    def load(self, type_: str, version: int, data: Mapping[str, Any]) -> Event:
        """The event in plain data of any released version. Raises `UnknownEventType`."""
        model = self.models.get(type_)
        if model is None or version > model.schema_version:
            raise UnknownEventType(f"{type_} version {version} is not known here; upgrade Homeport to read it")
        upcast = dict(data)
        for step in range(version, model.schema_version):
            upcast = self._upcasters[type_, step](upcast)
        return model.model_validate(upcast)

    def decode_opened(self, record: Recorded, personal: bytes | None) -> Event:
        """The event with its personal part, given in clear (None where it was erased or never there)."""
        if personal is None:
            return self.decode(record)
        return self.load(record.type, record.schema_version, json.loads(record.data) | json.loads(personal))

    def json_schema(self, type_: str) -> dict[str, Any]:
        """The JSON Schema of the current version of a type; sealed fields are marked `x-sealed`."""
        model = self.models[type_]
        schema = model.model_json_schema()
        for name in marked(model, SEALED):
            schema["properties"][name]["x-sealed"] = True
        return schema

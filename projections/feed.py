"""The log as it may leave the house: CloudEvents 1.0 envelopes with thin data, a pure function of each record.

Thin data holds ids, codes, stages and scores: no sealed part, no answers, no whole documents, no free text. What a
type does not declare is left out, so that nothing leaves unmarked.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from events.catalogue import Catalogue, UnknownEventType, unreadable
from events.corrections import EntryAmended
from events.envelope import Recorded
from events.event import SEALED, WITHHELD, Event, marked
from events.instants import iso
from events.released import CATALOGUE

_SUBJECTS = {"episode": "episodes", "client": "clients"}


def thin(record: Recorded, source: str, catalogue: Catalogue = CATALOGUE) -> dict[str, Any]:
    """The CloudEvents envelope of a record, as plain data; `source` is the URI reference of its log.

    Attributes that are absent are left out. Raises `UnknownEventType` for a record of a newer Homeport, and
    `EventUnreadable`.
    """
    try:
        data = _thin_data(record.type, json.loads(record.data), catalogue)
    except (ValueError, AttributeError, KeyError, TypeError):  # not JSON, or JSON of something else
        raise unreadable(record) from None
    kind, _, name = record.stream.partition("-")
    key = name or source.rpartition("/")[2]
    envelope = {
        "specversion": "1.0",
        "id": record.event_id,
        "source": source,
        "type": f"org.homeport.{record.type}.v{record.schema_version}",
        "subject": f"{_SUBJECTS.get(kind, 'sites')}/{key}",
        "time": iso(record.occurred_at, record.occurred_offset),
        "recordedtime": iso(record.recorded_at),
        "sequence": f"{record.position:020}",
        "partitionkey": key,
        "correlationid": record.correlation_id,
        "datacontenttype": "application/json",
        "data": data,
    }
    if record.causation_id is not None:
        envelope["causationid"] = record.causation_id
    return envelope


def _thin_data(type_: str, data: Mapping[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    model = catalogue.models.get(type_)
    if model is None:
        raise UnknownEventType(f"{type_} is not known here; upgrade Homeport to read it")
    told = {name: value for name, value in data.items() if name in _told(model)}
    if model is EntryAmended:
        told["content"] = _thin_data(data["of"], data["content"], catalogue)
    return told


@cache
def _told(model: type[Event]) -> frozenset[str]:
    return frozenset(model.model_fields) - marked(model, SEALED) - marked(model, WITHHELD)

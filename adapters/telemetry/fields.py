"""The only fields that a log line or a trace may have, and the only form that their values may take.

What is not on the list is dropped, and so is every text that is not an id, a code or a template: a sentence can
hold a name. A line says which of its fields were dropped, never what was in them.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

ALLOWED: Final = {
    "event": "what happened",
    "level": "info, warning or error",
    "timestamp": "when, UTC",
    "site": "the site's id",
    "correlation_id": "the request that it belongs to; the same in every line, event and trace of it",
    "correlation_ids": "the requests that it belongs to, where they are several",
    "trace_id": "the trace, where traces are exported",
    "span_id": "the span in it",
    "method": "of a request",
    "route": "the template of its address, never the address",
    "status": "of its answer",
    "duration_ms": "how long it took, in milliseconds",
    "command": "the kind of command",
    "command_id": "its id",
    "outcome": "accepted, or the code of its refusal",
    "verdict": "appended, duplicate or conflict",
    "episode": "the episode's id",
    "stream": "the stream's name",
    "position": "in the log",
    "events": "how many",
    "batch": "how many appends were committed together",
    "reader": "a reader's name",
    "endpoint": "a webhook's id",
    "reason": "a code",
    "incident": "the number that a person was told",
    "error_type": "the class of an error, never its text",
    "error_at": "where in the code",
    "logger": "the library that logged",
    "dropped_fields": "fields that are not on this list, or whose value may not be shown",
}
"""Field names with what they mean."""

_PLAIN: Final = re.compile(r"[A-Za-z0-9_.:/{}<>+-]{1,200}")


def allowed(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Those fields that may be shown, and under `dropped_fields` the names of the others."""
    kept = {name: value for name, value in fields.items() if name in ALLOWED and _is_plain(value)}
    if len(kept) < len(fields):
        kept["dropped_fields"] = sorted(name if _is_plain(name) else "unnamed" for name in fields if name not in kept)
    return kept


def _is_plain(value: Any) -> bool:
    match value:
        case None | bool() | int() | float():
            return True
        case str():
            return _PLAIN.fullmatch(value) is not None
        case list() | tuple():
            return _all_plain(value)
    return False


def _all_plain(values: Iterable[Any]) -> bool:
    return all(isinstance(value, str) and _is_plain(value) for value in values)

"""The one command that a sitting becomes. Made again from the same row it is the same, to the byte: a retry."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from adapters.one_time.rows import range_of
from engine.command import Command
from events.instants import Instant, to_datetime
from workflows.aiat.reading import read_command
from workflows.aiat.site import Site
from workflows.instruments.form import load_form

Answers = Mapping[str, int | None]


def command_id(row: Any) -> str:
    """The id of the command, drawn from the token (from the digest of it that is kept)."""
    return f"one-time-{hashlib.sha256(b'command' + row.token).hexdigest()[:32]}"


def content(row: Any, answers: Answers) -> dict[str, Any]:
    """The assessment as entered so far; `target` and `response_range` only where the link declares them."""
    asked: dict[str, Any] = {"form": row.form, "occasion": row.occasion, "answers": dict(answers)}
    if row.target is not None:
        asked["target"] = row.target
    if (declared := range_of(row)) is not None:
        asked["response_range"] = list(declared)
    return asked


def recorded_as(row: Any, answers: Answers, site: Site) -> Command:
    """The command `record assessment` of a finished sitting, in the name of whoever issued the link.

    What was left unanswered counts as declined.
    """
    items = load_form(row.form, row.form_version).items
    whole = {item: answers.get(item) for item in items}
    offset = to_datetime(row.finished_at, site.zone).utcoffset() or timedelta()
    return read_command(
        {
            "command": "record",
            "id": command_id(row),
            "actor": row.issued_by,
            "occurred_at": str(Instant(row.finished_at, offset // timedelta(minutes=1))),
            "episode": row.episode,
            "what": "assessment",
            "content": content(row, whole),
        }
    )

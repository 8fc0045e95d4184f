"""Reads the two times of a look back from the address of a page: as known at, and as of."""

from typing import Literal, NamedTuple

from adapters.asking import Ahead, Asked, asked
from adapters.http.visits import Visit
from engine.refusals import Invalid

Why = Literal["unreadable", "ahead", "too_early"]


class CannotLookBack(Exception):
    """A screen was asked for as of a time that cannot be read, or has not come; `why` says which."""

    def __init__(self, why: Why) -> None:
        self.why = why


class LookBack(NamedTuple):
    """What was asked, as it was typed; `problem` is a field whose time could not be read, has not come, or is one at
    which there was nothing yet, as `why` says, and then nothing is asked.
    """

    question: Asked
    as_at: str
    as_of: str
    problem: str | None = None
    why: Why = "unreadable"


def look_back(visit: Visit, as_at: str, as_of: str) -> LookBack:
    """The question of a page; of now, where nothing was typed."""
    try:
        return LookBack(asked(visit.web.clinic, as_at or None, as_of or None), as_at, as_of)
    except Invalid as invalid:
        field = (invalid.field or "").removeprefix("--").replace("-", "_")
        return LookBack(Asked(), as_at, as_of, field, "ahead" if isinstance(invalid, Ahead) else "unreadable")


def asked_back(visit: Visit, as_at: str, as_of: str) -> Asked:
    """The question of a page that has no field to mend it in. Raises `CannotLookBack`."""
    back = look_back(visit, as_at, as_of)
    if back.problem:
        raise CannotLookBack(back.why)
    return back.question


def too_early(back: LookBack) -> LookBack:
    """The question of now instead of one about a time when there was no episode yet."""
    return LookBack(Asked(), back.as_at, back.as_of, "as_of" if back.as_of else "as_at", "too_early")

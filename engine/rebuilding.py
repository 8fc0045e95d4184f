"""Writes a view anew beside the live one, on a running system, and goes over to it in one row; and back."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from engine.projections import Checkpoint, Difference, Row, differences
from engine.readers import Reader, met_another
from engine.refusals import NotFound, Refused

_TOGETHER: Final = 100  # rows worked out from streams that are read together
_NAMED: Final = 3  # of however many
_AS_IT_WAS: Final = "the one in use stays as it was"


def rebuild(reader: Reader) -> int:
    """Builds a generation, verifies it, and switches to it; the position it reached. The old one is kept.

    Raises `Refused`, with the live generation as it was, where an event cannot be read, a row differs from its
    replay, or another rebuild was faster.
    """
    generation = reader.views.begin(reader.name).generation
    switched = False
    try:
        _read(reader, generation)
        if wrong := verified(reader, generation):
            keys = ", ".join(one.key for one in wrong[:_NAMED])
            raise Refused(f"{reader.name} was written anew, but rows differ from the log ({keys}); {_AS_IT_WAS}")
        reached = _read(reader, generation)  # what was recorded while it was verified
        switched = reader.views.switch(reader.name, generation)
        if not switched:
            raise met_another(reader.name)
        return reached
    finally:
        if not switched:
            reader.views.drop(reader.name, generation)


def switch_back(reader: Reader) -> Checkpoint:
    """Goes back to the generation that was live before, once it has caught up; where it stands. Raises `NotFound`."""
    previous = _previous(reader)
    reader.run(generation=previous)
    if not reader.views.switch(reader.name, previous):
        raise met_another(reader.name)
    return reader.views.live(reader.name)


def drop_previous(reader: Reader) -> int:
    """Takes away the generation that was live before; its number. Raises `NotFound`."""
    previous = _previous(reader)
    reader.views.drop(reader.name, previous)
    return previous


def verified(reader: Reader, generation: int) -> list[Difference]:
    """Where the rows of a generation differ from a replay of the log, without what it has set aside.

    What somebody recorded meanwhile is no difference: where rows differ, it is caught up and they are looked at again.
    """
    found = {one.key for one in _compared(reader, generation)}
    if not found:
        return []
    reader.run(generation=generation)
    fold = reader.folds.seen(reader.standing(generation)[1])
    stored = ((key, row) for key, row in reader.views.rows(reader.name, generation) if key in found)
    return list(differences(reader.view, fold, stored, found))


def _previous(reader: Reader) -> int:
    previous = reader.views.previous(reader.name)
    if previous is None:
        raise NotFound(f"no other generation of {reader.name} is kept: it was not rebuilt, or the old one was dropped")
    return previous


def _compared(reader: Reader, generation: int) -> Iterator[Difference]:
    """A few rows after the others, so that memory stays flat."""
    at, aside = reader.standing(generation)
    seen: set[str] = set()
    for some in _parts(reader.views.rows(reader.name, generation)):
        seen.update(some)
        fold = reader.folds.together(some, reader.view.streams, aside)
        yield from differences(reader.view, fold, some.items(), ())
    for key in reader.keys(at, aside) - seen:
        yield from differences(reader.view, reader.folds.seen(aside), (), [key])


def _parts(rows: Iterator[tuple[str, Row]]) -> Iterator[dict[str, Row]]:
    while some := dict(islice(rows, _TOGETHER)):
        yield some


def _read(reader: Reader, generation: int) -> int:
    """Brings a generation to the head of the log. Raises `Refused` where an event has to be parked on the way."""
    progress = reader.run(generation=generation)
    if not progress.parked:
        return progress.position
    parked = sorted(reader.standing(generation)[1].parked.values())
    which = ", ".join(f"{one.position} ({one.fault.error} at {one.fault.place})" for one in parked[:_NAMED])
    raise Refused(
        f"{reader.name} cannot be written anew, for it cannot read position {which}; {_AS_IT_WAS}; "
        "homeport doctor tells whether the log is damaged"
    )

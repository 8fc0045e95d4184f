"""The pathway in small: which stages are behind, where the episode is, and what of the way has lapsed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, NamedTuple

from engine.refusals import Unmet
from events.instants import local_date
from workflows.aiat.facts import Facts
from workflows.aiat.requirements import pathway_for

HEIGHT: Final = 24
_PITCH: Final = 40.0
_MARGIN: Final = 12.0

Where = Literal["past", "here", "ahead"]


class Stop(NamedTuple):
    """A stage of the pathway, `number` from 1. `since`: the day on which it was last entered, if it was.

    `where`: `here` is the stage last entered, whatever became of the episode; all are `past` once it completed.
    `lapsed`: the requirements first asked for on leaving it that are open again.
    """

    x: float
    number: int
    stage: str
    where: Where
    since: date | None
    lapsed: tuple[str, ...]


@dataclass(frozen=True)
class Strip:
    """The stops from left to right."""

    width: float
    stops: tuple[Stop, ...]


def strip(facts: Facts, lapsed: Iterable[Unmet] = ()) -> Strip:
    """The strip of an episode; `lapsed` as `workflows.aiat.requirements.lapsed` finds it."""
    definition = pathway_for(facts).definition
    first_asked: dict[str, str] = {}
    for stage in definition.stages:
        for move in definition.moves_from(stage.name):
            for code in move.requires:
                first_asked.setdefault(code, stage.name)
    again = [unmet.code for unmet in lapsed]
    here = definition.order[facts.episode.stage]
    stages = [stage.name for stage in definition.stages if not stage.final]
    return Strip(
        width=2 * _MARGIN + (len(stages) - 1) * _PITCH,
        stops=tuple(
            Stop(
                x=_MARGIN + place * _PITCH,
                number=place + 1,
                stage=stage,
                where="past" if place < here else "here" if place == here else "ahead",
                since=_entered_on(facts, stage),
                lapsed=tuple(code for code in again if first_asked.get(code) == stage),
            )
            for place, stage in enumerate(stages)
        ),
    )


def _entered_on(facts: Facts, stage: str) -> date | None:
    entered = facts.episode.entered(stage)
    return local_date(entered[-1].at.us, facts.site.zone) if entered else None

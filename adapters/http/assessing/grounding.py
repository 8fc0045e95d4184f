"""What grounds a client, from their safety screen: shown wherever hard questions are asked."""

from typing import NamedTuple

from adapters.amending import content_in_force
from adapters.clinic import Clinic
from events.intake import SafetyScreenDone
from workflows.aiat.episode import Episode


class Grounding(NamedTuple):
    """What helps, and what overwhelms, in the client's own words; empty where nothing was said or it was erased."""

    grounds: tuple[str, ...] = ()
    overwhelms: tuple[str, ...] = ()


def grounding_of(clinic: Clinic, episode: Episode) -> Grounding:
    """What the latest safety screen says."""
    screen = episode.latest(SafetyScreenDone)
    found = content_in_force(clinic, episode.id, screen.id) if screen else None
    content = found[1] if found else {}
    return Grounding(tuple(content.get("grounds") or ()), tuple(content.get("overwhelms") or ()))

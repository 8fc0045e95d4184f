"""The sentence of an event; the modules beside this one teach it each event type."""

from collections.abc import Callable, Iterable
from functools import singledispatch

from events.event import Event

Name = Callable[[str], str]
"""Turns the id of a person on the map into what they are called; without a key, the id itself."""


@singledispatch
def sentence(event: Event, name: Name = str) -> str:
    """What happened, in one plain sentence, from what is not sealed and what `name` is willing to tell."""
    return f"{event.type}."


def plain(code: str) -> str:
    """A code as words."""
    return code.replace("_", " ").replace("-", " ")


def listed(codes: Iterable[str]) -> str:
    """Codes as words, with commas between them; "none" where there are none."""
    return ", ".join(plain(code) for code in codes) or "none"


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 person", "2 people" for "person|people"."""
    one, _, many = noun.partition("|")
    return f"{number} {one if number == 1 else many or one + 's'}"

"""An episode as asked about: now, as known at a time, as true at a time, or both."""

from datetime import date
from itertools import takewhile
from typing import Any, Literal, NamedTuple

from adapters.clinic import Clinic
from engine.folding import evolved
from engine.refusals import Invalid, NotFound
from events.envelope import Recorded
from events.event import Event
from events.instants import TimeUnreadable, local_date, parse_asked
from workflows.aiat.client import Client
from workflows.aiat.deciding.rules import client_stream, episode_stream, no_episode
from workflows.aiat.facts import Facts, facts_of
from workflows.aiat.site import STREAM, Site

_ALWAYS = 2**63 - 1


class Asked(NamedTuple):
    """The moments a question is about, in UTC microseconds; None for now. `said` is how they were given."""

    as_at: int | None = None
    as_of: int | None = None
    said: tuple[str, ...] = ()

    @property
    def banner(self) -> str | None:
        """One line that says the answer looks back; None where it does not."""
        return "Looking back: " + ", ".join(self.said) if self.said else None


class Case(NamedTuple):
    """An episode, what it is judged by, and the records it was folded from."""

    facts: Facts
    client: Client
    records: list[tuple[Recorded, Event]]


class Ahead(Invalid):
    """A question was about a time that has not come."""


def asked(clinic: Clinic, as_at: str | None, as_of: str | None) -> Asked:
    """Reads the two times of a question, neither after the site's today. Raises `Invalid`, for those `Ahead`."""
    moments: list[int | None] = []
    zone = clinic.site.zone
    today = local_date(clinic.clock(), zone)
    for name, text in (("--as-at", as_at), ("--as-of", as_of)):
        try:
            moment = None if text is None else parse_asked(text, zone)
        except TimeUnreadable as error:
            raise Invalid([f"{name} {error}"], field=name) from None
        if moment is not None and local_date(moment, zone) > today:
            raise Ahead([f"{name} lies after today, {today}: a question is about now or an earlier time"], field=name)
        moments.append(moment)
    said = (f"{words} {text}" for words, text in (("as known at", as_at), ("as of", as_of)) if text is not None)
    return Asked(moments[0], moments[1], tuple(said))


class NotBegun(NotFound):
    """There was no such episode yet at the time that was asked about.

    `asked` names the time that lies too early, `first_day` is the first day for which there is an answer.
    """

    def __init__(self, message: str, asked: Literal["as_at", "as_of"], first_day: date) -> None:
        super().__init__(message)
        self.asked = asked
        self.first_day = first_day


def the_case(clinic: Clinic, episode: str, question: Asked, *, opened: bool = False) -> Case:
    """The episode as asked. With `opened`, its records come with their personal parts. Raises `NotFound`."""
    domain, stream = clinic.engine.domain, episode_stream(episode)
    if not clinic.engine.load(stream).state.exists:
        raise NotFound(no_episode(episode))
    until = _ALWAYS if question.as_at is None else question.as_at
    every = list(clinic.opened(stream) if opened else _decoded(clinic, stream))
    records = [(record, event) for record, event in every if record.recorded_at <= until]
    if not records:
        first_day = local_date(every[0][0].recorded_at, clinic.site.zone)
        raise NotBegun(f"nothing was known of episode {episode} at that time", "as_at", first_day)
    # folded without personal parts, as everywhere
    state = evolved(domain, domain.initial(stream), (record for record, _ in records))
    if question.as_of is not None:
        began = state.steps[0].at.us
        state = state.as_of(question.as_of)
        if not state.exists:
            raise NotBegun(
                f"episode {episode} had not begun at that time", "as_of", local_date(began, clinic.site.zone)
            )
    site: Site = _folded(clinic, STREAM, until)
    client: Client = _folded(clinic, client_stream(state.client), until)
    now = min(moment for moment in (question.as_at, question.as_of, clinic.clock()) if moment is not None)
    return Case(facts_of(state, site, now), client, records)


def _decoded(clinic: Clinic, stream: str) -> list[tuple[Recorded, Event]]:
    decode = clinic.engine.domain.catalogue.decode
    return [(record, decode(record)) for record in clinic.store.read_stream(stream)]


def _folded(clinic: Clinic, stream: str, until: int) -> Any:
    if until == _ALWAYS:
        return clinic.engine.load(stream).state
    domain = clinic.engine.domain
    known = takewhile(lambda record: record.recorded_at <= until, clinic.store.read_stream(stream))
    return evolved(domain, domain.initial(stream), known)

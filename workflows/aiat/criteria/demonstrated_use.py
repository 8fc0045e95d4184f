"""`demonstrated_use`: whether the client turns to the people on the map, as the contacts show.

No standard measure of this exists: the numbers are the policy's.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from events.instants import DAY, iso, local_date
from events.relapse_plan import RiskIdentified
from events.social_map import ContactMade
from workflows.aiat.criteria.row import Number, Row
from workflows.aiat.criteria.source import policy_source
from workflows.aiat.criteria.use_window import Counts, UseContact, Window, is_met
from workflows.aiat.facts import Facts
from workflows.aiat.holds import is_on_hold, walk_back
from workflows.aiat.social_map import Person

STAGE = "social_map_building"
_WINDOWS = 3


def judge(facts: Facts) -> Row:
    """Judged by the latest three windows, the days on hold left out, up to the end of treatment."""
    source = policy_source(facts.policy, "contacts with people on the map")
    if not facts.episode.entered(STAGE):
        return Row(
            criterion="demonstrated_use",
            status="not_started",
            sentence="Social map building has not begun.",
            source=source,
        )
    numbers = facts.policy.demonstrated_use
    edges = _edges(facts)
    contacts = tuple(_contacts(facts))
    held = [
        tuple(contact for contact in contacts if earlier < contact.us <= later) for later, earlier in pairwise(edges)
    ]
    counts = [Window(window).counts() for window in held]
    met = [is_met(one, numbers) for one in counts]
    counted = set().union(*held)
    if met[0]:
        level = _level_when_met(counts, met)
        once = ""
    else:
        then = _first_met(facts, contacts)
        level = -2 if then and counts[0].supported == 0 else -1
        once = " It was met before." if then else ""
        counted.update(then)
    return Row(
        criterion="demonstrated_use",
        status="judged",
        level=level,
        latest=_figures(counts[0]),
        evidence=tuple(sorted({place for contact in counted for place in contact.evidence})),
        source=source,
        details={"windows": [_window(*one) for one in zip(pairwise(edges), counts, met, strict=True)]},
        sentence=_sentence(facts, counts[0], met) + once,
    )


def _level_when_met(counts: Sequence[Counts], met: Sequence[bool]) -> int:
    if not met[1]:
        return 0
    answered = all(one.answering_a_risk for one in counts)
    return 2 if met[2] and answered else 1


def _edges(facts: Facts) -> list[int]:
    """The ends of the windows, latest first; each window reaches from one edge (left out) to that before."""
    edges, spans = [facts.judged_at], facts.episode.holds
    for _ in range(_WINDOWS):
        edges.append(walk_back(spans, edges[-1], facts.policy.demonstrated_use.window_days * DAY))
    return edges


def _contacts(facts: Facts) -> Iterator[UseContact]:
    """The contacts off hold up to the moment that is judged, oldest first."""
    until, spans = facts.judged_at, facts.episode.holds
    risks = {entry.id: entry.position for entry in facts.episode.of(RiskIdentified)}
    changes = facts.maps.until(until)
    people: Mapping[str, Person] = {}
    ahead = next(changes, None)
    for entry in facts.episode.of(ContactMade):
        us = entry.at.us
        while ahead is not None and ahead[0] <= us:
            people = ahead[1].people
            ahead = next(changes, None)
        if us > until or is_on_hold(spans, us):
            continue
        event: ContactMade = entry.event
        person = people.get(event.person)
        risk = risks.get(event.risk) if event.risk is not None else None
        yield UseContact(
            us=us,
            person=event.person,
            counts=event.outcome == "supported" and person is not None,
            staff=person is not None and person.is_staff,
            by_client=event.begun_by == "client",
            answers_risk=risk is not None,
            day=local_date(us, facts.site.zone),
            evidence=(
                entry.position,
                *(person.positions if person else ()),
                *(() if risk is None else (risk,)),
            ),
        )


def _first_met(facts: Facts, contacts: Sequence[UseContact]) -> Sequence[UseContact]:
    """The window in which the criterion was first met just after a contact; empty if it never was."""
    numbers, spans = facts.policy.demonstrated_use, facts.episode.holds
    window, oldest = Window(), 0
    for place, contact in enumerate(contacts):
        window.count(contact)
        begins = walk_back(spans, contact.us, numbers.window_days * DAY)
        while contacts[oldest].us <= begins:
            window.count(contacts[oldest], -1)
            oldest += 1
        last_of_its_moment = place + 1 == len(contacts) or contacts[place + 1].us != contact.us
        if last_of_its_moment and is_met(window.counts(), numbers):
            return contacts[oldest : place + 1]
    return ()


def _figures(counts: Counts) -> dict[str, Number | None]:
    return {**counts._asdict(), "share_begun_by_client": counts.share_begun_by_client}


def _window(edges: tuple[int, int], counts: Counts, met: bool) -> dict[str, Any]:
    later, earlier = edges
    return {"after": iso(earlier), "until": iso(later), "met": met, **_figures(counts)}


def _sentence(facts: Facts, counts: Counts, met: Sequence[bool]) -> str:
    numbers = facts.policy.demonstrated_use
    share = counts.share_begun_by_client
    in_a_row = next((place for place, one in enumerate(met) if not one), len(met))
    return (
        f"In the last {numbers.window_days} days, supported contacts: {counts.supported} "
        f"({numbers.supported_contacts} needed); people: {counts.people} ({numbers.people}), "
        f"not staff: {counts.people_not_staff} ({numbers.people_not_staff}); days: {counts.days} "
        f"({numbers.days}); answering a risk: {counts.answering_a_risk} ({numbers.answering_a_risk}); begun by the "
        f"client: {'none made' if share is None else f'{share:.0%}'} ({numbers.share_begun_by_client:.0%}). "
        f"Windows met in a row: {in_a_row}."
    )

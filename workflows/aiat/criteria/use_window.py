"""The contacts of one window, counted: what demonstrated use of the map is judged by."""

from collections import Counter
from datetime import date
from typing import NamedTuple

from workflows.aiat.policy import UseNumbers


class UseContact(NamedTuple):
    """A contact as it counts: `counts` if it went supported, with somebody who was on the map at that time.

    `day` is the local date; `evidence` are the positions of the contact, of what the map said of the person,
    and of the risk that it answered.
    """

    us: int
    person: str
    counts: bool
    staff: bool
    by_client: bool
    answers_risk: bool
    day: date
    evidence: tuple[int, ...]


class Counts(NamedTuple):
    """What a window held. `contacts` and `begun_by_client` are over all of them, the rest over those that count."""

    supported: int
    people: int
    people_not_staff: int
    days: int
    answering_a_risk: int
    contacts: int
    begun_by_client: int

    @property
    def share_begun_by_client(self) -> float | None:
        """From 0 to 1; None where there was no contact at all."""
        return self.begun_by_client / self.contacts if self.contacts else None


class Window:
    """A span of time that contacts enter and leave."""

    def __init__(self, contacts: tuple[UseContact, ...] = ()) -> None:
        self._people: Counter[str] = Counter()
        self._not_staff: Counter[str] = Counter()
        self._days: Counter[date] = Counter()
        self._answering = self._contacts = self._by_client = self._supported = 0
        for contact in contacts:
            self.count(contact)

    def count(self, contact: UseContact, times: int = 1) -> None:
        """Counts a contact in, or out again with `times` = -1."""
        self._contacts += times
        self._by_client += times * contact.by_client
        if contact.counts:
            self._supported += times
            self._answering += times * contact.answers_risk
            self._people[contact.person] += times
            self._days[contact.day] += times
            self._not_staff[contact.person] += times * (not contact.staff)

    def counts(self) -> Counts:
        """What is in it now."""
        return Counts(
            supported=self._supported,
            people=_present(self._people),
            people_not_staff=_present(self._not_staff),
            days=_present(self._days),
            answering_a_risk=self._answering,
            contacts=self._contacts,
            begun_by_client=self._by_client,
        )


def is_met(counts: Counts, numbers: UseNumbers) -> bool:
    """Whether a window shows use of the map, by the policy's numbers."""
    share = counts.share_begun_by_client
    return (
        counts.people >= numbers.people
        and counts.people_not_staff >= numbers.people_not_staff
        and counts.supported >= numbers.supported_contacts
        and counts.days >= numbers.days
        and counts.answering_a_risk >= numbers.answering_a_risk
        and share is not None
        and share >= numbers.share_begun_by_client
    )


def _present(counter: Counter[str] | Counter[date]) -> int:
    return sum(count > 0 for count in counter.values())

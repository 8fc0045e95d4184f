"""The contacts of one window, counted: what demonstrated use of the map is judged by."""

from datetime import date
from typing import NamedTuple, TypeVar

from workflows.aiat.policy import UseNumbers

K = TypeVar("K")


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
        self._people: dict[str, int] = {}
        self._not_staff: dict[str, int] = {}
        self._days: dict[date, int] = {}
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
            _counted(self._people, contact.person, times)
            _counted(self._days, contact.day, times)
            if not contact.staff:
                _counted(self._not_staff, contact.person, times)

    def counts(self) -> Counts:
        """What is in it now."""
        return Counts(
            supported=self._supported,
            people=len(self._people),
            people_not_staff=len(self._not_staff),
            days=len(self._days),
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


def _counted(counts: dict[K, int], key: K, times: int) -> None:
    """Keeps only what there is: how many there are is asked after every contact."""
    left = counts.get(key, 0) + times
    if left:
        counts[key] = left
    else:
        del counts[key]

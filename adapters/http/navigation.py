"""The ways around: what stands in the main navigation, and for whom."""

from collections.abc import Callable
from typing import Final, NamedTuple

from adapters.http.admitting import admits
from adapters.http.languages import mark
from adapters.http.overseeing import sees_outcomes
from adapters.identity.permissions import manages, sees_clinical_data, writes
from workflows.aiat.site import Staff


class Way(NamedTuple):
    """A page of the main navigation, for those whom `shown_to` names."""

    path: str
    label: str
    shown_to: Callable[[Staff], bool]


_WAYS: Final = (
    Way("/", mark("Today"), sees_clinical_data),
    Way("/caseload", mark("Caseload"), sees_clinical_data),
    Way("/groups/new", mark("Group session"), writes),
    Way("/clients", mark("Clients"), admits),
    Way("/outcomes", mark("Programme outcomes"), sees_outcomes),
    Way("/people", mark("People and settings"), manages),
)


def ways(member: Staff) -> tuple[Way, ...]:
    """What a member of staff can go to."""
    return tuple(way for way in _WAYS if way.shown_to(member))

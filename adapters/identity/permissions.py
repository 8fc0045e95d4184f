"""What a member of staff may see and do. A caseload is not the clinic: it takes a reason to see an episode."""

from collections.abc import Callable, Container, Iterable
from typing import Literal

from events.site import Role
from workflows.aiat.deciding.rules import CLINICAL
from workflows.aiat.site import Staff

Basis = Literal["care_team", "supervision", "intake", "audit"]
"""Why somebody may see an episode; it is kept with every reading."""


def has_role(member: Staff, roles: Iterable[Role]) -> bool:
    """Whether they are on the staff at present, in one of these roles."""
    return member.active and not set(roles).isdisjoint(member.roles)


def manages(member: Staff) -> bool:
    """Whether they look after people and settings."""
    return has_role(member, ("administrator",))


def sees_clinical_data(member: Staff) -> bool:
    """Whether any clinical data is theirs to see. An administrator's role alone shows none."""
    return has_role(member, (*CLINICAL, "auditor"))


def writes(member: Staff) -> bool:
    """Whether they make clinical entries. Auditors read and never write."""
    return has_role(member, CLINICAL)


def basis(member: Staff, care_team: Container[str], stage: str) -> Basis | None:
    """Why they may see an episode with this care team, at this stage; None if they may not.

    Whoever treats the client, any supervisor, intake workers while it is at intake, and auditors.
    """
    return sight(member)(care_team, stage)


def sight(member: Staff) -> Callable[[Container[str], str], Basis | None]:
    """`basis` for many episodes: the member's roles are looked at once."""
    treats, supervises = writes(member), has_role(member, ("supervisor",))
    takes_in, audits = has_role(member, ("intake",)), has_role(member, ("auditor",))

    def why(care_team: Container[str], stage: str) -> Basis | None:
        if treats and member.id in care_team:
            return "care_team"
        if supervises:
            return "supervision"
        if takes_in and stage == "intake":
            return "intake"
        return "audit" if audits else None

    return why

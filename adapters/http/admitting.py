"""Who admits clients: registers them, finds any of them, and opens episodes."""

from typing import Final

from adapters.identity.permissions import has_role
from events.site import Role
from workflows.aiat.site import Staff

_ADMITTING: Final[tuple[Role, ...]] = ("intake", "supervisor")


def admits(member: Staff) -> bool:
    """Whether they register clients and open episodes."""
    return has_role(member, _ADMITTING)

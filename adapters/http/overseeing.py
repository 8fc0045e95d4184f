"""Who looks at the programme as a whole, and who may take its figures away."""

from adapters.identity.permissions import has_role
from workflows.aiat.site import Staff


def sees_outcomes(member: Staff) -> bool:
    """Whether the programme's outcomes are theirs to see."""
    return has_role(member, ("supervisor", "auditor"))


def downloads_outcomes(member: Staff) -> bool:
    """Whether they may take the programme's outcomes away as a file."""
    return has_role(member, ("supervisor",))

"""Records deadlines that have passed. It needs no lease: however many sweep, each deadline is recorded once."""

from collections.abc import Callable

from adapters.clinic import Clinic
from adapters.deadlines import fire_due, is_due


class Sweeping:
    """The `Work` of one site's deadlines, by the site's clock."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic

    def is_due(self) -> bool:
        """Whether a deadline has passed that is not recorded yet."""
        return is_due(self._clinic, self._clinic.clock())

    def advance(self, goes_on: Callable[[], bool]) -> bool:
        """Records what has passed. What its turn was too short for waits for the pulse."""
        fire_due(self._clinic, self._clinic.clock(), goes_on)
        return False

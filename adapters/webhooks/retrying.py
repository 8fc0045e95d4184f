"""What becomes of an endpoint after an attempt: delivered, tried again later, or disabled. Pure."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final, NamedTuple

from events.instants import SECOND

DELAYS: Final = (0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds before each attempt, counted from the one before."""
_DAY: Final = 86_400
LONGEST: Final = 2 * _DAY * SECOND
"""More than any wait: a moment further ahead is from before the clock was set back."""


class Answer(NamedTuple):
    """What came of an attempt: the status that was answered, or a code for why none was."""

    outcome: str
    retry_after: str | None = None

    @property
    def is_success(self) -> bool:
        """By status alone."""
        return len(self.outcome) == 3 and self.outcome.startswith("2")


class Verdict(NamedTuple):
    """How it goes on after a failure: attempts that have failed, and when the next is, or why there is none."""

    attempts: int
    next_attempt_at: int
    disabled: str | None = None


def after_failure(answer: Answer, attempts: int, now: int, random: float) -> Verdict:
    """How it goes on where `attempts` had failed before this one. `random` lies in [0, 1) and spreads the waits."""
    attempts += 1
    if answer.outcome == "410":
        return Verdict(attempts, 0, "it answered 410: gone")
    if attempts == len(DELAYS):
        return Verdict(attempts, 0, f"{attempts} attempts failed, the last with {answer.outcome}")
    wait = DELAYS[attempts] * (0.9 + 0.2 * random)
    if answer.outcome == "429" or answer.outcome.startswith("5"):
        wait = max(wait, min(_asked_for(answer.retry_after, now), _DAY))
    return Verdict(attempts, now + int(wait * SECOND))


def _asked_for(retry_after: str | None, now: int) -> float:
    """Seconds of a Retry-After, which gives seconds or a date; 0 where it says nothing of use."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        until: datetime = parsedate_to_datetime(text)
        return until.timestamp() - now / SECOND
    except (TypeError, ValueError, OverflowError):
        return 0.0

"""The discharge summary and the signatures that hold for it."""

from typing import Literal

from events.discharge import SummarySigned, SummaryWritten
from workflows.aiat.episode import Episode, InForce, Step

Meaning = Literal["author", "co_signer"]


def summary(episode: Episode) -> InForce | None:
    """The discharge summary in force: the latest one."""
    return episode.latest(SummaryWritten)


def signature(episode: Episode, meaning: Meaning) -> Step | None:
    """The signature that holds for the summary as it stands; None if there is none, or the text changed since."""
    text = summary(episode)
    if text is None:
        return None
    hash_ = text.event.content_hash
    signed: list[Step] = episode.steps_of(SummarySigned)
    return next(
        (one for one in reversed(signed) if (one.event.meaning, one.event.content_hash) == (meaning, hash_)), None
    )

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
    for step in reversed(episode.steps_of(SummarySigned)):
        if step.event.meaning == meaning and step.event.content_hash == text.event.content_hash:
            return step
    return None

"""Suggestions for coping, by attachment strategy: a start that a clinician and the client make their own.

Hyperactivating (protest, reassurance seeking): calm the body first, then spread the calls over several people.
Deactivating (withdrawal, "I am fine"): contact that is agreed beforehand, small, and asks little.
"""

from typing import Final, NamedTuple

from adapters.http.languages import mark


class Suggestion(NamedTuple):
    """Something to put into the coping with a risk: tools used alone, as codes, and words for the detail."""

    code: str
    title: str
    why: str
    alone: tuple[str, ...]
    detail: str


_HYPERACTIVATING: Final = (
    Suggestion(
        "settle_first",
        mark("Settle first, then reach out"),
        mark("A call at the height of alarm rarely brings relief; ten minutes of settling change what is asked for."),
        ("paced_breathing", "cold_water", "walking"),
        mark("First ten minutes alone: breathe slowly, cold water, walk. Then call, and say one thing that I need."),
    ),
    Suggestion(
        "spread_the_calls",
        mark("Spread the calls"),
        mark("Several people, each asked for a little, hold longer than one who is asked for everything."),
        (),
        mark("One call to one person. If nobody answers, the next on the list; nobody twice within the hour."),
    ),
    Suggestion(
        "wait_for_the_answer",
        mark("Bear the time until an answer"),
        mark("Silence is read as rejection fastest when the alarm is on. Agree on what silence means."),
        ("grounding", "music"),
        mark("No answer means busy, not gone. I wait until the time we agreed on before I write again."),
    ),
)
_DEACTIVATING: Final = (
    Suggestion(
        "set_times",
        mark("Contact at set times"),
        mark("What is agreed beforehand need not be asked for at the moment when asking is hardest."),
        (),
        mark("A short call on the same two days every week, whether or not anything is wrong."),
    ),
    Suggestion(
        "small_steps",
        mark("Small and light"),
        mark("Contact that asks little is easier to keep up than a talk about everything."),
        ("walking",),
        mark("One message with one true sentence about today. Doing something side by side counts as contact."),
    ),
    Suggestion(
        "say_when_fine",
        mark("When the answer is “I am fine”"),
        mark("Withdrawal is the early sign here: a sign agreed on beforehand can stand for words."),
        ("naming_the_feeling",),
        mark("When I notice that I say “fine” and stay away, I send our sign. They come by for ten minutes."),
    ),
)
_BY_STRATEGY: Final = {
    "hyperactivating": _HYPERACTIVATING,
    "deactivating": _DEACTIVATING,
    "disorganised": (_HYPERACTIVATING[0], _DEACTIVATING[0], _DEACTIVATING[1]),
}


def suggestions_for(*strategies: str | None) -> tuple[Suggestion, ...]:
    """The suggestions for the first of these strategies that has any."""
    return next((found for one in strategies if (found := _BY_STRATEGY.get(one or ""))), ())


def suggestion(code: str) -> Suggestion | None:
    """The suggestion of a code; None if there is none."""
    every = (*_HYPERACTIVATING, *_DEACTIVATING)
    return next((one for one in every if one.code == code), None)

"""Puts what the engine refused beside the fields that it is about, in words for people who fill in forms."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from adapters.clinic import random_ids
from adapters.http.forms.form import Form
from adapters.http.languages import mark
from adapters.http.posted import WHEN
from engine.refusals import CommandIdReused, Invalid, Refused, RequirementsUnmet, StaleVersion, TooBusy

_EMPTY: Final = mark("Please fill this in.")
_NOT_CHOSEN: Final = mark("Please choose.")
_CHOICES: Final = frozenset({"one", "many", "pair", "scale", "yes_no"})
_SAID: Final = (
    ("is missing", _EMPTY),
    ("must be one of .*", _NOT_CHOSEN),
    ("needs at least 1", _EMPTY),
    ("must not be empty", _EMPTY),
    (
        r"string should have at most (?P<most>\d+) characters",
        mark("At most {most} characters, please; this is longer."),
    ),
    ("should be a valid integer.*", mark("A whole number, please.")),
    ("is not a day; .*", mark("A date, please, such as 2026-03-02.")),
    (
        r"\w+ lies after (?P<day>[\d-]+), the day .*",
        mark("Not after {day}, please: that is the day on which this happened."),
    ),
    (
        r"\w+ lies more than (?P<years>\d+) years before (?P<day>[\d-]+), the day .*",
        mark("That is more than {years} years before {day}: please look at the year again."),
    ),
    (r"should be greater than or equal to (?P<least>-?\d+)", mark("At least {least}, please.")),
    (r"should be less than or equal to (?P<most>-?\d+)", mark("At most {most}, please.")),
)
_STALE: Final = mark(
    "Somebody recorded something here in the meantime. What you typed is still here: look at what is new, then send "
    "it again."
)
_REUSED: Final = mark(
    "This form was recorded already, with other content. If you mean to record another entry, send it again; to "
    "correct the first, amend it."
)
_BUSY: Final = mark("Others are changing the same record just now. What you typed is still here: send it again.")
_OCCURRED: Final = "occurred_at"


def refused(form: Form, refusal: Refused, meanwhile: Sequence[str] = ()) -> Form:
    """The form as it is shown again: what was typed, with every problem beside its field or above them all."""
    match refusal:
        case Invalid():
            return _with_problems(form, [_apart(problem) for problem in refusal.problems])
        case StaleVersion():
            theirs = form.differing()
            return replace(form, version=refusal.actual, refusals=(_STALE,), meanwhile=tuple(meanwhile), theirs=theirs)
        case CommandIdReused():
            return replace(form, command_id=random_ids(), refusals=(_REUSED,))
        case TooBusy():
            return replace(form, refusals=(_BUSY,))
        case RequirementsUnmet():
            return replace(form, refusals=(_capital(refusal.message),), unmet=refusal.unmet)
    name = _named(refusal.field or "")
    # a refusal is a whole sentence: where its field is not on the page, it stands alone above the form
    return _with_problems(form, [(name if any(one.name == name for one in form.fields) else "", refusal.message)])


def _with_problems(form: Form, found: Sequence[tuple[str, str]]) -> Form:
    fields = {one.name: one for one in form.fields}
    problems: dict[str, tuple[str, ...]] = {}
    refusals: list[str] = []
    for name, text in found:
        if name in fields:
            said = _in_words(text)
            if said == _EMPTY and fields[name].kind in _CHOICES:
                said = _NOT_CHOSEN
            problems[name] = tuple(dict.fromkeys((*problems.get(name, ()), said)))
        else:
            refusals.append(_in_words(text) if not name else _capital(f"{name.replace('_', ' ')} {text}"))
    return replace(form, problems=problems, refusals=tuple(refusals))


def _apart(problem: str) -> tuple[str, str]:
    """The field that a problem names first, and the rest of its sentence."""
    where, _, rest = problem.partition(" ")
    return _named(where), rest


def _named(where: str) -> str:
    name = where.removeprefix("content.").partition(".")[0]
    return WHEN if name == _OCCURRED else name


def _in_words(text: str) -> str:
    for pattern, message in _SAID:
        if found := re.fullmatch(pattern, text):
            return message.format_map(found.groupdict())
    return _capital(text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

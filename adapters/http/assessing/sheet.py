"""A questionnaire under way: which one it is, and what was answered, declined or left open so far."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from adapters.http.posted import WHEN, Posted
from engine.refusals import Invalid
from events.assessment import Occasion, Target
from workflows.instruments.errors import InstrumentError
from workflows.instruments.form import Form, Range, load_form

DECLINED: Final = "declined"
ITEM: Final = "item-"
"""What the name of an item's field begins with."""
_OWN: Final = ("note", WHEN)


@dataclass(frozen=True)
class Sheet:
    """`answers` holds an item once it is answered, or declined (None). `texts` are the fields beside the items."""

    form: Form
    occasion: Occasion
    target: Target | None = None
    response_range: Range | None = None
    answers: Mapping[str, int | None] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What drafts of the same questionnaire are kept under."""
        return "-".join(part for part in ("assessment", self.form.id, self.occasion, self.target) if part)

    @property
    def responses(self) -> range:
        """The responses that there are to choose from."""
        low, high = self.form.range_in_force(self.response_range)
        return range(low, high + 1)

    @property
    def open_items(self) -> tuple[str, ...]:
        """The items that were neither answered nor declined."""
        return tuple(item for item in self.form.items if item not in self.answers)

    def chosen(self, item: str) -> str:
        """What is marked at an item, as its field holds it; empty where nothing is."""
        if item not in self.answers:
            return ""
        answer = self.answers[item]
        return DECLINED if answer is None else str(answer)

    def with_answers(self, posted: Posted) -> "Sheet":
        """The sheet as somebody filled it in. What is no response of the form counts as not answered."""
        allowed = {str(response): response for response in self.responses}
        answers: dict[str, int | None] = {}
        for item in self.form.items:
            text = posted.one(ITEM + item)
            if text == DECLINED:
                answers[item] = None
            elif text in allowed:
                answers[item] = allowed[text]
        texts = {name: posted.one(name) for name in _OWN if posted.one(name)}
        return Sheet(self.form, self.occasion, self.target, self.response_range, answers, texts)

    def with_open_declined(self) -> "Sheet":
        """The sheet with every item that is still open declined."""
        answers = {**dict.fromkeys(self.open_items), **self.answers}
        return Sheet(self.form, self.occasion, self.target, self.response_range, answers, self.texts)

    def content(self) -> dict[str, Any]:
        """The entry that it becomes."""
        content: dict[str, Any] = {"form": self.form.id, "occasion": self.occasion, "answers": dict(self.answers)}
        beside = {"target": self.target, "response_range": self.response_range, "note": self.texts.get("note")}
        return {**content, **{name: value for name, value in beside.items() if value}}

    def as_data(self) -> dict[str, Any]:
        """The sheet as a draft keeps it."""
        return {
            "form": self.form.id,
            "version": self.form.version,
            "occasion": self.occasion,
            "target": self.target,
            "range": self.response_range,
            "answers": dict(self.answers),
            "texts": dict(self.texts),
        }


def from_data(data: Mapping[str, Any]) -> Sheet:
    """The sheet that a draft kept. Raises `Invalid` where its form is not known here any more."""
    form, spread = the_form(data["form"], data["version"]), data["range"]
    declared = (spread[0], spread[1]) if spread else None
    return Sheet(form, data["occasion"], data["target"], declared, data["answers"], data["texts"])


def from_content(content: Mapping[str, Any]) -> Sheet:
    """The sheet of an assessment as its entry holds it, with items still open. Raises `Invalid`."""
    spread = content.get("response_range")
    declared = (spread[0], spread[1]) if spread else None
    return Sheet(
        the_form(content["form"]), content["occasion"], content.get("target"), declared, content["answers"], {}
    )


def the_form(name: str, version: int | None = None) -> Form:
    """The form of that name. Raises `Invalid`."""
    try:
        return load_form(name, version)
    except InstrumentError as error:
        raise Invalid([f"form: {error}"], field="form") from None


def differing(one: Sheet, others: Iterable[Sheet]) -> dict[str, tuple[str, ...]]:
    """What other drafts of the same questionnaire hold at the items where they say something else."""
    found: dict[str, tuple[str, ...]] = {}
    for other in others:
        for item in other.answers:
            if other.chosen(item) != one.chosen(item):
                found[item] = (*found.get(item, ()), other.chosen(item))
    return found

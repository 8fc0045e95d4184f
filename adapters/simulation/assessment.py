"""The instruments: baselines taken again where they cannot be scored, the formulation, later administrations."""

from collections.abc import Generator
from typing import Any, Final, Literal

from adapters.simulation.answers import FORMS, answers_to, is_scorable
from adapters.simulation.case import Case, Sitting
from adapters.simulation.chances import between
from adapters.simulation.exits import leave_stage
from adapters.simulation.steps import Step, Story
from workflows.aiat.commands import Amend
from workflows.aiat.deciding.completing import suggested_style
from workflows.instruments.form import load_form

Occasion = Literal["baseline", "interim", "reassessment"]
_TRIES: Final = 3


def assessment(case: Case) -> Story:
    """From the first questionnaire to the exit of the stage."""
    case.enter("assessment", 8)
    sitting = yield from administer(case, case.sit(between(case.dice, 2, 6)), "ecr", "baseline")
    sitting = yield from administer(case, case.sit(between(case.dice, 1, 4)), "rfq", "baseline")
    yield from administer(case, sitting, "sps", "baseline")
    last = case.sit(between(case.dice, 1, 4))
    yield from _formulation(case, last)
    yield from leave_stage(case, last)


def administer(case: Case, sitting: Sitting, measure: str, occasion: Occasion) -> Generator[Step, None, Sitting]:
    """A form answered, and again some days later while too much was declined; the sitting at which it was done."""
    form, declines = FORMS[measure], case.profile.declines
    for attempt in range(_TRIES):
        answers = answers_to(form, case.level, case.dice, declines)
        if measure == "rfq" and case.fate.unmet == "rfq":
            answers["3"] = None  # the client will not answer it, whoever asks
        content: dict[str, Any] = {"form": form, "occasion": occasion, "answers": answers}
        entry = case.next_id()
        yield case.enter_as(entry, sitting, "assessment", actor=case.team.clinician, **content)
        if case.dice.random() < 0.04:
            yield _typed_wrong(case, sitting, entry, content)
        if is_scorable(form, answers) or attempt == _TRIES - 1:
            break
        declines = 0.0
        sitting = case.sit(between(case.dice, 1, 3))
    return sitting


def _typed_wrong(case: Case, sitting: Sitting, entry: str, content: dict[str, Any]) -> Step:
    low, high = load_form(content["form"]).response_range
    given: dict[str, int | None] = content["answers"]
    item = case.dice.choice([item for item, answer in given.items() if answer is not None])
    meant = case.dice.choice([answer for answer in range(low, high + 1) if answer != given[item]])
    return case.correct(
        sitting,
        Amend,
        entry=entry,
        reason="Synthetic reason: one answer was typed wrong.",
        content=content | {"answers": given | {item: meant}},
    )


def _formulation(case: Case, sitting: Sitting) -> Story:
    suggested = suggested_style(case.facts(sitting))
    if suggested is None:
        raise LookupError(f"{case.episode} has no ECR to formulate from")
    style, strategy = suggested.style, suggested.strategy
    if case.dice.random() < 0.07:
        yield case.record(
            sitting,
            "formulation",
            actor=case.team.clinician,
            style="fearful",
            strategy="disorganised",
            reason="Synthetic reason: seen otherwise in the room.",
        )
        return
    yield case.record(sitting, "formulation", actor=case.team.clinician, style=style, strategy=strategy)

"""Answers to a form's items, as somebody at a given level might tick them."""

from functools import cache
from random import Random
from typing import Final

from adapters.simulation.profile import Level
from workflows.instruments.form import load_form
from workflows.instruments.scoring import Scores, score

Answers = dict[str, int | None]

FORMS: Final = {"ecr": "ecr", "rfq": "rfq-8", "sps": "sps-24"}
"""The form that is used for each measure."""
_NOISE: Final = {"ecr": 1.0, "rfq-8": 1.0, "sps-24": 0.55}  # SD of one answer around the level, in points
_DAY: Final = 0.12  # SD of a whole administration around the level: how the day was


def answers_to(form_id: str, level: Level, dice: Random, declines: float = 0.0) -> Answers:
    """An answer to every item, None where it is declined (with the chance `declines`)."""
    low, high = load_form(form_id).response_range
    day, noise = dice.gauss(0, _DAY), _NOISE[form_id]
    given: Answers = {}
    for item, trait, reverse in _keyed(form_id):
        felt = round(getattr(level, trait) + day + dice.gauss(0, noise))
        within = min(high, max(low, felt))
        given[item] = None if dice.random() < declines else (low + high - within if reverse else within)
    return given


def scored(form_id: str, answers: Answers) -> Scores:
    """What the answers come to."""
    return score(load_form(form_id), answers)


def is_scorable(form_id: str, answers: Answers) -> bool:
    """Whether every score that change is judged by exists."""
    values = scored(form_id, answers).values
    return all(values[name] is not None for name in load_form(form_id).primary)


@cache
def _keyed(form_id: str) -> tuple[tuple[str, str, bool], ...]:
    """Each item with the trait that it shows and whether it shows its opposite."""
    form = load_form(form_id)
    if form_id == "rfq-8":
        # item 7 is answered the other way: its recoding falls where that of the others rises
        return tuple((item, "hypomentalising", item == "7") for item in form.items)
    keyed = {
        item: (scale.name if form_id == "ecr" else "support", item in scale.reverse)
        for scale in form.subscales
        for item in scale.items
    }
    return tuple((item, *keyed[item]) for item in form.items)

"""A questionnaire form as data: items, response range, subscales, keys, missing rule; never its wording."""

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workflows.instruments.errors import RangeNotAllowed, UnknownForm

Better = Literal["lower", "higher", "none"]
"""Which way is better; `none` for a score that is context only."""
Range = tuple[int, int]
"""The lowest and the highest response, both allowed."""

_FILES: Final = Path(__file__).parent / "forms"


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Recode(_Data):
    """Codes that replace the responses to `items`, from the lowest response of the range to the highest."""

    items: tuple[str, ...]
    codes: tuple[int, ...]


class Scale(_Data):
    """A named score."""

    name: str
    better: Better


class Subscale(Scale):
    """A score made of items. `reverse` are the items keyed the other way (lowest + highest - response)."""

    items: tuple[str, ...] = Field(min_length=1)
    minimum_answered: int = Field(ge=1)
    reverse: tuple[str, ...] = ()
    recode: tuple[Recode, ...] = ()


class Total(Scale):
    """The sum of subscales; it exists only where each of them could be scored."""

    subscales: tuple[str, ...] = Field(min_length=1)


class Form(_Data):
    """One version of a form.

    `score`: whether a subscale is the mean of its items or their sum. `fixed_range`: the key holds on
    `response_range` alone (otherwise another may be declared). `primary`: the scores to judge change by.
    `style_rule`: how an attachment style is read off, where one can be. `targets`: the relationships, one of
    which an administration is about. `sources`: the publications of the key.
    """

    id: str
    version: int = Field(ge=1)
    title: str
    items: tuple[str, ...] = Field(min_length=1)
    response_range: Range
    fixed_range: bool = False
    score: Literal["mean", "sum"]
    subscales: tuple[Subscale, ...] = Field(min_length=1)
    totals: tuple[Total, ...] = ()
    primary: tuple[str, ...] = Field(min_length=1)
    style_rule: Literal["fisher", "quadrant"] | None = None
    targets: tuple[str, ...] = ()
    sources: tuple[str, ...] = Field(min_length=1)

    @property
    def hash(self) -> str:
        """SHA-256, in hex, of the form's data as canonical JSON; a record of answers pins it."""
        data = self.model_dump(mode="json", exclude_unset=True)
        canonical = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    @property
    def scales(self) -> tuple[Scale, ...]:
        """Every score of the form, subscales first, in the order of the file."""
        return (*self.subscales, *self.totals)

    @property
    def score_names(self) -> tuple[str, ...]:
        """The names of `scales`, in their order."""
        return tuple(scale.name for scale in self.scales)

    def better(self, score: str) -> Better:
        """Which way is better for a score. Raises `KeyError` for a score that the form does not have."""
        return {scale.name: scale.better for scale in self.scales}[score]

    def range_in_force(self, declared: Range | None = None) -> Range:
        """The range to score on: the declared one, else the form's own. Raises `RangeNotAllowed`."""
        low, high = self.response_range
        if declared is None or declared == (low, high):
            return self.response_range
        if self.fixed_range:
            raise RangeNotAllowed(f"{self.id} is scored on responses {low} to {high} only")
        if not 0 <= declared[0] < declared[1]:
            raise RangeNotAllowed(f"a response range goes from a lower to a higher number, like {low} to {high}")
        return declared

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if problems := [*self._range_problems(), *self._key_problems(), *self._name_problems()]:
            raise ValueError("; ".join(problems))
        return self

    def _range_problems(self) -> Iterator[str]:
        low, high = self.response_range
        if not 0 <= low < high:
            yield "the response range is empty"
        recodes = [recode for scale in self.subscales for recode in scale.recode]
        if recodes and not self.fixed_range:
            yield "a form with recoded items needs a fixed range"
        if any(len(recode.codes) != high - low + 1 for recode in recodes):
            yield "a recoding has another number of codes than the range has responses"

    def _key_problems(self) -> Iterator[str]:
        for scale in self.subscales:
            keyed = [*scale.reverse, *(item for recode in scale.recode for item in recode.items)]
            if not set(scale.items) <= set(self.items) or not set(keyed) <= set(scale.items):
                yield f"{scale.name} names an item that is not there"
            if len(set(scale.items)) < len(scale.items) or len(set(keyed)) < len(keyed):
                yield f"{scale.name} names an item twice"
            if scale.minimum_answered > len(scale.items):
                yield f"{scale.name} asks for more answers than it has items"

    def _name_problems(self) -> Iterator[str]:
        subscales = {scale.name for scale in self.subscales}
        if len(set(self.score_names)) < len(self.score_names):
            yield "two scores have one name"
        if len(set(self.items)) < len(self.items):
            yield "two items have one id"
        if not all(set(total.subscales) <= subscales for total in self.totals):
            yield "a total adds a subscale that is not there"
        if not set(self.primary) <= set(self.score_names):
            yield "the primary score is not there"


@cache
def _versions() -> dict[str, dict[int, Path]]:
    found: dict[str, dict[int, Path]] = {}
    for path in _FILES.glob("*.v*.json"):
        form_id, _, version = path.stem.rpartition(".v")
        found.setdefault(form_id, {})[int(version)] = path
    return found


def form_ids() -> tuple[str, ...]:
    """The ids of all forms, sorted."""
    return tuple(sorted(_versions()))


def load_form(form_id: str, version: int | None = None) -> Form:
    """The form of that id, in its latest version unless one is named. Raises `UnknownForm`."""
    versions = _versions().get(form_id)
    if versions is None:
        raise UnknownForm(f"there is no form {form_id!r}; the forms are {', '.join(form_ids())}")
    wanted = max(versions) if version is None else version
    if wanted not in versions:
        raise UnknownForm(f"{form_id} has no version {wanted}")
    return _load(versions[wanted])


@cache
def _load(path: Path) -> Form:
    return Form.model_validate_json(path.read_bytes())

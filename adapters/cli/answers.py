"""Reads the answers to a questionnaire as they are typed or kept in a file."""

import json
from pathlib import Path

from engine.refusals import Invalid
from workflows.instruments.errors import UnknownForm
from workflows.instruments.form import load_form

_DECLINED = {"-", "", "declined", "null", "none"}


def read_answers(form_id: str | None, text: str) -> dict[str, int | None]:
    """Answers by item id, from `1=4,2=-,…`, from `4 - 3 …` in the order of the item numbers, or from `@FILE.json`.

    `-` stands for a declined item. Raises `Invalid`.
    """
    if text.startswith("@"):
        return _from_file(Path(text[1:]))
    parts = text.replace(",", " ").split()
    if any("=" in part for part in parts):
        pairs = [part.partition("=")[::2] for part in parts]
        if len({item for item, _ in pairs}) < len(pairs):
            raise Invalid(["--answers names an item twice"], field="answers")
        return {item: _answer(item, given) for item, given in pairs}
    try:
        items = load_form(form_id or "").items
    except UnknownForm as error:
        raise Invalid([f"--form: {error}"], field="form") from None
    if len(parts) != len(items):
        raise Invalid(
            [
                f"--answers holds {len(parts)} answers and {form_id} has {len(items)} items; give one for each item "
                "in the order of its numbers, - for a declined one, or name them like 1=4,2=-"
            ],
            field="answers",
        )
    return {item: _answer(item, given) for item, given in zip(items, parts, strict=True)}


def _answer(item: str, given: str) -> int | None:
    if given.lower() in _DECLINED:
        return None
    try:
        return int(given)
    except ValueError:
        raise Invalid([f"--answers: item {item} is not a whole number, nor - for declined"], field="answers") from None


def _from_file(path: Path) -> dict[str, int | None]:
    try:
        answers = json.loads(path.read_text())
    except OSError:
        raise Invalid([f"--answers: {path} cannot be read"], field="answers") from None
    except ValueError:
        raise Invalid([f'--answers: {path} is not JSON such as {{"1": 4, "2": null}}'], field="answers") from None
    if not isinstance(answers, dict):
        raise Invalid([f"--answers: {path} holds no object of item to answer"], field="answers")
    return answers

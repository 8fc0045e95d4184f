"""Reads wording from a FHIR R4 `Questionnaire`, and says everything that keeps it from fitting its form.

Its `url` ends in `/` and the id of the form, its `version` is that of the form, its `language` is set. Each question's
`linkId` is the id of an item (groups may surround them), its `answerOption` the responses: a `valueCoding` whose `code`
is the response and whose `display` its label, or a `valueInteger`. What a `display` item says are instructions.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from adapters.wording.texts import Wording
from engine.refusals import Invalid
from workflows.instruments.errors import RangeNotAllowed, UnknownForm
from workflows.instruments.form import Form, Range, form_ids, load_form

LARGEST: Final = 1_000_000
"""Bytes of a file."""
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_DEEPEST: Final = 5
_TOLD: Final = 5
_Json = Mapping[str, Any]


def read_questionnaire(content: bytes) -> Wording:
    """The wording in a file. Raises `Invalid`, with a plain sentence for each problem."""
    if len(content) > LARGEST:
        raise Invalid([f"the file is larger than {LARGEST // 1_000_000} MB: this is no questionnaire"])
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        raise Invalid(["the file is not JSON"]) from None
    if not isinstance(data, dict) or data.get("resourceType") != "Questionnaire":
        raise Invalid(["the file is no FHIR Questionnaire: its resourceType is another"])
    form = _form_of(data)
    language = data.get("language")
    if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
        raise Invalid(["language is missing: a tag such as en or es-MX"], field="language")
    questions = list(_questions(data))
    response_range = _range_of(form, questions)
    if problems := list(_problems(form, response_range, questions)):
        more = len(problems) - _TOLD
        raise Invalid(problems[:_TOLD] + ([f"and {more} more like these"] if more > 0 else []))
    return Wording(
        form=form.id,
        version=form.version,
        language=language,
        response_range=response_range,
        title=_text(data.get("title")),
        copyright=_text(data.get("copyright")),
        url=data["url"],
        instructions=tuple(text for item in _items(data) if item.get("type") == "display" if (text := _said(item))),
        items={question["linkId"]: _said(question) or "" for question in questions},
        options={question["linkId"]: dict(_labels(question)) for question in questions},
    )


def _form_of(data: _Json) -> Form:
    url, version = data.get("url"), data.get("version")
    known = ", ".join(form_ids())
    if not isinstance(url, str) or "/" not in url:
        raise Invalid([f"url is missing: it ends in / and the id of the form, one of {known}"], field="url")
    try:
        latest = load_form(url.rpartition("/")[2])
    except UnknownForm:
        raise Invalid([f"url does not end in / and the id of a form, one of {known}"], field="url") from None
    if not isinstance(version, str) or not re.fullmatch("[0-9]{1,4}", version):
        raise Invalid([f'version is missing: that of the form, such as "{latest.version}"'], field="version")
    try:
        return load_form(latest.id, int(version))
    except UnknownForm as error:
        raise Invalid([f"version: {error}"], field="version") from None


def _items(holder: _Json, depth: int = 0) -> Iterator[_Json]:
    items = holder.get("item", [])
    if depth > _DEEPEST or not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Invalid(["item is not a list of items, at most five groups deep"], field="item")
    for item in items:
        yield item
        yield from _items(item, depth + 1)


def _questions(data: _Json) -> Iterator[_Json]:
    return (item for item in _items(data) if item.get("type") not in ("group", "display"))


def _range_of(form: Form, questions: list[_Json]) -> Range:
    """The range of the responses offered: the form's own, unless it may be declared otherwise."""
    codes = {code for question in questions for code, _ in _codes(question)}
    if not codes:
        return form.response_range
    try:
        return form.range_in_force((min(codes), max(codes)))
    except RangeNotAllowed as error:
        raise Invalid([f"answerOption: {error}"], field="answerOption") from None


def _problems(form: Form, response_range: Range, questions: list[_Json]) -> Iterator[str]:
    low, high = response_range
    seen: list[Any] = [question.get("linkId") for question in questions]
    for wanted in form.items:
        if (times := seen.count(wanted)) != 1:
            yield f"item {wanted} is {'missing' if not times else 'there more than once'}"
    unknown = sum(item not in form.items for item in seen)
    if unknown:
        yield f"{unknown} questions have a linkId that {form.id} has no item for"
    for question in questions:
        item: Any = question.get("linkId")
        if item not in form.items:
            continue
        if not _said(question):
            yield f"item {item} has no text"
        codes = [code for code, _ in _codes(question)]
        if codes and sorted(codes) != list(range(low, high + 1)):
            yield f"item {item} does not offer each response from {low} to {high} once"


def _codes(question: _Json) -> Iterator[tuple[int, str | None]]:
    options = question.get("answerOption", [])
    if "answerValueSet" in question or not isinstance(options, list):
        raise Invalid(["responses are read from a list answerOption in each item only"], field="answerOption")
    for option in options:
        coding = option.get("valueCoding", {}) if isinstance(option, dict) else {}
        number = option.get("valueInteger") if isinstance(option, dict) else None
        code = coding.get("code") if isinstance(coding, dict) else None
        if isinstance(code, str) and re.fullmatch("[0-9]{1,4}", code):
            yield int(code), _text(coding.get("display"))
        elif type(number) is int:
            yield number, None
        else:
            raise Invalid(
                ["an answerOption has neither a valueCoding with a whole number as its code nor a valueInteger"],
                field="answerOption",
            )


def _labels(question: _Json) -> Iterator[tuple[int, str]]:
    return ((code, label) for code, label in _codes(question) if label)


def _said(item: _Json) -> str | None:
    return _text(item.get("text"))


def _text(value: object) -> str | None:
    text = " ".join(value.split()) if isinstance(value, str) else ""
    return text or None

"""Sets a document from a template and data. What people wrote is data: it is never read as markup."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

import typst

_TEMPLATES: Final = Path(__file__).parent / "templates"
_TRIES: Final[tuple[tuple[bool, Literal["ua-1"] | None], ...]] = ((True, "ua-1"), (False, "ua-1"), (False, None))
"""Without the machine's fonts, so that bytes are the same everywhere; with them, for scripts that the built-in ones do
not draw; at last without the standard, which forbids a letter that no font draws: a name must never cost the document.
"""
_NOT_DRAWN: Final = dict.fromkeys(
    code
    for first, last in ((0x00, 0x09), (0x0B, 0x1F), (0x7F, 0x9F), (0x202A, 0x202E), (0x2066, 0x2069), (0xFFFE, 0xFFFF))
    for code in range(first, last + 1)
)
"""Control characters, and those that turn the order of a text around: a document must read as it was written."""


def typeset(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF that a template makes of data. `data` holds plain values; its texts stand in the document as they are."""
    for without_system_fonts, standard in _TRIES[:-1]:
        try:
            return _set(template, data, without_system_fonts, standard)
        except typst.TypstError:
            continue
    return _set(template, data, *_TRIES[-1])


def pages(template: str, data: Mapping[str, Any]) -> int:
    """How many pages the template makes of data. The template labels a piece of metadata `<pages>` that tells it."""
    compiler = typst.Compiler(_TEMPLATES / template, root=_TEMPLATES, sys_inputs=_inputs(data))
    return int(compiler.query("<pages>", field="value", one=True))


def _set(template: str, data: Mapping[str, Any], without_system_fonts: bool, standard: Literal["ua-1"] | None) -> bytes:
    made = typst.compile(
        _TEMPLATES / template,
        root=_TEMPLATES,
        ignore_system_fonts=without_system_fonts,
        sys_inputs=_inputs(data),
        pdf_standards=standard,
    )
    assert isinstance(made, bytes)  # noqa: S101  # one file, as no output was named
    return made


def _inputs(data: Mapping[str, Any]) -> dict[str, str]:
    return {"data": json.dumps(_drawable(data), ensure_ascii=False)}


def _drawable(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\t", " ").translate(_NOT_DRAWN)
    if isinstance(value, Mapping):
        return {key: _drawable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable(one) for one in value]
    return value

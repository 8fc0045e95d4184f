"""The words of a questionnaire, where the site has loaded the wording it has the right to use."""

from collections.abc import Mapping
from typing import NamedTuple

from fastapi import Request

from adapters.http.pages import language_code
from adapters.http.web import web_of
from adapters.wording import wording
from workflows.instruments.form import Form, Range


class Words(NamedTuple):
    """Words by item, and by response of an item; empty where there are none: then numbers stand on the page."""

    language: str = ""
    items: Mapping[str, str] = {}
    options: Mapping[str, Mapping[int, str]] = {}
    instructions: tuple[str, ...] = ()
    copyright: str = ""


def words_of(request: Request, form: Form, response_range: Range | None) -> Words:
    """The words of a form in the page's language, else in the first language that there is any in.

    Labels of responses are left out where the form is answered on another range than theirs.
    """
    clinic, code = web_of(request).clinic, language_code(request)
    found = wording(clinic, form, code) or wording(clinic, form, "es" if code == "en" else "en")
    if found is None:
        return Words()
    fits = found.response_range == form.range_in_force(response_range)
    return Words(found.language, found.items, found.options if fits else {}, found.instructions, found.copyright or "")

"""The words of a questionnaire, where the site has loaded the wording it has the right to use."""

from collections.abc import Mapping
from typing import NamedTuple

from fastapi import Request

from workflows.instruments.form import Form


class Words(NamedTuple):
    """Words by item, and by response of an item; empty where there are none: then numbers stand on the page."""

    items: Mapping[str, str] = {}
    options: Mapping[str, Mapping[str, str]] = {}
    introduction: str = ""


def words_of(request: Request, form: Form) -> Words:
    """The words of a form."""
    return Words()

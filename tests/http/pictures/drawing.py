"""Draws pictures through their templates, and reads what was drawn."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from jinja2 import Environment, Template

from adapters.http.pages import environments

SVG = "svg"
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def drawn(name: str, picture: Any, language: str = "en", **more: Any) -> str:
    """What the macro `draw_NAME` makes of a picture."""
    return _page(name, language).render(picture=picture, more=more)


@cache
def _page(name: str, language: str) -> Template:
    source = f'{{% from "pictures/{name}.html" import draw_{name} %}}{{{{ draw_{name}(picture, **more) }}}}'
    return _environments()[language].from_string(source)


@cache
def _environments() -> Mapping[str, Environment]:
    return environments(ZoneInfo("UTC"))


def parsed(html: str) -> ElementTree.Element:
    """The elements of a piece of a page, which has to be well-formed XML."""
    return ElementTree.fromstring(f"<page>{html}</page>")  # noqa: S314  # our own


def picture_in(html: str) -> ElementTree.Element:
    """The picture itself."""
    return next(one for one in parsed(html).iter(SVG) if one.get("role") == "img")


def marked(picture: ElementTree.Element) -> list[str]:
    """The words and figures at what is drawn; those of the axes are soft, and are left out."""
    soft = {id(inner) for one in picture.iter() if "soft" in one.get("class", "").split() for inner in one.iter()}
    return [said(one) for one in picture.iter("text") if id(one) not in soft]


def figures(words: str) -> list[str]:
    """The numbers in some words."""
    return _NUMBER.findall(words)


def tables(html: str) -> str:
    """All words of the tables."""
    return " ".join(said(one) for one in parsed(html).iter("details"))


def said(element: ElementTree.Element) -> str:
    """All words in an element."""
    return " ".join(" ".join(element.itertext()).split())

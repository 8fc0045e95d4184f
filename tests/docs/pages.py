"""The pages of the documentation: their links, their commands, and what they say a command prints."""

import re
import shlex
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
SCRIPT = DOCS / "examples" / "one-episode.sh"
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")])

_FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_COMMENT = re.compile(r"(^|\s)# .*$", re.MULTILINE)
_PROMPT = re.compile(r"^ *[$#] (.*)$", re.MULTILINE)
_SIGNS = "();<>|&\n"
_INLINE = re.compile(r"`(homeport [^`]+)`")


class Block(NamedTuple):
    """A fenced block: its language and its text."""

    language: str
    text: str


def name_of(page: Path) -> str:
    """The page as a person would call it."""
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of a language."""
    found = (Block(*groups) for groups in _FENCE.findall(page.read_text()))
    return [block.text for block in found if block.language == language]


def prose(page: Path) -> str:
    """The page without its fenced blocks."""
    return _FENCE.sub("", page.read_text())


def links(page: Path) -> list[str]:
    """Where the page's links lead, those to other sites left out."""
    return [target for target in _LINK.findall(prose(page)) if "://" not in target]


def headings(page: Path) -> set[str]:
    """The anchors of a page, made from its headings."""
    found = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def typed(page: Path) -> list[str]:
    """What the page has people type at a prompt that its blocks show."""
    return [found[1] for block in blocks(page, "console") for found in _PROMPT.finditer(block)]


def logical_lines(shell: str) -> Iterator[str]:
    """The command lines of a piece of shell: continued ones joined, comments and empty ones left out."""
    for line in shell.replace("\\\n", " ").splitlines():
        words = " ".join(line.split())
        if words and not words.startswith("#"):
            yield words


def commands(page: Path) -> Iterator[list[str]]:
    """The words of every `homeport ...` that a page names, in its shell blocks or between backticks."""
    for shell in [
        *blocks(page, "sh"),
        *typed(page),
        *(" ".join(words.split()) for words in _INLINE.findall(prose(page))),
    ]:
        lexer = shlex.shlex(_COMMENT.sub("", shell.replace("\\\n", " ")), posix=True, punctuation_chars=_SIGNS)
        lexer.commenters = ""
        lexer.whitespace, lexer.whitespace_split = " \t", True
        for is_sign, group in groupby(lexer, key=lambda word: not word.strip(_SIGNS)):
            command = [] if is_sign else list(group)
            if "homeport" in command:
                yield command[command.index("homeport") :]

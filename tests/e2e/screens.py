"""Every screen of a clinic, found by following links as each of its people."""

import re
from collections import Counter
from html import unescape
from typing import NamedTuple

from playwright.sync_api import BrowserContext, Page

from adapters.http.demo import PASSWORD

_LINK = re.compile(r'<(?:a|option)[^>]*?\shref="(/[^"#]*)')
_STAGE = re.compile(r'aria-current="step">\s*(\d)')
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[a-z]+-[a-z0-9.-]*\d[a-z0-9.-]*")
_EACH = 3
"""How many addresses of one shape are read to find links on; the screens of an episode differ by its stage."""


class Screen(NamedTuple):
    """A screen: its address, what stands for it (an address without ids), and who sees it."""

    path: str
    shape: str
    role: str


def sign_in(page: Page, role: str) -> None:
    """Signs in."""
    page.goto("/sign-in")
    page.locator("#f-name").fill(role)
    page.locator("#f-password").fill(PASSWORD)
    with page.expect_event("load"):
        page.get_by_role("button", name="Sign in").click()


def crawl(context: BrowserContext, role: str) -> dict[str, Screen]:
    """The screens that whoever is signed in can come to, one of each shape; episodes one a stage."""
    waiting, read, found = ["/"], Counter[str](), dict[str, Screen]()
    seen = set(waiting)
    while waiting:
        path = waiting.pop(0)
        shape = shape_of(path)
        if read[shape] == (_EACH if shape != "/episodes/*" else 40):
            continue
        read[shape] += 1
        answer = context.request.get(path)
        assert answer.ok, f"{role} follows a link to {path} and gets {answer.status}"
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        text = answer.text()
        stage = _STAGE.search(text)
        key = f"{shape} at stage {stage[1]}" if stage else shape
        found.setdefault(key, Screen(path, key, role))
        links = [unescape(link) for link in _LINK.findall(text)]
        fresh = [link for link in dict.fromkeys(links) if link not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return found


def shape_of(path: str) -> str:
    """An address without what differs from one record to the next."""
    place, _, query = path.partition("?")
    asked = [part for part in query.split("&") if part]
    names = [part if part.startswith(("kind=", "whose=")) else part.partition("=")[0] for part in asked]
    parts = ["*" if _ID.fullmatch(part) else part for part in place.split("/")]
    return "/".join(parts) + ("?" + "&".join(names) if names else "")

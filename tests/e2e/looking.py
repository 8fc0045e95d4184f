"""Looks at every screen as people have it before them: wide and narrow, light and dark, and as axe reads it."""

import re
from pathlib import Path
from typing import Any, NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize

from tests.e2e.screens import Screen, crawl, sign_in

ROLES = ("counsellor", "clinician", "supervisor", "intake", "administrator")
PICTURES = Path(__file__).resolve().parents[2] / "build" / "screens"
WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=320, height=700)
_AXE = Axe()
_OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_ALL = {"resultTypes": ["violations"]}
_CONTRAST = {"runOnly": ["color-contrast"], **_ALL}


class Look(NamedTuple):
    """What a look at a screen found: what axe objects to, by scheme; pixels that stand over at 320; what went wrong."""

    screen: Screen
    light: list[str]
    dark: list[str]
    over: int
    errors: list[str]


def look_at(chromium: Browser, address: str, part: int, parts: int) -> list[Look]:
    """Looks at one part of all screens, each as the first of the roles that comes to it."""
    opened = {role: chromium.new_context(base_url=address, locale="en-GB", reduced_motion="reduce") for role in ROLES}
    first = Screen("/sign-in", "/sign-in", ROLES[-1])
    looks = [_visit(opened[first.role].new_page(), first)] if part == 0 else []
    screens: dict[str, Screen] = {}
    for role, context in opened.items():
        sign_in(context.new_page(), role)
        screens = {**crawl(context, role), **screens}
    mine = [screens[shape] for shape in sorted(screens)][part::parts]
    looks += [_visit(opened[screen.role].pages[-1], screen) for screen in mine]
    for context in opened.values():
        context.close()
    return looks


def objections(page: Page, options: dict[str, Any] | None = None) -> list[str]:
    """What axe objects to on the page that is shown: the rule, and where."""
    found = _AXE.run(page, options=options or _ALL).response["violations"]
    return [f"{one['id']}: {', '.join(str(node['target'][0]) for node in one['nodes'][:3])}" for one in found]


def look(page: Page, screen: Screen) -> Look:
    """Looks at the page that is shown; pictures of it are kept. The page is as wide and as light as before."""
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    light = objections(page)
    _picture(page, screen, "wide-light")
    page.emulate_media(color_scheme="dark")
    dark = objections(page, _CONTRAST)
    _picture(page, screen, "wide-dark")
    page.set_viewport_size(NARROW)
    over = page.evaluate(_OVER)
    _picture(page, screen, "narrow-dark")
    page.emulate_media(color_scheme="light")
    _picture(page, screen, "narrow-light")
    page.set_viewport_size(WIDE)
    return Look(screen, light, dark, over, [])


def _over_in_spanish(page: Page) -> int:
    """Pixels that the page stands over at 320, in the language with the longer words; it is English after."""
    page.context.add_cookies([{"name": "language", "value": "es", "url": page.url}])
    page.set_viewport_size(NARROW)
    page.reload()
    over: int = page.evaluate(_OVER)
    page.set_viewport_size(WIDE)
    page.context.clear_cookies(name="language")
    return over


def _visit(page: Page, screen: Screen) -> Look:
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    page.on("console", note)
    page.goto(screen.path)
    found = look(page, screen)
    over = max(found.over, _over_in_spanish(page))
    page.remove_listener("console", note)
    return found._replace(over=over, errors=errors)


def _picture(page: Page, screen: Screen, how: str) -> None:
    name = re.sub(r"[^a-z0-9-]+", "_", screen.shape.replace("*", "one")).strip("_") or "today"
    page.screenshot(path=PICTURES / f"{name}.{how}.png", full_page=True)

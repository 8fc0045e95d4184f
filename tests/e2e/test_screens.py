"""Every screen that a link leads to: read by axe, in light and dark, on a wide desk and on a small phone."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.looking import PICTURES, Look, look_at
from tests.e2e.serving import Served

PARTS = 2
"""How many browsers share the screens among them."""
pytestmark = pytest.mark.timeout(1_200)


@pytest.fixture(
    scope="module",
    params=[pytest.param(part, marks=pytest.mark.xdist_group(f"screens {part}")) for part in range(PARTS)],
)
def looks(
    request: pytest.FixtureRequest, chromium: Browser, demo: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[Look]:
    """A look at each screen of the demo clinic; pictures of them are kept in build/screens."""
    folder = tmp_path_factory.mktemp("looked-at") / "clinic"
    shutil.copytree(demo, folder)
    with Served(folder) as served:
        return look_at(chromium, served.address, request.param, PARTS)


def lines(looks: list[Look], found: Callable[[Look], object]) -> list[str]:
    """One line for each screen at which something was found."""
    return [f"{look.screen.shape} ({look.screen.role}): {found(look)}" for look in looks if found(look)]


def test_axe_objects_to_nothing_in_light(looks: list[Look]) -> None:
    problems = lines(looks, lambda look: look.light)

    assert not problems, "\n".join(problems)


def test_axe_objects_to_nothing_in_dark(looks: list[Look]) -> None:
    problems = lines(looks, lambda look: look.dark)

    assert not problems, "\n".join(problems)


def test_nothing_stands_over_the_side_of_a_small_phone(looks: list[Look]) -> None:
    problems = lines(looks, lambda look: look.over)

    assert not problems, "\n".join(problems)


def test_no_screen_leaves_an_error_in_the_console(looks: list[Look]) -> None:
    problems = lines(looks, lambda look: look.errors)

    assert not problems, "\n".join(problems)


def test_there_is_a_picture_of_each_screen(looks: list[Look]) -> None:
    assert len(looks) > 20
    assert {"wide-light", "wide-dark", "narrow-light", "narrow-dark"} <= {
        path.name.split(".")[1] for path in PICTURES.iterdir()
    }

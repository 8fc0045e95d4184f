"""Every screen that a link leads to: read by axe, in light and dark, on a wide desk and on a small phone."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.looking import PICTURES, Look, look_at_all
from tests.e2e.serving import Served

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def looks(chromium: Browser, demo: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Look]:
    """A look at every screen of the demo clinic; pictures of them are kept in build/screens."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    folder = tmp_path_factory.mktemp("looked-at") / "clinic"
    shutil.copytree(demo, folder)
    with Served(folder) as served:
        return look_at_all(chromium, served.address)


def test_the_screens_of_every_role_are_found(looks: list[Look]) -> None:
    assert {"/", "/sign-in", "/caseload", "/people", "/episodes/*/map"} <= {look.screen.shape for look in looks}


def test_axe_objects_to_nothing_in_light(looks: list[Look]) -> None:
    assert {look.screen.shape: look.light for look in looks if look.light} == {}


def test_axe_objects_to_nothing_in_dark(looks: list[Look]) -> None:
    assert {look.screen.shape: look.dark for look in looks if look.dark} == {}


def test_nothing_stands_over_the_side_of_a_small_phone(looks: list[Look]) -> None:
    assert {look.screen.shape: look.over for look in looks if look.over > 0} == {}


def test_no_screen_leaves_an_error_in_the_console(looks: list[Look]) -> None:
    assert {look.screen.shape: look.errors for look in looks if look.errors} == {}

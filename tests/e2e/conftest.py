"""The real page in a real browser: Debian's Chromium, driven by Playwright."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from adapters.clinic import Clinic
from adapters.workers.sweeping import Sweeping
from tests.e2e.cable import Cable
from tests.e2e.serving import Served
from tests.e2e.visitor import Visitor
from tests.workers.site import is_kept_up, until

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
_PATIENCE = 30_000
"""Milliseconds after which something will not come any more, on a machine that has much else to do."""
expect.set_options(timeout=_PATIENCE)
Opens = Callable[..., Visitor]


def _program() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_configure() -> None:
    """Ends at once where there is no browser: what cannot be run has not passed."""
    if _program() is None:
        raise pytest.UsageError("There is no Chromium: install it (on Debian and Ubuntu: apt install chromium).")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, with a profile of its own that ends with it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_program(), headless=True, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo clinic in which nobody has done anything yet, and nothing is left to be done; copy it."""
    folder = tmp_path_factory.mktemp("demo") / "clinic"
    with Served(folder), Clinic(folder) as clinic:
        deadlines = Sweeping(clinic)
        until(lambda: is_kept_up(clinic) and not deadlines.is_due())  # or they would be recorded while tests count
    return folder


@pytest.fixture
def clinic(demo: Path, tmp_path: Path) -> Iterator[Served]:
    """A served demo clinic of the test's own."""
    folder = tmp_path / "clinic"
    shutil.copytree(demo, folder)
    with Served(folder) as served:
        yield served


@pytest.fixture
def cable(clinic: Served) -> Iterator[Cable]:
    """A line to the clinic, to be cut: `visit("counsellor", base_url=cable.address)`."""
    with Cable(clinic.address) as line:
        yield line


@pytest.fixture
def visit(chromium: Browser, clinic: Served) -> Iterator[Opens]:
    """Opens the clinic in a browser of its own; `visit("counsellor")` signs in too."""
    contexts = []

    def opened(name: str | None = None, **options: Any) -> Visitor:
        asked = {"base_url": clinic.address, "locale": "en-GB", "reduced_motion": "reduce", **options}
        context = chromium.new_context(**asked)
        context.set_default_timeout(_PATIENCE)
        contexts.append(context)
        visitor = Visitor(context.new_page(), has_script=options.get("java_script_enabled", True))
        if name:
            visitor.sign_in(name)
        return visitor

    yield opened
    for context in contexts:
        context.close()

"""What is done at the keyboard alone."""

from playwright.sync_api import Page


def tab_to(page: Page, what: str) -> None:
    """Presses the tabulator until something of the kind has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("what => document.activeElement.matches(what)", what):
            return
    raise AssertionError(f"the tabulator never comes to {what}")


def answer(page: Page, items: int) -> None:
    """Answers so many items from the one that has the focus on."""
    for item in range(items):
        page.keyboard.press(str(1 + item % 7))

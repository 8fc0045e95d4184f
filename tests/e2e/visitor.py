"""Somebody who clicks and types: the few things that people do with a page."""

from collections.abc import Sequence

from playwright.sync_api import Locator, Page, expect

from adapters.http.demo import PASSWORD
from tests.e2e.looking import look
from tests.e2e.screens import Screen

Typed = str | Sequence[str]


class Visitor:
    """A person in front of a page. `page` is Playwright's, for whatever is asked once only."""

    def __init__(self, page: Page, *, has_script: bool = True) -> None:
        self.page = page
        self._has_script = has_script

    def open(self, path: str) -> None:
        """Types an address."""
        self.page.goto(path)

    def sign_in(self, name: str, password: str = PASSWORD) -> None:
        """Signs in, as one of the demo's people."""
        self.open("/sign-in")
        self.type_sign_in(name, password)
        expect(self.page.get_by_role("button", name="Sign out")).to_be_visible()

    def type_sign_in(self, name: str, password: str = PASSWORD) -> None:
        """Types name and password into the sign-in page that is shown."""
        self.page.locator("#f-name").fill(name)
        self.page.locator("#f-password").fill(password)
        self.page.get_by_role("button", name="Sign in", exact=True).click()

    def follow(self, words: str) -> None:
        """Follows the first link with these words."""
        self.page.get_by_role("link", name=words).first.click()

    def press(self, words: str) -> None:
        """Presses the button with these words."""
        self.page.get_by_role("button", name=words).first.click()

    def form(self, action: str) -> Locator:
        """The form that leads to an address that ends so."""
        return self.page.locator(f'form[action$="{action}"]')

    def send(self, action: str, **typed: Typed) -> None:
        """Fills in these fields of a form, sends it, and waits for the page that answers."""
        form = self.form(action)
        self.fill(form, **typed)
        with self.page.expect_event("load"):
            form.locator("button").first.click()

    def fill(self, form: Locator, **typed: Typed) -> None:
        """Types into fields and marks choices; a name may be that of a radio or tick box, each value a label's."""
        for name, value in typed.items():
            values = [value] if isinstance(value, str) else value
            field = form.locator(f'[name="{name}"]')
            if field.first.get_attribute("type") in {"radio", "checkbox"}:
                for one in values:
                    form.locator(f'[name="{name}"][value="{one}"]').check()
            elif field.first.evaluate("field => field.tagName") == "SELECT":
                for place, one in enumerate(values):
                    field.nth(place).select_option(one)
            else:
                field.first.fill("\n".join(values))

    def reads(self, words: str) -> None:
        """Waits until the page says so."""
        expect(self.page.locator("main")).to_contain_text(words)

    def look(self, name: str) -> None:
        """Has axe read the page that is shown, which no link leads to, and keeps pictures of it."""
        if self._has_script:  # axe is one
            seen = look(self.page, Screen(self.page.url, name, "anybody"))
            found = (*seen.light, *seen.dark, *([f"{seen.over} pixels over the side"] if seen.over else []))
            assert not found, f"{name}: {found}"

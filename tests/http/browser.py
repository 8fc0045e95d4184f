"""A browser without script: it keeps cookies, reads the forms of a page, and sends them as somebody filled them in."""

from html.parser import HTMLParser
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from adapters.http.web import Web

PASSWORD = "a few words together"
HOST = "http://testserver"


class Browser:
    """A visitor's browser on the application. Every answer is kept in `page`."""

    page: Response

    def __init__(self, app: FastAPI, client: TestClient) -> None:
        self._web: Web = app.state.web
        self.client = client

    def signed_in(self, staff: str) -> "Browser":
        """A session of this member of staff, as after signing in."""
        self.client.cookies.set("homeport", self._web.identity.sessions.begin(staff))
        return self

    def get(self, path: str, **options: Any) -> Response:
        self.page = self.client.get(path, **options)
        return self.page

    def send(self, action: str, headers: dict[str, str] | None = None, /, **typed: Any) -> Response:
        """Sends the form of the present page that leads to `action`, with these fields typed or chosen."""
        fields = {**self.form(action), **typed}
        return self.post(action, fields, headers)

    def post(self, action: str, fields: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
        """Sends these very fields; the browser adds the origin."""
        self.page = self.client.post(action, data=fields, headers={"Origin": HOST, **(headers or {})})
        return self.page

    def form(self, action: str) -> dict[str, list[str]]:
        """What stands in the form of the present page that leads to `action`."""
        return form_of(self.page.text, action)

    def problem(self, field: str) -> str:
        """What stands beside a field as to be put right; empty if nothing does."""
        reader = _Texts(f"f-{field}-problem")
        reader.feed(self.page.text)
        return " ".join(reader.text.split())

    def text(self) -> str:
        """The words of the page."""
        reader = _Texts(None)
        reader.feed(self.page.text)
        return " ".join(reader.text.split())


def form_of(page: str, action: str) -> dict[str, list[str]]:
    """What stands in the form of a page that leads to `action`."""
    reader = _Forms()
    reader.feed(page)
    assert action in reader.forms, f"no form leads to {action}: {sorted(reader.forms)}"
    return reader.forms[action]


class _Forms(HTMLParser):
    """The values of every form on a page, by the address that it leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, list[str]]] = {}
        self._fields: dict[str, list[str]] = {}
        self._area: str | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name, value = found.get("name") or "", found.get("value") or ""
        match tag:
            case "form":
                self._fields = self.forms.setdefault(found.get("action") or "", {})
            case "input" if name and (found.get("type") not in {"radio", "checkbox"} or "checked" in found):
                self._fields.setdefault(name, []).append(value)
            case "select":
                self._select = name
            case "option" if "selected" in found:
                self._fields.setdefault(self._select, []).append(value)
            case "textarea":
                self._area = name
                self._fields.setdefault(name, []).append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            text = self._fields[self._area][-1] + data
            self._fields[self._area][-1] = text.removeprefix("\n")


class _Texts(HTMLParser):
    """The words in the element of an id; of the whole page where that is None."""

    def __init__(self, wanted: str | None) -> None:
        super().__init__()
        self.text = ""
        self._wanted = wanted
        self._inside = wanted is None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._wanted is not None:
            self._inside = self._inside or dict(attrs).get("id") == self._wanted

    def handle_endtag(self, tag: str) -> None:
        if self._wanted is not None and tag == "p":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.text += data

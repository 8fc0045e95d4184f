"""What every answer carries, and what is told when something goes wrong."""

import json

import pytest
from fastapi import FastAPI

from tests.histories import CANARY
from tests.http.browser import Browser

EVERYWHERE = ["/sign-in", "/health", "/no/such/page", "/static/homeport.css", "/static/none.css", "/vendor/htmx.js"]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_forbids_what_no_page_needs(browser: Browser, path: str) -> None:
    headers = browser.get(path).headers

    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-request-id"]


def test_pages_are_not_stored_and_files_are(browser: Browser) -> None:
    assert browser.get("/sign-in").headers["cache-control"] == "no-store"
    assert browser.signed_in("cole").get("/").headers["cache-control"] == "no-store"
    assert "immutable" in browser.get("/static/homeport.css").headers["cache-control"]


def test_no_page_holds_a_style_or_a_script_of_its_own(browser: Browser) -> None:
    browser.signed_in("cole")
    for path in ("/", "/caseload", "/episodes/e-1", "/episodes/e-1/record/contact"):
        text = browser.get(path).text
        assert " style=" not in text
        assert "<style" not in text
        assert " on" + "click=" not in text
        assert text.count("<script") == text.count('<script src="/')


def test_pages_are_light(browser: Browser) -> None:
    files = sum(len(browser.get(path).content) for path in ("/static/homeport.css", "/vendor/htmx.js"))
    browser.signed_in("sol")

    for path in ("/", "/caseload", "/episodes/e-1", "/episodes/e-1/record/person"):
        assert files + len(browser.get(path).content) < 150_000


@pytest.mark.parametrize("path", ["/no/such/page", "/episodes/none", "/episodes/e-1/record/none", "/static/../web.py"])
def test_what_is_not_there_is_told_plainly(browser: Browser, path: str) -> None:
    browser.signed_in("cole").get(path)

    assert browser.page.status_code == 404
    assert "Not found" in browser.text()


def test_an_address_used_otherwise_is_told_plainly(browser: Browser) -> None:
    browser.signed_in("cole")

    assert browser.client.delete("/caseload").status_code == 405


def test_an_error_inside_is_an_incident_without_anybodys_words(
    app: FastAPI, browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError(f"{CANARY} was here")

    browser.get("/broken")

    assert browser.page.status_code == 500
    logged = json.loads(capsys.readouterr().err)
    assert logged["incident"] in browser.text()
    assert logged["error_type"] == "RuntimeError"
    assert CANARY not in browser.page.text + json.dumps(logged)


def test_looks_and_language_are_kept_where_nobody_is_signed_in(browser: Browser) -> None:
    browser.get("/sign-in")
    browser.send("/display", scheme="dark", language="es")

    assert browser.page.url.path == "/sign-in"
    assert '<html lang="es" data-scheme="dark">' in browser.page.text
    browser.send("/display", scheme="purple", language="xx")
    assert '<html lang="es" data-scheme="dark">' in browser.page.text


def test_the_browsers_own_language_is_spoken(browser: Browser) -> None:
    browser.get("/sign-in", headers={"Accept-Language": "es-MX,es;q=0.9"})

    assert '<html lang="es"' in browser.page.text

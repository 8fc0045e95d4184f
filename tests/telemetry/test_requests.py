"""What a request leaves in logs and metrics: by the template of its route, under one id from end to end."""

from fastapi import FastAPI

from adapters.clinic import Clinic
from tests.histories import CANARY
from tests.http.browser import Browser
from tests.telemetry.conftest import Logged
from tests.telemetry.sinks import added, exposition, value

CONTACT = "/episodes/e-1/record/contact"
ROUTE = "/episodes/{episode}/record/{what}"
TOLD = {"person": "e-1-friend", "how": "phone", "begun_by": "client", "purpose": "craving", "outcome": "supported"}
COUNT = "homeport_request_duration_seconds_count"


def test_one_id_runs_from_the_request_through_command_and_append_into_the_log_of_events(
    browser: Browser, clinic: Clinic, logged: Logged
) -> None:
    browser.signed_in("cole").get(CONTACT)
    browser.send(CONTACT, **TOLD)

    [command], [append] = logged.lines("command"), logged.lines("append")
    request = next(line for line in logged.lines("request") if line["method"] == "POST")
    event = list(clinic.store.read_stream("episode-e-1"))[-1]
    assert request["correlation_id"] == command["correlation_id"] == append["correlation_id"] == event.correlation_id
    assert request["correlation_id"] == browser.page.history[0].headers["x-request-id"]
    assert command["command_id"] == append["command_id"] == event.command_id
    assert command["position"] == append["position"] == event.position
    assert (command["command"], command["outcome"], command["episode"]) == ("record", "accepted", "e-1")
    assert (request["route"], request["status"]) == (ROUTE, 303)


def test_a_form_sent_twice_is_one_command_under_two_requests(browser: Browser, clinic: Clinic, logged: Logged) -> None:
    browser.signed_in("cole").get(CONTACT)
    form = {**browser.form(CONTACT), **TOLD}
    browser.post(CONTACT, form)
    head = clinic.store.head()
    browser.post(CONTACT, form)

    assert browser.page.history[0].status_code == 303
    assert clinic.store.head() == head


def test_commands_are_counted_by_kind_and_outcome(browser: Browser) -> None:
    browser.signed_in("cole").get(CONTACT)

    assert (
        added("homeport_commands_total", lambda: browser.send(CONTACT, **TOLD), command="record", outcome="accepted")
        == 1
    )
    browser.get(CONTACT)
    later = {**TOLD, "_when": "2026-02-20T23:00"}
    assert (
        added("homeport_commands_total", lambda: browser.send(CONTACT, **later), command="record", outcome="wrong_time")
        == 1
    )


def test_appends_and_their_events_are_counted(browser: Browser) -> None:
    names = {
        "homeport_append_duration_seconds_count": {"outcome": "committed"},
        "homeport_append_batch_size_count": {},
        "homeport_append_verdicts_total": {"verdict": "appended"},
        "homeport_events_appended_total": {"type": "episode.contact_made"},
    }
    before = {name: value(name, **labels) for name, labels in names.items()}
    browser.signed_in("cole").get(CONTACT)
    browser.send(CONTACT, **TOLD)

    assert {name: value(name, **labels) - before[name] for name, labels in names.items()} == dict.fromkeys(names, 1)


def test_requests_are_measured_by_route_and_never_by_address(browser: Browser) -> None:
    browser.signed_in("cole")

    assert (
        added(COUNT, lambda: browser.get("/episodes/e-1"), method="GET", route="/episodes/{episode}", status="2xx") == 1
    )
    assert added(COUNT, lambda: browser.get(f"/{CANARY}?who={CANARY}"), method="GET", route="none", status="4xx") == 1
    assert added(COUNT, lambda: browser.client.request(CANARY, "/"), method="other", route="/", status="4xx") == 1
    assert CANARY not in exposition()


def test_what_is_asked_for_all_the_time_leaves_no_lines(browser: Browser, logged: Logged) -> None:
    for path in ("/health", "/ready", "/static/homeport.css"):
        browser.get(path)

    assert logged.lines() == []


def test_failures_to_sign_in_are_counted_without_a_name(browser: Browser, logged: Logged) -> None:
    browser.get("/sign-in")

    assert (
        added(
            "homeport_sign_in_failures_total",
            lambda: browser.send("/sign-in", name=CANARY, password=CANARY),
            reason="wrong_sign_in",
        )
        == 1
    )
    assert CANARY not in exposition() + logged.text


def test_an_error_inside_is_a_line_of_its_own_under_the_id_of_its_request(
    app: FastAPI, browser: Browser, logged: Logged
) -> None:
    @app.get("/broken/{client}")
    def broken(client: str) -> None:
        raise RuntimeError(client)

    assert added("homeport_incidents_total", lambda: browser.get(f"/broken/{CANARY}"), error_type="RuntimeError") == 1

    [incident], [request] = logged.lines("incident"), logged.lines("request")
    assert incident["correlation_id"] == request["correlation_id"] == browser.page.headers["x-request-id"]
    assert incident["incident"] in browser.text()
    assert (request["route"], request["status"]) == ("/broken/{client}", 500)
    assert CANARY not in logged.text

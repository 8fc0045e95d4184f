"""What a log line holds, and what it never does."""

import logging
import threading
from io import StringIO
from typing import Any

import pytest
import sqlalchemy

from adapters.incidents import report
from adapters.telemetry.correlating import correlated
from adapters.telemetry.logs import log
from tests.histories import CANARY
from tests.telemetry.conftest import Logged


def test_an_event_is_one_line_of_json(logged: Logged) -> None:
    log().info("append", position=7, stream="episode-e-1")

    [line] = logged.lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "append", "level": "info", "position": 7, "stream": "episode-e-1"}


def test_on_a_terminal_it_is_easier_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stderr", terminal := Terminal())
    report(RuntimeError(CANARY))

    assert "RuntimeError" in terminal.getvalue()
    assert not terminal.getvalue().startswith("{")
    assert CANARY not in terminal.getvalue()


def test_every_line_of_a_conversation_has_its_id(logged: Logged) -> None:
    with correlated("request-1"):
        log().info("request")
    log().info("request")

    assert [line.get("correlation_id") for line in logged.lines()] == ["request-1", None]


def test_a_field_that_is_not_on_the_list_is_dropped_and_named(logged: Logged) -> None:
    log().info("command", client_name=CANARY, answers={"q9": CANARY})

    assert CANARY not in logged.text
    assert logged.lines()[0]["dropped_fields"] == ["answers", "client_name"]


@pytest.mark.parametrize(
    "value", [f"{CANARY} Example", f"born {CANARY}", "ü", {"name": CANARY}, [f"{CANARY} too"], "x\ny"]
)
def test_what_could_be_a_word_about_somebody_is_dropped_from_any_field(logged: Logged, value: Any) -> None:
    log().info("command", reason=value)

    assert "reason" not in logged.lines()[0]
    assert CANARY not in logged.text


def test_an_error_is_its_kind_and_place_without_its_text(logged: Logged) -> None:
    try:
        raise ValueError(f"{CANARY} has no consent")
    except ValueError:
        log().exception("command")

    [line] = logged.lines()
    assert line["error_type"] == "ValueError"
    assert line["error_at"][-1].startswith(f"{__name__}:")
    assert CANARY not in logged.text


def test_libraries_are_heard_without_their_words(logged: Logged) -> None:
    library = logging.getLogger("some.library")
    library.warning("plain %s", CANARY)
    library.error("%s", CANARY, exc_info=RuntimeError(CANARY))
    library.info("not worth a line %s", CANARY)

    assert [line["logger"] for line in logged.lines("library")] == ["some.library", "some.library"]
    assert CANARY not in logged.text


def test_a_database_that_echoes_its_statements_says_nothing_of_what_is_in_them(
    logged: Logged, capfd: pytest.CaptureFixture[str]
) -> None:
    logger = logging.getLogger("sqlalchemy.engine")
    logger.setLevel(logging.DEBUG)
    try:
        with sqlalchemy.create_engine("sqlite://").begin() as connection:
            connection.execute(sqlalchemy.text("SELECT :name"), {"name": CANARY})
    finally:
        logger.setLevel(logging.NOTSET)

    assert logged.lines("library")
    assert CANARY not in logged.text + "".join(capfd.readouterr())


def test_an_error_that_ends_a_thread_is_logged_without_its_text(
    logged: Logged, capfd: pytest.CaptureFixture[str]
) -> None:
    def work() -> None:
        raise RuntimeError(CANARY)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert logged.lines("uncaught")[0]["error_type"] == "RuntimeError"
    assert CANARY not in logged.text + "".join(capfd.readouterr())

"""Logs: one line of JSON an event, easier to read on a terminal, and of libraries only who logged and where.

Until `set_up` only warnings and errors are logged: the command line is silent unless something goes wrong.
"""

import logging
import sys
import threading
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, TextIO

import structlog

from adapters.telemetry import tracing
from adapters.telemetry.correlating import current
from adapters.telemetry.failing import kind_and_place
from adapters.telemetry.fields import allowed

_Fields = MutableMapping[str, Any]


def log() -> structlog.typing.FilteringBoundLogger:
    """The log. An event has a name in one word (`request`) and fields of `fields.ALLOWED`."""
    if not structlog.is_configured():
        _configure(logging.WARNING, None)
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return logger


def set_up(stream: TextIO | None = None, *, quiet: bool = False) -> None:
    """Has a server or a worker log to `stream` (default: standard error), whatever logs: libraries and errors too.

    `quiet`: only warnings and errors.
    """
    _configure(logging.WARNING if quiet else logging.INFO, stream)
    root = logging.getLogger()
    root.handlers[:] = [_OfLibraries()]
    root.setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda failed: _lost(failed.exc_value)
    sys.unraisablehook = lambda failed: _lost(failed.exc_value)


def _configure(level: int, stream: TextIO | None) -> None:
    def to_stream(*_: object) -> structlog.PrintLogger:
        return structlog.PrintLogger(stream or sys.stderr)  # looked up at each line: it may be another by then

    is_terminal = (stream or sys.stderr).isatty()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            _add_context,
            _without_text,
            lambda _, __, fields: allowed(fields),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer() if is_terminal else structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=to_stream,
        cache_logger_on_first_use=False,
    )


def _add_context(_: Any, __: str, fields: _Fields) -> _Fields:
    if (correlation := current()) is not None:
        fields.setdefault("correlation_id", correlation)
    for name, value in tracing.ids().items():
        fields.setdefault(name, value)
    return fields


def _without_text(_: Any, __: str, fields: _Fields) -> _Fields:
    error = fields.pop("exc_info", None)
    if error is True:
        error = sys.exception()
    if isinstance(error, BaseException):
        fields.update(kind_and_place(error))
    return fields


class _OfLibraries(logging.Handler):
    """What libraries log, without a word of it: they put into a text whatever they are given."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        fields = kind_and_place(error) if error else {"error_at": [f"{record.module}:{record.lineno}"]}
        level = max(logging.INFO, min(record.levelno, logging.ERROR))
        log().log(level, "library", logger=record.name, **fields)


def _uncaught(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        _lost(error)


def _lost(error: BaseException | None) -> None:
    if error is not None and not isinstance(error, SystemExit):
        log().error("uncaught", **kind_and_place(error))

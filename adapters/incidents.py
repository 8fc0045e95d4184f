"""Logs what went wrong inside, without a word that could be personal, under an id that a person can quote."""

import sys
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from uuid_utils import uuid7


def report(error: BaseException) -> str:
    """Logs the error's type and place, never its text (which may quote data); the incident's id."""
    incident = str(uuid7())
    _log().error(
        "incident",
        incident=incident,
        error_type=type(error).__name__,
        error_at=list(_places(error.__traceback__))[-4:],
    )
    return incident


def notice(event: str, **fields: str | int) -> None:
    """Logs what an operator should know of, such as a server that is out of reach; nothing personal."""
    _log().warning(event, **fields)


def _log() -> Any:
    import structlog  # noqa: PLC0415  # only when something went wrong

    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    return structlog.get_logger()


def _places(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        yield f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
        trace = trace.tb_next

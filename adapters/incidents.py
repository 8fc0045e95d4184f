"""Logs what went wrong inside, without a word that could be personal, under an id that a person can quote."""

from uuid_utils import uuid7


def report(error: BaseException) -> str:
    """Logs the error's type and place, never its text (which may quote data); the incident's id."""
    from adapters.telemetry.failing import kind_and_place  # noqa: PLC0415  # only when something went wrong
    from adapters.telemetry.logs import log  # noqa: PLC0415  # as above
    from adapters.telemetry.metrics import INCIDENTS  # noqa: PLC0415  # as above

    incident = str(uuid7())
    INCIDENTS.labels(type(error).__name__).inc()
    log().error("incident", incident=incident, **kind_and_place(error))
    return incident


def notice(event: str, **fields: str | int) -> None:
    """Logs what an operator should know of, such as a server that is out of reach; nothing personal."""
    from adapters.telemetry.logs import log  # noqa: PLC0415  # only when something is out of the ordinary

    log().warning(event, **fields)


def all_clear(event: str, **fields: str | int) -> None:
    """Logs that what an operator was told of is well again."""
    from adapters.telemetry.logs import log  # noqa: PLC0415  # as above

    log().info(event, **fields)

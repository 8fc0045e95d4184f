"""Where Prometheus reads the metrics: an address of their own, apart from the pages that everybody reaches."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from adapters.clinic import Clinic
from engine.refusals import Refused

if TYPE_CHECKING:
    from adapters.workers.link import Link

_ADDRESS: Final = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]]+):(?P<port>[0-9]{1,5})", re.ASCII)
_LAST_PORT: Final = 65_535


@contextmanager
def metrics_at(address: str | None, clinics: Sequence[Clinic], link: "Link | None") -> Iterator[str | None]:
    """Serves `GET /metrics` at HOST:PORT until the end; the address in use.

    They tell of this process, and of how these sites stand. None serves nothing. Raises `Refused` where the address
    cannot be read or listened at.
    """
    if not address:
        yield None
        return
    from prometheus_client import start_http_server  # noqa: PLC0415  # only where asked for

    from adapters.telemetry.metrics import REGISTRY  # noqa: PLC0415  # as above
    from adapters.telemetry.standing import Standing  # noqa: PLC0415  # as above

    host, port = _host_and_port(address)
    try:
        server, thread = start_http_server(port, host, REGISTRY)
    except OSError:
        raise Refused(f"metrics cannot be served at {address}; name another address with HOMEPORT_METRICS") from None
    standing = Standing(clinics, link)
    REGISTRY.register(standing)
    try:
        yield f"{host}:{server.server_port}"
    finally:
        REGISTRY.unregister(standing)
        server.shutdown()
        server.server_close()
        thread.join()


def _host_and_port(address: str) -> tuple[str, int]:
    """Both parts of an address; a host that has colons of its own stands in brackets."""
    found = _ADDRESS.fullmatch(address)
    if found is None or int(found["port"]) > _LAST_PORT:
        raise Refused(f"metrics cannot be served at {address}; write HOST:PORT, such as 127.0.0.1:9464")
    return found["host"].strip("[]"), int(found["port"])

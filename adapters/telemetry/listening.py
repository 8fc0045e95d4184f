"""Where Prometheus reads the metrics: an address of their own, apart from the pages that everybody reaches."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from adapters.clinic import Clinic
from engine.refusals import Refused

if TYPE_CHECKING:
    from adapters.workers.link import Link


@contextmanager
def metrics_at(address: str | None, clinics: Sequence[Clinic], link: "Link | None") -> Iterator[str | None]:
    """Serves `GET /metrics` at HOST:PORT, or at a port of this machine alone, until the end; the address in use.

    They tell of this process, and of how these sites stand. None serves nothing. Raises `Refused` where the address
    cannot be read or listened at.
    """
    if not address:
        yield None
        return
    from prometheus_client import start_http_server  # noqa: PLC0415  # only where asked for

    from adapters.telemetry.metrics import REGISTRY  # noqa: PLC0415  # as above
    from adapters.telemetry.standing import Standing  # noqa: PLC0415  # as above

    host, _, port = address.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    try:
        server, thread = start_http_server(int(port), host, REGISTRY)
    except (ValueError, OverflowError):
        raise Refused(f"metrics cannot be served at {address}; write HOST:PORT, such as 127.0.0.1:9464") from None
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

"""How things stand at the moment that Prometheus asks: readers' lag, parked events, database and Redis."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from adapters.clinic import Clinic
from adapters.proof.sealer import sealer
from adapters.views import readers
from events.store import StoreError

if TYPE_CHECKING:
    from adapters.workers.link import Link

_SITE: Final = ("site",)
_READER: Final = ("site", "reader")
_WEBHOOK: Final = ("site", "endpoint")


class Standing(Collector):
    """Asks the databases of these sites, and what is known of Redis, each time it is read."""

    def __init__(self, clinics: Sequence[Clinic], link: "Link | None" = None) -> None:
        self._clinics = clinics
        self._link = link

    def collect(self) -> Iterator[Metric]:
        """The metrics as they stand."""
        up = GaugeMetricFamily("homeport_database_up", "Whether the log of a site can be read.", labels=_SITE)
        positions = GaugeMetricFamily("homeport_reader_lag_positions", "Events not read yet.", labels=_READER)
        seconds = GaugeMetricFamily(
            "homeport_reader_lag_seconds", "Seconds since the first event not read yet was recorded.", labels=_READER
        )
        parked = GaugeMetricFamily(
            "homeport_parked_events", "Events set aside, each of which holds up its stream.", labels=_READER
        )
        unsealed = GaugeMetricFamily(
            "homeport_unsealed_seconds", "Seconds since the first event not sealed yet was recorded.", labels=_SITE
        )
        waiting = GaugeMetricFamily(
            "homeport_webhook_waiting_positions", "Events that a webhook has not been told of yet.", labels=_WEBHOOK
        )
        disabled = GaugeMetricFamily("homeport_webhook_disabled", "Whether a webhook is disabled.", labels=_WEBHOOK)
        for clinic in self._clinics:
            site = clinic.store.log
            try:
                unsealed.add_metric((site,), sealer(clinic).lag())
                for name, reader in readers(clinic).items():
                    lag = reader.lag()
                    positions.add_metric((site, name), lag.positions)
                    seconds.add_metric((site, name), lag.seconds)
                    parked.add_metric((site, name), len(reader.standing()[1].parked))
                head = clinic.store.head().position
                for one in clinic.webhooks.all():
                    waiting.add_metric((site, one.id), max(0, head - one.delivered))
                    disabled.add_metric((site, one.id), one.disabled is not None)
                up.add_metric((site,), 1)
            except StoreError:
                up.add_metric((site,), 0)
        yield from (up, positions, seconds, unsealed, parked, waiting, disabled)
        if self._link is not None:
            yield GaugeMetricFamily(
                "homeport_redis_up", "Whether Redis can be reached and used.", self._link.state == "ok"
            )

"""The pulse of a PostgreSQL: what is due at all the sites that a process serves in it, found by one statement.

Asked piece by piece it would take several statements a site, each second, however quiet the sites are.
"""

from collections.abc import Sequence
from typing import Final

from adapters.clinic import Clinic
from adapters.sql.postgres_pool import POOLS
from adapters.webhooks.retrying import LONGEST

# One part for each kind of work. Each gives what its `is_due` says, but for what only the process itself knows.
_DUE: Final = """
WITH asked AS (
  SELECT site, now, coalesce((SELECT position FROM commands WHERE log = site ORDER BY position DESC LIMIT 1), 0) AS head
    FROM unnest(%b::text[], %b::bigint[]) named (site, now)
)
SELECT site, view FROM asked, unnest(%b::text[]) named (view)
 WHERE head > coalesce((SELECT position FROM live_views JOIN view_generations USING (site, view, generation)
                         WHERE site = asked.site AND view = named.view), 0)
UNION ALL
SELECT site, 'sweep' FROM asked
 WHERE EXISTS (SELECT FROM live_views JOIN view_rows USING (site, view, generation)
                WHERE site = asked.site AND view = 'deadlines' AND due_at < now)
UNION ALL
SELECT site, 'proof' FROM asked
 WHERE head > coalesce((SELECT size FROM seals WHERE site = asked.site), 0)
UNION ALL
SELECT site, 'webhooks' FROM asked
 WHERE EXISTS (SELECT FROM webhooks
                WHERE site = asked.site AND disabled IS NULL AND delivered < head
                  AND (next_attempt_at <= now OR next_attempt_at > now + %b))
"""


class Pulse:
    """Asks the database at `url` for what is due at `clinics`, whose stored views are `views`."""

    def __init__(self, url: str, clinics: Sequence[Clinic], views: Sequence[str]) -> None:
        self._url = url
        self._clinics = clinics
        self._views = list(views)
        self._pool = POOLS.take(url)

    def covers(self, site: str, work: str) -> bool:
        """Whether `due` would name this work where it is due."""
        is_here = site in {clinic.store.log for clinic in self._clinics}
        return is_here and work in {*self._views, "sweep", "proof", "webhooks"}

    def due(self) -> list[tuple[str, str]]:
        """What is due, as site and work. Raises `StoreUnavailable` and `StoreDamaged`."""
        sites = [clinic.store.log for clinic in self._clinics]
        times = [clinic.clock() for clinic in self._clinics]
        return [(site, work) for site, work in self._pool.fetch(_DUE, (sites, times, self._views, LONGEST))]

    def close(self) -> None:
        """Lets go of the connections."""
        POOLS.let_go(self._url)

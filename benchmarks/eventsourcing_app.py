"""The package `eventsourcing` on PostgreSQL: load an aggregate, have it decide, save what it decided.

As safe as it can be set: it locks its table, so that its readers miss nothing, and every commit is synced.
"""

from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from benchmarks.append import DATA


class Episode(Aggregate):
    """As much as an episode needs here: it counts what was recorded."""

    @event("Begun")
    def __init__(self) -> None:
        self.contacts = 0

    @event("ContactMade")
    def make_contact(self, entry: str, what: str) -> None:
        self.contacts += 1


class Aggregates:
    """An application with an aggregate for each of its threads, kept in its cache."""

    def __init__(self, url: str, threads: int, functions: bool) -> None:
        self._threads = threads
        self._application: Application[UUID] = Application(settings(url, functions, threads))
        begun = [Episode() for _ in range(threads)]
        self._application.save(*begun)
        self._episodes = [one.id for one in begun]
        self._people = ThreadPoolExecutor(threads)

    def seconds(self, commands: int, turn: str) -> float:
        """Seconds a command, where the threads carry out so many between them."""
        begun = perf_counter()
        list(self._people.map(lambda episode: self._record(episode, turn, commands // self._threads), self._episodes))
        return (perf_counter() - begun) / (commands // self._threads * self._threads)

    def close(self) -> None:
        """Lets go of threads and connections."""
        self._people.shutdown()
        self._application.close()

    def _record(self, which: UUID, turn: str, commands: int) -> None:
        for number in range(commands):
            episode: Episode = self._application.repository.get(which)
            episode.make_contact(f"{turn}-{number}", DATA.decode())
            self._application.save(episode)


def settings(url: str, functions: bool, threads: int) -> dict[str, str]:
    """What it is told by its environment."""
    address = urlsplit(url)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": address.path[1:],
        "POSTGRES_HOST": parse_qs(address.query)["host"][0],
        "POSTGRES_PORT": "5432",
        "POSTGRES_USER": address.username or "postgres",
        "POSTGRES_PASSWORD": "none is asked for",
        "POSTGRES_POOL_SIZE": str(threads),
        "POSTGRES_MAX_OVERFLOW": "0",
        "POSTGRES_MAX_WAITING": str(threads),
        "POSTGRES_ENABLE_DB_FUNCTIONS": "y" if functions else "n",
        "AGGREGATE_CACHE_MAXSIZE": str(2 * threads),
    }

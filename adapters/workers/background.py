"""Who does a site's work in the background: this process, or workers elsewhere that are reached over Redis."""

import os
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Final

from adapters.clinic import Clinic
from adapters.proof.sealer import sealer
from adapters.settings import settings
from adapters.views import Caseload, readers
from adapters.webhooks.delivering import Delivering
from adapters.workers.crew import crew
from adapters.workers.following import Following
from adapters.workers.nudger import Nudger
from adapters.workers.repeating import Repeating
from adapters.workers.runner import Runner, Work
from adapters.workers.sweeping import Sweeping
from adapters.workers.wire import Wire

if TYPE_CHECKING:
    from adapters.workers.link import Link
    from adapters.workers.pulse import Pulse

_EMBEDDED: Final = 2
"""Threads for one site's work, which run beside those that serve its page."""
_WATCHED: Final = (Caseload.name,)
"""What people watch. The rest follows within a second by the pulse, many events at a time, and so leaves room."""
_CALM: Final = 0.01
"""Seconds between two looks for news: whatever is appended meanwhile shares a nudge."""
_CHECK: Final = 1.0
"""Seconds between two looks at how Redis is."""


def works_of(clinic: Clinic) -> dict[str, Work]:
    """All that is done for a site in the background, by name."""
    holder = f"{socket.gethostname()}:{os.getpid()}"
    turn = threading.Lock()
    works: dict[str, Work] = {
        name: Following(reader, clinic.views.leases, holder, None if name in _WATCHED else turn)
        for name, reader in readers(clinic).items()
    }
    works["sweep"] = Sweeping(clinic)
    works["proof"] = sealer(clinic)
    works["webhooks"] = Delivering(clinic)
    return works


@contextmanager
def linked() -> "Iterator[Link | None]":
    """The Redis that HOMEPORT_REDIS_URL names, or None. Raises `Refused` where it is not fit for use."""
    url = settings().redis_url
    if url is None:
        yield None
        return
    from adapters.workers.link import Link  # noqa: PLC0415  # 250 ms that one machine alone does not need

    link = Link(url)
    try:
        link.check_at_start()
        yield link
    finally:
        link.close()


@contextmanager
def working(clinics: Sequence[Clinic], threads: int, link: "Link | None") -> Iterator[None]:
    """Does the work of these sites: what nudges over Redis ask for at once, all else within a second or so."""
    with ExitStack() as stack:
        wires = [] if link is None else [stack.enter_context(_over_redis(link))]
        stack.enter_context(crew(stack.enter_context(_runner(clinics)), threads, wires))
        yield


@contextmanager
def serving(clinic: Clinic, link: "Link | None") -> Iterator[None]:
    """Has a site's work done while its page is served: in this process, or by the workers that Redis reaches."""
    with ExitStack() as stack:
        if link is None:
            wire = stack.enter_context(crew(stack.enter_context(_runner([clinic])), _EMBEDDED))
        else:
            wire = stack.enter_context(_over_redis(link))
        nudger = Nudger(clinic.store, _WATCHED, wire)
        stack.enter_context(Repeating("nudger", nudger.step, _CALM))
        yield


@contextmanager
def _over_redis(link: "Link") -> Iterator[Wire]:
    from adapters.workers.over_redis import OverRedis  # noqa: PLC0415  # 250 ms that one machine alone does not need

    with Repeating("redis", link.check, _CHECK):
        yield OverRedis(link)


@contextmanager
def _runner(clinics: Sequence[Clinic]) -> Iterator[Runner]:
    with ExitStack() as stack:
        works = {clinic.store.log: works_of(clinic) for clinic in clinics}
        for work in chain.from_iterable(one.values() for one in works.values()):
            if isinstance(work, Delivering):
                stack.enter_context(closing(work))
        yield Runner(works, [stack.enter_context(closing(pulse)) for pulse in _pulses(clinics)])


def _pulses(clinics: Sequence[Clinic]) -> "Iterator[Pulse]":
    """One for each PostgreSQL that sites lie in; those in files are asked one by one."""
    lie_in: dict[str, list[Clinic]] = {}
    for clinic in clinics:
        if isinstance(clinic.storage.location, str):
            lie_in.setdefault(clinic.storage.location, []).append(clinic)
    for url, there in lie_in.items():
        from adapters.workers.pulse import Pulse  # noqa: PLC0415  # a driver that sites in files do without

        yield Pulse(url, there, list(readers(there[0])))

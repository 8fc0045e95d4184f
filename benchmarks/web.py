"""The page of a full clinic: server time with 20 people at once, page weight, and a contact from tap to confirmed.

Server time is what the server logs of each request, from when it has read it to when it begins to answer. It holds
the waiting for a turn, but not the client's own work, which shares the machine. Page weight is everything that a first
visit transfers: the page and its files, compressed. A contact takes from the post to the whole page that confirms it.

A site of 1,000 open episodes and 300,000 events is `HOMEPORT_BENCH_EPISODES=4500`, and takes ten minutes to make:
`HOMEPORT_BENCH_SITE` names a folder in which it is made the first time, and copied from each time.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, sleep
from typing import Final

import httpx2

from adapters.clinic import Clinic, system_clock
from adapters.http.demo import PASSWORD, make_demo
from adapters.views import readers
from benchmarks.processes import HOMEPORT

EPISODES: Final = 400
DAYS: Final = 340
"""How long the clinic has been at work: four of five of its episodes have ended."""
PEOPLE: Final = 20
EACH: Final = 15
THINKS: Final = 0.5
"""Seconds that somebody looks at a page before the next one; without them it is a test of the queue."""
_PATIENCE: Final = 900
_QUIET: Final = 10.0
"""Seconds with nothing to do after which nothing more is expected to come by itself."""

Routes = dict[str, list[float]]


def measure(folder: Path) -> Iterator[str]:
    kept = Path(os.environ.get("HOMEPORT_BENCH_SITE") or folder / "made")
    if not (kept / "site.json").exists():
        make_demo(kept, system_clock(), int(os.environ.get("HOMEPORT_BENCH_EPISODES", EPISODES)), DAYS)
    site = folder / "site"
    shutil.copytree(kept, site)  # contacts are recorded: the next run begins where this one did
    with Clinic(site) as clinic:
        yield f"{clinic.store.head().position:,} events, {PEOPLE} people at once who look {THINKS} s at each page"
    command = [HOMEPORT, "serve", "--demo", "--port", "0", "--data", str(site)]
    log = folder / "log"
    with (
        log.open("w") as told,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=told, text=True) as process,  # noqa: S603  # our own
    ):
        try:
            assert process.stdout is not None  # noqa: S101  # it is a pipe
            found = next((one for line in process.stdout if (one := re.search(r"http://\S+:\d+", line))), None)
            if found is None:
                raise SystemExit(f"homeport serve ended: {log.read_text()}")
            with Clinic(site) as clinic:
                yield from _measured(found[0], log, clinic)
        finally:
            process.terminate()


def _measured(address: str, log: Path, clinic: Clinic) -> Iterator[str]:
    with httpx2.Client(base_url=address, follow_redirects=True, timeout=_PATIENCE) as browser:
        yield _settled(clinic)
        begun = perf_counter()
        browser.post("/sign-in", data={"name": "supervisor", "password": PASSWORD})
        board = browser.get("/caseload?whose=all")
        yield f"{_open(board.text):,} open episodes, on the board {perf_counter() - begun:.1f} s after signing in first"
        episodes = list(dict.fromkeys(re.findall(r'href="(/episodes/[^/"]+)"', board.text)))
        pages: dict[str, tuple[str, Callable[[int], str]]] = {
            "Today": ("/", lambda _: "/?whose=all"),
            "board": ("/caseload", lambda _: "/caseload?whose=all"),
            "episode": ("/episodes/{episode}", lambda n: episodes[n % len(episodes)]),
        }
        for name, (route, path) in pages.items():
            weight = _weight(browser, path(0))  # the first visit of all, which also compiles the templates
            before = log.stat().st_size
            seen = _visited(browser, path)
            served = _served(log, before)[route]
            yield f"{name:8} {_spread(served)} on the server; {_spread(seen)} at the client"
            yield f"{'':8} {weight}"
        yield f"{'contact':8} {_spread(_contacts(browser, episodes))} from tap to confirmed, one at a time"


def _settled(clinic: Clinic) -> str:
    """Waits until the process that serves has done what it found undone: the views, the proof, what had fallen due."""
    begun, before = perf_counter(), clinic.store.head().position
    quiet = begun
    while perf_counter() - quiet < _QUIET:
        sleep(0.5)
        if not _is_kept_up(clinic):
            quiet = perf_counter()
    events = clinic.store.head().position - before
    return f"views and proof kept up, {events:,} events of what had fallen due recorded, in {quiet - begun:.0f} s"


def _is_kept_up(clinic: Clinic) -> bool:
    sealed = clinic.seals.last()
    is_proved = sealed is not None and sealed.tree.size == clinic.store.head().position
    return is_proved and not any(reader.lag().positions for reader in readers(clinic).values())


def _visited(browser: httpx2.Client, path: Callable[[int], str]) -> list[float]:
    def somebody(number: int) -> list[float]:
        times = []
        sleep(THINKS * number / PEOPLE)
        with httpx2.Client(base_url=browser.base_url, cookies=browser.cookies, timeout=_PATIENCE) as own:
            for turn in range(EACH):
                begun = perf_counter()
                own.get(path(number * EACH + turn)).raise_for_status()
                times.append(perf_counter() - begun)
                sleep(THINKS)
        return times

    with ThreadPoolExecutor(PEOPLE) as people:
        return [time for times in people.map(somebody, range(PEOPLE)) for time in times]


def _served(log: Path, since: int) -> Routes:
    """Seconds that requests took since then, by route."""
    found: Routes = {}
    with log.open() as lines:
        lines.seek(since)
        for line in lines:
            said = json.loads(line)
            if said.get("event") == "request":
                found.setdefault(said.get("route", ""), []).append(said["duration_ms"] / 1_000)
    return found


def _contacts(browser: httpx2.Client, episodes: list[str]) -> list[float]:
    times = [took for home in episodes if (took := _contact(browser, home)) is not None]
    if not times:
        raise SystemExit("no contact was confirmed: nobody on the board has a person on their map")
    return times


def _contact(browser: httpx2.Client, home: str) -> float | None:
    """The seconds until a contact is confirmed; None where nobody is on the map yet."""
    page = browser.get(f"{home}/contacts").text
    form = re.search(r'<form class="three-taps".*?</form>', page, re.DOTALL)
    if form is None or not (person := re.search(r'name="person" value="([^"]+)"', form[0])):
        return None
    sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))
    begun = perf_counter()
    answer = browser.post(f"{home}/contacts", data={**sent, "person": person[1], "outcome": "supported"})
    took = perf_counter() - begun
    return took if answer.is_success else None


def _weight(browser: httpx2.Client, path: str) -> str:
    page = browser.get(path)
    files = re.findall(r'(?:src|rel="stylesheet" href)="(/[^"]+)"', page.text)
    every = [page, *map(browser.get, files)]
    carried, plain = (sum(sizes) / 1_000 for sizes in zip(*map(_sizes, every), strict=True))
    return f"{carried:.0f} kB transferred ({plain:.0f} kB unpacked) with its {len(files)} files"


def _sizes(answer: httpx2.Response) -> tuple[int, int]:
    return answer.num_bytes_downloaded, len(answer.content)


def _open(board: str) -> int:
    return sum(map(int, re.findall(r'class="lane".*?class="count">(\d+)', board, re.DOTALL)[:5]))


def _spread(times: list[float]) -> str:
    return f"median {median(times) * 1e3:4.0f} ms, p95 {quantiles(times, n=20)[-1] * 1e3:4.0f} ms"

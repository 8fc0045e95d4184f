"""The page of a full clinic: server time with 20 people at once, page weight, and a contact from post to confirmed.

A site of 1,000 open episodes and some 300,000 events takes long to make: `HOMEPORT_BENCH_SITE` names a folder in which
it is made the first time and found again; `HOMEPORT_BENCH_EPISODES` makes a smaller one.
"""

import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, sleep

import httpx2

from adapters.clinic import Clinic, system_clock
from adapters.http.demo import PASSWORD, make_demo
from benchmarks.processes import HOMEPORT

EPISODES = 200
PEOPLE = 20
EACH = 15
THINKS = 0.5
"""Seconds that somebody looks at a page before the next one; without them it is a test of the queue."""


def measure(folder: Path) -> Iterator[str]:
    named = os.environ.get("HOMEPORT_BENCH_SITE")
    site = Path(named) if named else folder / "site"
    if not (site / "site.json").exists():
        make_demo(site, system_clock(), int(os.environ.get("HOMEPORT_BENCH_EPISODES", EPISODES)))
    with Clinic(site) as clinic:
        yield f"{clinic.store.head().position:,} events, {PEOPLE} people at once who look {THINKS} s at each page"
    command = [HOMEPORT, "serve", "--demo", "--port", "0", "--data", str(site)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  # our own command
        try:
            assert process.stdout is not None  # noqa: S101  # it is a pipe
            found = next(match for line in process.stdout if (match := re.search(r"http://\S+:\d+", line)))
            yield from _measured(found[0])
        finally:
            process.send_signal(signal.SIGTERM)


def _measured(address: str) -> Iterator[str]:
    with httpx2.Client(base_url=address, follow_redirects=True, timeout=60) as browser:
        browser.post("/sign-in", data={"name": "supervisor", "password": PASSWORD})
        board = browser.get("/caseload?whose=all")
        yield f"{_open(board.text):,} open episodes on the board"
        episodes = list(dict.fromkeys(re.findall(r'href="(/episodes/[^/"]+)"', board.text)))
        pages: dict[str, Callable[[int], str]] = {
            "Today": lambda _: "/?whose=all",
            "board": lambda _: "/caseload?whose=all",
            "episode": lambda n: episodes[n % len(episodes)],
        }
        for name, path in pages.items():
            times = _visited(browser, path)
            yield f"{name:8} {_spread(times)}, {_weight(browser, path(0)):.0f} kB with its files"
        yield f"{'contact':8} {_spread(_contacts(browser, episodes))}, from post to confirmed, one at a time"


def _visited(browser: httpx2.Client, path: Callable[[int], str]) -> list[float]:
    def somebody(number: int) -> list[float]:
        times = []
        sleep(THINKS * number / PEOPLE)
        for turn in range(EACH):
            begun = perf_counter()
            browser.get(path(number * EACH + turn)).raise_for_status()
            times.append(perf_counter() - begun)
            sleep(THINKS)
        return times

    with ThreadPoolExecutor(PEOPLE) as people:
        return [time for times in people.map(somebody, range(PEOPLE)) for time in times]


def _contacts(browser: httpx2.Client, episodes: list[str]) -> list[float]:
    times = []
    for home in episodes:
        page = browser.get(f"{home}/contacts").text
        form = re.search(r'<form class="three-taps".*?</form>', page, re.DOTALL)
        if form is None or not (person := re.search(r'name="person" value="([^"]+)"', form[0])):
            continue
        sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))
        begun = perf_counter()
        answer = browser.post(f"{home}/contacts", data={**sent, "person": person[1], "outcome": "supported"})
        if answer.is_success:
            times.append(perf_counter() - begun)
    return times


def _weight(browser: httpx2.Client, path: str) -> float:
    page = browser.get(path)
    files = re.findall(r'(?:src|rel="stylesheet" href)="(/[^"]+)"', page.text)
    return sum(len(one.content) for one in (page, *map(browser.get, files))) / 1_000


def _open(board: str) -> int:
    return sum(map(int, re.findall(r'class="lane".*?class="count">(\d+)', board, re.DOTALL)[:5]))


def _spread(times: list[float]) -> str:
    return f"median {median(times) * 1e3:4.0f} ms, p95 {quantiles(times, n=20)[-1] * 1e3:4.0f} ms"

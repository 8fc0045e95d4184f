"""`homeport simulate`: fills a synthetic site with believable episodes."""

import time
from collections import Counter
from typing import Annotated

import typer

from adapters.cli.options import HERE, Data, Json, database
from adapters.cli.output import print_json, print_line
from adapters.cli.progress import progress
from adapters.cli.stopping import resumable
from projections.words.episode import TEDS_REASONS


@resumable()
def simulate(
    episodes: Annotated[int, typer.Option(min=1, max=100_000, metavar="N", help="How many episodes.")],
    seed: Annotated[int, typer.Option(min=0, max=999_999_999, metavar="S", help="The same seed, the same events.")],
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Fill a synthetic site with believable episodes of nobody.

    A folder without a site gets a synthetic one; a site of real clients is refused.
    Run again with the same numbers it changes nothing, or goes on where it was stopped.
    """
    from adapters.simulation import site
    from adapters.simulation.queue import Unplayable
    from adapters.simulation.run import prefix_of, streams_in_use
    from adapters.simulation.run import simulate as run

    prefix, clock, streams = prefix_of(seed, episodes), site.simulated_clock(), streams_in_use(episodes)
    began, ends = time.monotonic(), Counter[str]()
    opened = site.found_or_opened(data, prefix, clock, streams, database())
    with opened as clinic, progress("Simulating", episodes) as done:
        before = clinic.store.head().position

        def ended(how: str) -> None:
            ends[how] += 1
            done(1)

        try:
            run(clinic, clock, seed=seed, episodes=episodes, ended=ended)
        except Unplayable as error:
            typer.echo(f"homeport: the simulation went wrong, which is a defect: {error}", err=True)
            raise typer.Exit(1) from None
        events = clinic.store.head().position - before
    took = time.monotonic() - began
    told = {
        "episodes": episodes,
        "seed": seed,
        "events": events,
        "seconds": round(took, 2),
        "events_per_second": round(events / took),
        "ended": dict(sorted(ends.items())),
        "data_dir": str(data.resolve()),
    }
    if as_json:
        print_json(told)
        return
    print_line(
        f"{episodes} episodes by seed {seed}: {events} events recorded now, {told['events_per_second']} a second"
    )
    print_line("ended: " + ", ".join(f"{_words(how)} {number}" for how, number in sorted(ends.items())))
    print_line(f"in {data}")


def _words(how: str) -> str:
    code = how.removeprefix("TEDS ")
    return f"{TEDS_REASONS[int(code)]} (TEDS {code})" if code != how else how

"""A worker in a process of its own: `python -m benchmarks.rebuilding FOLDER URL VIEW` writes a view anew, and says how.

It prints the events that were read, the seconds that took, and the most memory held, in MB.
"""

import resource
import sys
from pathlib import Path
from time import perf_counter

from adapters.cli.interpreter import collect_seldom
from adapters.clinic import Clinic
from adapters.views import replaying_readers


def main(folder: str, url: str, view: str) -> None:
    with Clinic(Path(folder), database=url, cached_streams=500) as clinic:
        reader = replaying_readers(clinic)[view]
        generation = clinic.views.begin(view).generation
        collect_seldom()
        print("ready", flush=True)
        sys.stdin.readline()
        begun = perf_counter()
        progress = reader.run(generation=generation)
        seconds = perf_counter() - begun
        clinic.views.drop(view, generation)
    print(progress.events, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000)


if __name__ == "__main__":
    main(*sys.argv[1:])

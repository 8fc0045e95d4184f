"""How fast it is: `python -m benchmarks [NAME ...]` runs the benchmarks named, or all.

Each figure is a ratio to something bare that was measured in the same run, in turn with it; absolute figures
belong to the machine, and those that commit belong to its disk, whose sync latency is printed beside them
(`slower_disk` says how to see them on another).
"""

import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from benchmarks.fsync import latency
from benchmarks.slower_disk import environment

BENCHMARKS = (
    "append",
    "commands",
    "fold",
    "start",
    "score",
    "simulate",
    "postgres",
    "postgres_commands",
    "postgres_size",
    "live",
    "rebuild",
    "capacity",
    "idle",
    "web",
)
"""Modules of this package; each has `measure(folder)`, which yields lines to print."""


def main(names: list[str]) -> int:
    unknown = sorted(set(names) - set(BENCHMARKS))
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}: there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="homeport-bench-") as scratch:
        if slower := environment(Path(scratch)):
            return subprocess.call(sys.orig_argv, env=slower)  # noqa: S603  # the same again
        print(f"disk       {latency(Path(scratch)) * 1e6:,.0f} µs to sync 4 kB, in {Path(scratch).parent}")
        for name in names or BENCHMARKS:
            folder = Path(scratch) / name
            folder.mkdir()
            for line in import_module(f"benchmarks.{name}").measure(folder):
                print(f"{name:10} {line}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The same benchmarks as on a slower disk: what a commit costs depends on how long a sync takes, and disks differ.

`HOMEPORT_BENCH_SYNC=500 python -m benchmarks commands` makes every sync of this process, and of the servers that it
starts, take 500 µs longer. It takes Linux and a C compiler.
"""

import os
import subprocess
from pathlib import Path

_LONGER = "HOMEPORT_BENCH_SYNC"  # microseconds
_PRELOAD = "LD_PRELOAD"

_SOURCE = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

#define LATER(name) \\
  int name(int file) { \\
    struct timespec pause = {MICROSECONDS / 1000000, MICROSECONDS % 1000000 * 1000}; \\
    nanosleep(&pause, 0); \\
    return ((int (*)(int)) dlsym(RTLD_NEXT, #name))(file); \\
  }

LATER(fsync)
LATER(fdatasync)
"""


def environment(folder: Path) -> dict[str, str] | None:
    """Where a slower disk is asked for: the environment in which a process finds one. `folder` has to outlive it."""
    longer = os.environ.get(_LONGER)
    if not longer or _PRELOAD in os.environ:
        return None
    library = folder / "slower_disk.so"
    made_for = f"-DMICROSECONDS={int(longer)}L"
    compiled = ["cc", "-O2", "-shared", "-fPIC", made_for, "-x", "c", "-", "-o", str(library), "-ldl"]
    subprocess.run(compiled, input=_SOURCE, text=True, check=True)  # noqa: S603  # our own
    return os.environ | {_PRELOAD: str(library)}

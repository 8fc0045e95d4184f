"""How long the disk takes to make a small write durable: the floor under every commit."""

import os
from pathlib import Path
from statistics import median
from time import perf_counter


def latency(folder: Path, writes: int = 200) -> float:
    """Seconds to sync 4 kB written over and over in a file of `folder`; the median."""
    path = folder / "fsync"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        times = []
        for _ in range(writes):
            os.pwrite(descriptor, bytes(4096), 0)
            begun = perf_counter()
            os.fsync(descriptor)
            times.append(perf_counter() - begun)
    finally:
        os.close(descriptor)
        path.unlink()
    return median(times)

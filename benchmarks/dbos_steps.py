"""The package `dbos` on PostgreSQL: durable steps of workflows, each checkpointed before the next begins."""

import asyncio
from time import perf_counter

from dbos import DBOS, DBOSConfig

from benchmarks.append import DATA


@DBOS.step()
async def _contact(number: int, what: str) -> str:
    return f"{number} {what}"


@DBOS.workflow()
async def _episode(steps: int) -> int:
    for number in range(steps):
        await _contact(number, DATA.decode())
    return steps


class Steps:
    """Workflows at the same time, each of some steps."""

    def __init__(self, url: str, workflows: int) -> None:
        address = url.replace("postgresql:", "postgresql+psycopg:", 1)
        config: DBOSConfig = {
            "name": "benchmark",
            "system_database_url": address,
            "log_level": "ERROR",
        }
        self._workflows = workflows
        DBOS(config=config)
        DBOS.launch()

    def seconds(self, steps: int) -> float:
        """Seconds a step."""

        async def everybody() -> float:
            begun = perf_counter()
            await asyncio.gather(*(_episode(steps) for _ in range(self._workflows)))
            return perf_counter() - begun

        return asyncio.run(everybody()) / (self._workflows * steps)

    def close(self) -> None:
        """Stops it."""
        DBOS.destroy()

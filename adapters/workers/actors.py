"""What is done on a nudge: one actor, whichever broker brings the message."""

import dramatiq
from dramatiq.broker import Broker

from adapters.workers.nudges import ADVANCE, QUEUE, Nudges
from adapters.workers.runner import Runner


def declare_actors(broker: Broker, runner: Runner, nudges: Nudges) -> None:
    """Has what comes through `broker` carried out by `runner`."""

    @dramatiq.actor(broker=broker, actor_name=ADVANCE, queue_name=QUEUE)
    def advance(site: str, work: str) -> None:
        nudges.taken(
            site, work
        )  # before the look at the log: what is appended after that look needs a nudge of its own
        runner.run(site, work)

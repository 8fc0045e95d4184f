"""What is done on a nudge: one actor, whichever wire brings it."""

import dramatiq

from adapters.workers.runner import Runner
from adapters.workers.wire import ADVANCE, QUEUE, Wire


def declare_actors(wire: Wire, runner: Runner, here: Wire) -> None:
    """Has what comes over a wire carried out by `runner`. `here` is the wire within the process."""

    @dramatiq.actor(broker=wire.broker, actor_name=ADVANCE, queue_name=QUEUE)
    def advance(site: str, work: str) -> None:
        wire.taken(site, work)  # first: what is appended after the look at the log needs a nudge of its own
        if runner.run(site, work):
            here.send(site, work)  # behind what waits already, and without the way to Redis and back

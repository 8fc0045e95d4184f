"""Takes a synthetic episode on along its pathway: a supervisor lets it pass what is unmet."""

from itertools import count

from adapters.clinic import Clinic
from workflows.aiat.facts import facts_of
from workflows.aiat.reading import read_command
from workflows.aiat.requirements import missing


def brought_to(clinic: Clinic, episode: str, stage: str) -> None:
    """The episode at a stage, by overrides."""
    for number in count():
        state = clinic.engine.load(f"episode-{episode}").state
        if state.stage == stage:
            return
        codes = [one.code for one in missing(facts_of(state, clinic.site, clinic.clock()))]
        common = {"actor": "sol", "episode": episode}
        if codes:
            reason = {"requirements": codes, "reason": "A synthetic one"}
            clinic.execute(read_command({"command": "override", "id": f"pass-{episode}-{number}", **common, **reason}))
        clinic.execute(read_command({"command": "advance", "id": f"on-{episode}-{number}", **common}))

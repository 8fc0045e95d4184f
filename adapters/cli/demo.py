"""`homeport demo`: plays one synthetic episode in a site of its own, and shows what became of it."""

from itertools import count
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.cli.options import Json, database
from adapters.cli.output import print_json, print_line, print_prose

_COLUMNS = ("criterion", "status", "level", "baseline", "latest", "change", "reliable", "reasons", "evidence", "source")


def demo(
    context: typer.Context,
    seed: Annotated[int, typer.Option(min=0, max=999_999_999, help="Another seed, another story.")] = 1,
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="DIR", help="A folder without a site [default: a new one, homeport-demo-N]."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Play one synthetic episode from intake to discharge.

    It has a recurrence, a hold, an amendment, a voided entry and groups on its way, and is made
    by real commands in a new site. No site that exists is touched; HOMEPORT_DATA is not looked at.
    """
    from adapters.asking import Asked, the_case
    from adapters.cli.showing import goals_data
    from adapters.simulation import site
    from adapters.simulation.demo import play_demo

    folder = data or context.find_root().params.get("data") or _new_folder()
    prefix, clock = f"demo-{seed}", site.simulated_clock()
    site.found(folder, prefix, clock, database())
    with site.opened(folder, prefix, clock, database=database()) as clinic:
        episode = play_demo(clinic, clock, seed)
        case = the_case(clinic, episode, Asked())
        goals = goals_data(case)
        zone, logged = clinic.site.zone, clinic.store.head().position
    if as_json:
        print_json(
            {
                "episode": episode,
                "stage": case.facts.episode.stage,
                "stages": [step.event.stage for step in _stages(case)],
                "events": len(case.records),
                "criteria": [{column: row[column] for column in _COLUMNS} for row in goals["criteria"]],
                "gas_t_score": goals["gas_t_score"],
                "data_dir": str(folder.resolve()),
            }
        )
        return
    _print(case, goals, folder, zone, logged)


def _new_folder() -> Path:
    return next(folder for number in count(1) if not (folder := Path(f"homeport-demo-{number}")).exists())


def _stages(case: Any) -> Any:
    from events.episode import EpisodeOpened, StageEntered

    return case.facts.episode.steps_of(EpisodeOpened, StageEntered)


def _print(case: Any, goals: dict[str, Any], folder: Path, zone: Any, logged: int) -> None:
    from adapters.cli.showing import print_goals
    from events.instants import local_date

    episode = case.facts.episode
    print_line(f"Episode {episode.id} of a synthetic client: {episode.status}")
    print_prose(
        f"{len(case.records)} events are this episode's, of the {logged} in the log; evidence is by position there.",
        hang=2,
    )
    print_line()
    for step in _stages(case):
        print_line(f"  {local_date(step.at.us, zone)}  {step.event.stage.replace('_', ' ')}")
    print_line()
    print_goals(goals)
    print_line()
    middle = local_date(case.facts.episode.entered("relapse_planning")[0].at.us, zone)
    print_line(f"The data lies in {folder}. Try next:")
    print_line(f"  homeport replay {episode.id} --data {folder}")
    print_line(f"  homeport episode show {episode.id} --as-of {middle} --data {folder}")
    print_line(f"  homeport caseload --all --data {folder}")

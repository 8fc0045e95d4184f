"""What the commands about one episode show, as data and as text for people."""

from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from adapters.asking import Asked, Case
from adapters.cli.output import print_line, print_prose, print_table
from events.instants import iso
from projections.goal_attainment import goal_attainment
from projections.names import names_in
from projections.social_map import social_map
from projections.times import told_time
from workflows.aiat.facts import Facts
from workflows.aiat.requirements import lapsed, missing, pathway_for

Data = dict[str, Any]
_LEVELS = {
    2: "+2 reliably, and in the community range",
    1: "+1 moved reliably",
    0: "0 moved toward the goal",
    -1: "-1 not moved toward the goal",
    -2: "-2 reliably worse",
}
_BRIEF = {"social_map": ("supporters", "provisions"), "demonstrated_use": ("supported", "people", "days")}
_OF_A_MAP = {
    2: "+2 met, each provision offered twice",
    1: "+1 met, and grown",
    0: "0 met",
    -1: "-1 not met yet",
    -2: "-2 met once, not now",
}
_OF_USE = {
    2: "+2 met three windows in a row",
    1: "+1 met two windows in a row",
    0: "0 met",
    -1: "-1 not met",
    -2: "-2 met once, no supported contact now",
}


def level_words(criterion: str, level: int | None, status: str) -> str:
    """A level in words; the status where there is none."""
    if level is None:
        return standing_words(status)
    return {"social_map": _OF_A_MAP, "demonstrated_use": _OF_USE}.get(criterion, _LEVELS)[level]


def standing_words(code: str) -> str:
    """How something stands in words: a goal without a level, or whatever else replay tells of."""
    # whether a baseline can still come, the sentence beneath says
    return "no baseline" if code == "awaiting_baseline" else code.replace("_", " ")


def goals_data(case: Case) -> Data:
    """Goal attainment as data."""
    facts = case.facts
    shown = goal_attainment(facts.episode, facts.site, facts.now).model_dump(mode="json")
    score = shown.pop("gas_t_score")
    return {**shown, "gas_t_score": score["t"], "gas_rests_on": score["criteria"]}


def print_goals(shown: Data) -> None:
    """Goal attainment as a table, with why beneath it."""
    print_table(
        None,
        ("criterion", "level", "measure", "baseline", "latest", "change", "reliable"),
        (
            (
                row["criterion"].replace("_", " "),
                level_words(row["criterion"], row["level"], row["status"]),
                *map("\n".join, zip(*_measures(row), strict=True)),
            )
            for row in shown["criteria"]
        ),
    )
    for row in shown["criteria"]:
        reasons = f" [{', '.join(row['reasons'])}]" if row["reasons"] else ""
        evidence = f" Evidence: {_positions(row['evidence'])}." if row["evidence"] else ""
        print_prose(f"  {row['criterion'].replace('_', ' ')}: {row['sentence']}{reasons}{evidence}", hang=4)
    if any(row["change"] is not None for row in shown["criteria"]):
        # a change of the rounded figures would say less exactly what it is judged by
        print_prose("Each figure is rounded by itself: a change is worked out from unrounded ones.", hang=2)
    t = shown["gas_t_score"]
    score = "none can be judged yet" if t is None else f"T = {t:.1f}, on {len(shown['gas_rests_on'])} criteria"
    print_prose(f"Goal Attainment Scaling (50 = moved toward every goal): {score}", hang=2)


def next_data(facts: Facts) -> Data:
    """What is missing for the next stage, and which ways lead on."""
    episode = facts.episode
    moves = pathway_for(facts).definition.moves_from(episode.stage)
    return {
        "episode": episode.id,
        "stage": episode.stage,
        "status": episode.status,
        "missing": [one._asdict() for one in missing(facts)],
        "overridden": sorted(episode.overridden()),
        "moves": [{"trigger": move.trigger, "to": move.dest} for move in moves] if episode.status == "open" else [],
        "lapsed": [one._asdict() for one in lapsed(facts)],
    }


def print_next(shown: Data) -> None:
    """What is missing, each with what would meet it."""
    stage, status = shown["stage"].replace("_", " "), shown["status"].replace("_", " ")
    print_line(f"episode {shown['episode']} is {status if stage == status else f'at {stage} ({status})'}")
    ahead = [move["to"] for move in shown["moves"] if move["trigger"] == "advance"]
    for one in shown["missing"]:
        print_prose(f"  missing  {one['sentence']}  ({one['code']})", hang=11)
        print_prose(f"           -> {one['remedy']}", hang=14)
    if shown["overridden"]:
        print_prose(f"  overridden for this exit: {', '.join(shown['overridden'])}", hang=4)
    for one in shown["lapsed"]:
        print_prose(f"  lapsed   {one['sentence']}  ({one['code']}, of a stage already left)", hang=11)
    if shown["status"] == "on_hold":
        print_prose("  on hold: entries can be made, stages cannot be left; homeport episode resume goes on", hang=4)
    elif ahead and not shown["missing"]:
        print_prose(f"  nothing is missing: homeport episode advance leads to {ahead[0].replace('_', ' ')}", hang=4)


def episode_data(case: Case, question: Asked) -> Data:
    """An episode: where it stands, what is missing, goals."""
    facts, episode = case.facts, case.facts.episode
    return {
        **next_data(facts),
        "looking_back": question.banner,
        "client": episode.client,
        # what was true on a day takes in corrections made later: it is not the episode at any version
        "version": case.records[-1][0].version if question.as_of is None else None,
        "opened_at": iso(episode.opened.at.us, episode.opened.at.offset),
        "ended_at": str(episode.end.at) if episode.end else None,
        "definition": f"{episode.definition.name} version {episode.definition.version}",
        "policy": f"{episode.policy.name} version {episode.policy.version}",
        "stages": [
            {"stage": step.event.stage, "entered_at": str(step.at)}
            for step in episode.steps
            if hasattr(step.event, "stage") and not hasattr(step.event, "requirements")
        ],
        "goals": goals_data(case),
    }


def print_episode(shown: Data, zone: ZoneInfo) -> None:
    """An episode for people, in the site's time."""
    if shown["looking_back"]:
        print_line(shown["looking_back"])
    print_next(shown)
    version = "" if shown["version"] is None else f", version {shown['version']}"
    print_line(f"  client {shown['client']}, opened {told_time(shown['opened_at'], zone)}{version}")
    print_line(f"  judged by {shown['definition']}, {shown['policy']}")
    print_prose("  " + " > ".join(one["stage"].replace("_", " ") for one in shown["stages"]), hang=4)
    print_line()
    print_goals(shown["goals"])


def map_data(case: Case) -> Data:
    """The social map as data; with names where the records were opened."""
    facts = case.facts
    return social_map(facts.episode, facts.site, facts.now, names_in(case.records)).model_dump(mode="json")


def print_map(shown: Data) -> None:
    """The social map for people."""
    print_table(
        f"Social map of episode {shown['episode']}",
        ("id", "name", "role", "stance", "quality", "provides", "milieu"),
        (
            (
                person["person"],
                person["name"],
                person["role"].replace("_", " "),
                person["stance"],
                person["quality"],
                ", ".join(person["provisions"]).replace("_", " "),
                "treatment" if person["in_treatment_milieu"] else "",
            )
            for person in shown["people"]
        ),
    )
    for label, value in shown.get("indices", {}).items():
        print_line(f"  {label.replace('_', ' '):<30} {_figures(value).replace(chr(10), ', ')}")


def _measures(row: Data) -> Iterator[tuple[str, ...]]:
    """The figures of a criterion that a table has room for, a line for each measure; --json has them all."""
    columns = [row[column] for column in ("baseline", "latest", "change", "reliable")]
    named = {key: None for value in columns if isinstance(value, Mapping) for key in value}
    no_verdict = "not known" if "reliability_unknown" in row["reasons"] else "-"
    for name in _BRIEF.get(row["criterion"], tuple(named)) if named else ("",):
        *figures, change, reliable = (value.get(name) if isinstance(value, Mapping) else value for value in columns)
        verdict = {True: "yes", False: "no", None: no_verdict}[reliable]
        yield name.replace("_", " "), *map(_figures, figures), _figures(change, signed=True), verdict


def _figures(value: Any, *, signed: bool = False) -> str:
    if value is None:
        return "-"
    if isinstance(value, Mapping):
        return "\n".join(f"{key.replace('_', ' ')} {_figures(one, signed=signed)}" for key, one in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        digits = ".2f" if isinstance(value, float) else "d"
        return format(value, f"+{digits}" if signed else digits)
    return str(value)


def _positions(evidence: list[int]) -> str:
    shown = ", ".join(map(str, evidence[:12]))
    return f"{shown} and {len(evidence) - 12} more" if len(evidence) > 12 else shown

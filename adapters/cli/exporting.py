"""The whole record of an episode, as data and as text that a person can read without Homeport."""

from typing import Any
from zoneinfo import ZoneInfo

from adapters.asking import Asked, Case
from adapters.cli.showing import Data, episode_data, level_words, map_data
from adapters.clinic import Clinic
from adapters.people import client_details
from events.instants import iso
from projections.names import names_in
from projections.timeline import timeline
from projections.times import told_time
from workflows.aiat.plan import agreement, coping, risks
from workflows.aiat.summary import signature


def export_data(clinic: Clinic, case: Case, question: Asked) -> Data:
    """Everything that is known of an episode, personal parts included."""
    facts, names = case.facts, names_in(case.records)
    known = client_details(clinic, facts.episode.client)
    rows = timeline(case.records, facts.site.zone, as_of=question.as_of, name=lambda person: names.get(person, person))
    plan = coping(facts.episode)
    return {
        "exported_at": iso(clinic.clock()),
        "log_damaged": clinic.damage or None,
        "site": facts.site.name,
        "synthetic": facts.site.synthetic,
        "client": {"id": facts.episode.client, **(known.details if known else {})},
        "episode": episode_data(case, question),
        "map": map_data(case),
        "plan": {
            "agreed": agreement(facts.episode) is not None,
            "risks": [
                {
                    "risk": risk.id,
                    "kind": risk.event.kind,
                    "alone": list(plan[risk.id].event.alone) if risk.id in plan else [],
                    "people": [names.get(one, one) for one in plan[risk.id].event.people] if risk.id in plan else [],
                }
                for risk in risks(facts.episode)
            ],
        },
        "signatures": [
            {"meaning": meaning, "by": step.actor, "at": str(step.at), "role": step.event.role}
            for meaning in ("author", "co_signer")
            if (step := signature(facts.episode, meaning)) is not None
        ],
        "history": [row.model_dump(mode="json") for row in rows],
    }


def export_text(shown: Data, zone: ZoneInfo) -> list[str]:
    """The same as readable text, line by line, in the site's time."""
    episode, client = shown["episode"], shown["client"]
    return [
        f"RECORD OF EPISODE {episode['episode']}",
        f"{shown['site']}{' (synthetic: nobody in this record is real)' if shown['synthetic'] else ''}",
        f"exported {told_time(shown['exported_at'], zone)}. {episode['looking_back'] or 'As it stands.'}",
        *([f"NOT THE WHOLE RECORD: {shown['log_damaged']}"] if shown["log_damaged"] else []),
        "This record is protected by 42 CFR part 2: it may be disclosed only as the client's consent allows.",
        "",
        "CLIENT",
        *(f"  {label.replace('_', ' '):<14} {value}" for label, value in client.items()),
        "",
        "PATHWAY",
        f"  status         {episode['status'].replace('_', ' ')}",
        *(f"  {told_time(one['entered_at'], zone)}  {one['stage'].replace('_', ' ')}" for one in episode["stages"]),
        f"  judged by {episode['definition']}, {episode['policy']}",
        *(f"  missing: {one['sentence']} ({one['code']}); {one['remedy']}" for one in episode["missing"]),
        *(f"  lapsed: {one['sentence']} ({one['code']})" for one in episode["lapsed"]),
        "",
        "GOAL ATTAINMENT",
        *(line for row in episode["goals"]["criteria"] for line in _goal_lines(row)),
        f"  Goal Attainment Scaling T-score: {_score(episode['goals'])}",
        "",
        "SOCIAL MAP",
        *(
            f"  {one['name'] or one['person']} ({one['role'].replace('_', ' ')}, {one['stance']}): "
            f"{', '.join(one['provisions']).replace('_', ' ') or 'nothing known to be offered'}"
            for one in shown["map"]["people"]
        ),
        "",
        "RELAPSE PREVENTION PLAN",
        f"  {'agreed by the client as it stands' if shown['plan']['agreed'] else 'not agreed as it stands'}",
        *(
            f"  {one['risk']} ({one['kind'].replace('_', ' ')}): alone {', '.join(one['alone']) or 'nothing'}; "
            f"with {', '.join(one['people']) or 'nobody'}"
            for one in shown["plan"]["risks"]
        ),
        "",
        "SIGNATURES OF THE DISCHARGE SUMMARY AS IT STANDS",
        *(
            f"  {one['meaning'].replace('_', '-')}: {one['by']} ({one['role']}) at {told_time(one['at'], zone)}"
            for one in shown["signatures"]
        ),
        *([] if shown["signatures"] else ["  none"]),
        "",
        "HISTORY (in the order in which it was recorded)",
        *(line for row in shown["history"] for line in _history_lines(row, zone)),
    ]


def _goal_lines(row: dict[str, Any]) -> list[str]:
    return [
        f"  {row['criterion'].replace('_', ' ')}: {level_words(row['criterion'], row['level'], row['status'])}",
        f"    {row['sentence']}",
        *([f"    reasons: {', '.join(row['reasons'])}"] if row["reasons"] else []),
        f"    source: {row['source']}",
        *([f"    evidence at positions {', '.join(map(str, row['evidence']))}"] if row["evidence"] else []),
    ]


def _score(goals: dict[str, Any]) -> str:
    t = goals["gas_t_score"]
    return "none yet" if t is None else f"{t:.1f}, on {', '.join(goals['gas_rests_on']).replace('_', ' ')}"


def _history_lines(row: dict[str, Any], zone: ZoneInfo) -> list[str]:
    marks = []
    if row["voided_by"]:
        marks.append(f"VOIDED at {row['voided_by']}")
    if row["amended_by"]:
        marks.append(f"AMENDED at {', '.join(map(str, row['amended_by']))}")
    if row["late"]:
        marks.append("recorded after the end")
    head = f"  {row['position']:>5}  {told_time(row['occurred_at'], zone)}  {row['actor']}: {row['words']}"
    return [
        head + (f"  [{'; '.join(marks)}]" if marks else ""),
        f"         recorded {told_time(row['recorded_at'], zone)}"
        + (f", entry {row['entry']}" if row["entry"] else ""),
        *(f"         {label}: {value}" for label, value in row["details"].items()),
    ]

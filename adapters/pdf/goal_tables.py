"""How far the client came, as tables of the discharge summary: goals, provisions, the map, dispositions."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from adapters.http.closing import Goal
from adapters.http.languages import mark
from adapters.http.shown.goals import goal as goal_shown
from adapters.http.words.goals import figure_words, reason_words
from adapters.pdf.say import NOTHING, Say, figure
from workflows.aiat.criteria import Row
from workflows.aiat.facts import Facts
from workflows.aiat.social_map import PROVISIONS

_DIRECTIONS: Final = {
    "rose": mark("rose"),
    "fell": mark("fell"),
    "same": mark("unchanged"),
    "not_measured": mark("not measured"),
    "not_scorable": mark("not scorable"),
}
_UNSAID: Final = frozenset({"prorated", "recalled", "rescaled", "stage_not_left"})
"""Reasons that a row's sentence does not tell by itself."""
_RELIABLE: Final = {True: mark("yes"), False: mark("no"), None: mark("not known")}
_ON_THE_MAP: Final = ("people", "supporters", "share_supporting", "provisions", "outside_milieu")
Lines = list[list[str]]


def goals(say: Say, found: Sequence[Goal]) -> list[dict[str, Any]]:
    """A goal: its level, its figures in lines (name, baseline, latest, change, reliable), and why."""
    return [_goal(say, one.row) for one in found]


def provisions(say: Say, facts: Facts, rows: Mapping[str, Row]) -> Lines:
    """A provision a line: felt before, felt after, which way it went, and who offers it on the map at the end."""
    offered = facts.maps.at(facts.judged_at).offered_by
    felt = {one.name: one for one in rows["social_provisions"].sub_rows}
    return [
        [
            say.code(provision),
            figure(felt[provision].baseline if provision in felt else None),
            figure(felt[provision].latest if provision in felt else None),
            say(_DIRECTIONS[way]) if provision in felt and (way := felt[provision].direction) else NOTHING,
            str(len(offered[provision])),
        ]
        for provision in PROVISIONS
    ]


def map_growth(say: Say, rows: Mapping[str, Row]) -> Lines:
    """A figure a line: when the map's stage was left, and at the end."""
    row = rows["social_map"]
    before, after = (held if isinstance(held, dict) else {} for held in (row.baseline, row.latest))
    return [
        [
            say(figure_words(name) if name != "people" else mark("People on the map")),
            *(figure(held.get(name), share=name.startswith("share")) for held in (before, after)),
        ]
        for name in _ON_THE_MAP
        if before or after
    ]


def dispositions(say: Say, found: Sequence[Goal]) -> Lines:
    """A goal that was not attained a line: what is to become of it, and why."""
    return [
        [
            say.code(one.row.criterion),
            level(one.row),
            say.code(one.disposition) if one.disposition and not one.is_lapsed else say(mark("None for this level")),
            one.reason if not one.is_lapsed else "",
        ]
        for one in found
        if not one.is_attained
    ]


def level(row: Row) -> str:
    """A level with its sign."""
    return NOTHING if row.level is None else figure(row.level, signed=True)


def _goal(say: Say, row: Row) -> dict[str, Any]:
    shown = goal_shown("", row, {})
    return {
        "name": say.code(row.criterion),
        "level": level(row),
        "level_words": say(shown.level_words),
        "figures": list(_figures(say, row)),
        "sentence": say.sentence(row.sentence),
        "reasons": [say(reason_words(code)) for code in row.reasons if code in _UNSAID],
    }


def _figures(say: Say, row: Row) -> Iterator[list[str]]:
    shown = goal_shown("", row, {})
    reliable = {verdict.name: verdict.reliable for verdict in shown.verdicts}
    for one in shown.brief:
        yield [
            say(one.name) if one.name else say(mark("Score")),
            figure(one.before, share=one.is_share),
            figure(one.after, share=one.is_share),
            figure(one.change, signed=True, share=one.is_share),
            say(_RELIABLE[reliable[one.name]]) if one.name in reliable else NOTHING,
        ]

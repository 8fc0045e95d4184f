"""Every picture as it is drawn: well-formed, named, described, safe, small, and with the same figures in a table."""

import re
from typing import Any

import pytest
from hypothesis import given

from adapters.http.pictures.contacts import contacts
from adapters.http.pictures.ego import ego
from adapters.http.pictures.growth import growth
from adapters.http.pictures.lanes import lanes
from adapters.http.pictures.plane import plane
from adapters.http.pictures.provisions import provisions
from adapters.http.pictures.strip import strip
from engine.refusals import Unmet
from events.practice import SubstanceUseRecorded
from projections.social_map import social_map
from projections.timeline import timeline
from tests.aiat.entries import assessed, changed, contact, ecr, left, person, sps, tie
from tests.aiat.given import Happened, amend, day, entered, facts, held, opened, pairs, void
from tests.aiat.histories import histories
from tests.http.pictures.drawing import drawn, figures, marked, parsed, picture_in, said, tables
from tests.http.test_contrast import TOKENS, contrast
from workflows.aiat.criteria import social_provisions
from workflows.aiat.facts import Facts
from workflows.aiat.social_map import PROVISIONS

NOW = day(260)
HOSTILE = """<script>alert("x")</script>'&]]><!-- </svg>"""
ROLES = ("partner", "family", "friend", "recovery_peer", "sponsor", "colleague", "faith", "neighbour", "staff", "other")
STANCES = ("supports", "neutral", "opposes", "unknown")
QUALITIES = ("close", "neutral", "conflict", "cut_off")


def whole() -> list[Happened]:
    """Some 300 records, with something of everything in them."""
    people = [
        person(
            f"p{number}",
            day(8 + number),
            role=ROLES[number % 10],
            stance=STANCES[number % 4],
            quality=QUALITIES[number // 2 % 4],
            importance=1 + number % 5,
            provisions=PROVISIONS[: number % 4],
            in_treatment_milieu=number % 3 == 0,
            safe_to_contact=number % 7 != 0,
        )
        for number in range(20)
    ]
    made = [
        contact(f"k{number}", f"p{number % 20}", day(30 + number * 0.85), "supported" if number % 3 else "not_reached")
        for number in range(250)
    ]
    return [
        opened(),
        entered("assessment", day(2)),
        ecr("e1", 5.5, 3.25, day(3), "baseline"),
        sps("s1", 60, day(3), "baseline", {"guidance": 8, "nurturance": 12}),
        entered("social_map_building", day(7)),
        *people,
        *(
            tie(f"t{number}", f"p{number}", f"p{(number + 5) % 20}", day(30), QUALITIES[number % 4])
            for number in range(15)
        ),
        changed("x1", "p3", day(60), stance="supports"),
        left("x2", "p5", day(70)),
        *made,
        *held(day(90), day(110)),
        Happened(SubstanceUseRecorded(entry="u1", substance="alcohol", extent="single"), day(120)),
        amend(made[3].event, day(34), recorded=day(121)),
        void("k9", day(122)),
        ecr("e2", 5.1, 3.4, day(125)),
        ecr("e3", 4.2, 3.1, day(126), form="ecr-r"),
        ecr("e4", 4, 3, day(127), response_range=(1, 5)),
        assessed("e5", "ecr", {}, day(128)),
        entered("relapse_planning", day(200)),
        entered("discharge_reassessment", day(240)),
        ecr("e6", 3.15, 2.9, day(250), "reassessment"),
        sps("s2", 69, day(250), "reassessment", {"guidance": 12.33, "nurturance": 9}),
    ]


def beginning() -> list[Happened]:
    """An episode just opened."""
    return [opened()]


def pictures(history: list[Happened], names: dict[str, str] | None = None) -> dict[str, Any]:
    case: Facts = facts(history, NOW)
    return {
        "plane": plane(case),
        "provisions": provisions(case, social_provisions.judge(case)),
        "growth": growth(case),
        "contacts": contacts(case),
        "ego": ego(case.episode, social_map(case.episode, case.site, NOW, names)),
        "lanes": lanes(case, timeline(pairs(history), case.site.zone)),
        "strip": strip(case, [Unmet("treatment_consent", "s", "r")]),
    }


NAMES = {f"p{number}": f"Person {number}" for number in range(20)}
WHOLE = pictures(whole(), NAMES)
EMPTY = pictures(beginning())
EVERY = sorted(WHOLE)
TABLED = [name for name in EVERY if name != "strip"]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", EVERY)
def test_a_picture_has_a_name_and_a_description(name: str, language: str) -> None:
    html = drawn(name, WHOLE[name], language)
    picture = picture_in(html)
    words = {one.get("id"): said(one) for one in picture if one.tag in {"title", "desc"}}
    assert words[picture.get("aria-labelledby")]
    assert words[picture.get("aria-describedby")]


@pytest.mark.parametrize("name", EVERY)
def test_an_id_is_there_once_and_another_picture_has_others(name: str) -> None:
    html = drawn(name, WHOLE[name]) + drawn(name, WHOLE[name], id="another")
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", html)) <= set(ids)


@pytest.mark.parametrize("name", EVERY)
def test_nothing_is_styled_or_scripted_in_place(name: str) -> None:
    elements = list(parsed(drawn(name, WHOLE[name])).iter())
    assert not {"script", "style", "foreignObject", "image", "a"} & {one.tag for one in elements}
    attributes = {attribute for one in elements for attribute in one.attrib}
    assert "style" not in attributes
    assert not any(attribute.startswith("on") for attribute in attributes)


@pytest.mark.parametrize("name", TABLED)
def test_every_figure_of_the_picture_is_in_its_table(name: str) -> None:
    html = drawn(name, WHOLE[name])
    shown = [figure for words in marked(picture_in(html)) for figure in figures(words)]
    known = set(figures(tables(html)))
    assert set(shown) <= known
    assert shown or name == "ego"


def test_everybody_on_the_map_is_in_its_table() -> None:
    html = drawn("ego", WHOLE["ego"])
    names = {words for words in marked(picture_in(html)) if words.startswith("Person")}
    assert len(names) == 19
    assert all(f"{name} " in tables(html) for name in names)


@pytest.mark.parametrize("name", EVERY)
def test_a_long_episode_stays_small(name: str) -> None:
    assert len(whole()) > 300
    assert len(drawn(name, WHOLE[name], "es").encode()) < 20_000


@pytest.mark.parametrize("name", EVERY)
def test_an_episode_that_has_just_begun_is_drawn_or_says_that_there_is_nothing_yet(name: str) -> None:
    html = drawn(name, EMPTY[name])
    assert ("<svg" in html) == (EMPTY[name] is not None)
    assert said(parsed(html))


def test_a_hostile_name_is_only_a_name() -> None:
    found = pictures(whole(), {"p0": HOSTILE})
    html = drawn("ego", found["ego"])
    assert "<script" not in html
    assert "<!--" not in html
    assert HOSTILE in said(parsed(html))


def test_who_has_no_name_is_called_by_who_they_are() -> None:
    found = pictures(whole(), {})
    assert "Sponsor" in marked(picture_in(drawn("ego", found["ego"])))


def test_stances_differ_by_shape_and_not_by_colour_alone() -> None:
    picture = picture_in(drawn("ego", WHOLE["ego"]))
    shapes = {
        stance: {
            (one.tag, one.get("d"), said(group))
            for group in picture.iter("g")
            if stance in group.get("class", "").split()
            for one in group
            if one.get("class") is None and one.tag != "text"
        }
        for stance in STANCES
    }
    assert all(shapes.values())
    for stance, other in ((one, other) for one in STANCES for other in STANCES if one != other):
        assert shapes[stance].isdisjoint(shapes[other])


def test_what_is_not_measured_says_so() -> None:
    scores = dict.fromkeys(("attachment", "guidance"), 6.0) | {"total": 30.0}
    history = whole()
    history[3] = assessed("s1", "sps-10", scores, day(3), "baseline")
    assert "not measured" in marked(picture_in(drawn("provisions", pictures(history)["provisions"])))


@pytest.mark.parametrize("name", ["ego", "lanes"])
def test_a_wide_picture_can_be_moved_by_keyboard_and_says_what_it_is(name: str) -> None:
    region = next(one for one in parsed(drawn(name, WHOLE[name])).iter("div") if one.get("role") == "region")
    assert region.get("tabindex") == "0"
    assert region.get("aria-label")
    assert any(one.get("role") == "img" for one in region.iter("svg"))


@given(histories())
def test_any_history_can_be_drawn(history: list[Happened]) -> None:
    for name, picture in pictures(history).items():
        assert said(parsed(drawn(name, picture)))


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *(("card", f"series-{number}") for number in (1, 2, 3)),
        ("card", "late"),
        ("card", "ink"),
        ("ink", "good-wash"),
        ("soft", "good-wash"),
    ],
)
def test_words_in_a_mark_stand_out(ink: str, ground: str, scheme: int) -> None:
    assert contrast(TOKENS[ink][scheme], TOKENS[ground][scheme]) >= 4.5

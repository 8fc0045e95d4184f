"""The relapse plan on one sheet that the client folds into a pocket.

It names neither the client nor the clinic: whoever finds it does not learn whose it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from adapters.asking import Case
from adapters.http.languages import mark
from adapters.http.plan_shown import RISK_KINDS, Plan, Risk, plan_shown
from adapters.pdf.say import Say
from adapters.pdf.typesetting import pages, typeset

_TEMPLATE: Final = "pocket-plan.typ"
_SIZES: Final = (12.5, 11.5, 10.5, 9.5, 8.5, 7.5)
"""Points: the largest at which it fits on one side. What is too long even for the last goes on overleaf."""
_LINE: Final = 45
"""Letters to a line, roughly."""
_HEADINGS: Final = {
    "craving": mark("When I crave"),
    "environmental_cue": mark("When something around me sets it off"),
    "attachment_strategy": mark("When closeness gets hard"),
}


def pocket_plan(case: Case, language: str = "en") -> bytes:
    """The plan as it stands, as PDF. The case must have been read with its personal parts."""
    data = plan_data(case, language)
    ways = [{**data, "size": size, "left": left} for size in _SIZES for left in (_half(data["sections"]), 0)]
    return typeset(_TEMPLATE, next((way for way in ways if pages(_TEMPLATE, way) == 1), ways[-1]))


def plan_data(case: Case, language: str) -> dict[str, Any]:
    """What the sheet says, in the order in which it says it."""
    say, plan = Say(language), plan_shown(case)
    return {
        "language": say.language,
        "title": say(mark("My plan")),
        "crisis": {
            "heading": say(mark("When nothing else helps")),
            "contacts": [{"label": one.label or say(mark("(erased)")), "how": one.how} for one in plan.crisis],
        },
        "sections": [
            *(
                {
                    "heading": say(_HEADINGS[kind]),
                    "risks": [_risk(say, risk) for risk in plan.of_kind(kind)],
                    "text": "",
                }
                for kind in RISK_KINDS
                if plan.of_kind(kind)
            ),
            *({"heading": say(heading), "risks": [], "text": text} for heading, text in _texts(plan)),
        ],
        "foot": " ".join(_foot(say, plan)),
    }


def _risk(say: Say, risk: Risk) -> dict[str, Any]:
    people = [helper.name or say(mark("Not named")) for helper in risk.people if helper.on_map and helper.is_safe]
    answers = (
        (mark("I notice it by"), risk.warning_signs),
        (mark("On my own"), [say.code(tool.replace("-", "_")) for tool in risk.alone]),
        (mark("I turn to"), people),
    )
    return {
        "description": risk.description or say(mark("(erased)")),
        "answers": [{"label": say(label), "text": " · ".join(said)} for label, said in answers if said],
        "detail": risk.detail,
    }


def _texts(plan: Plan) -> Iterator[tuple[str, str]]:
    for heading, field in (
        (mark("Why I stay in recovery"), "reasons"),
        (mark("Meetings"), "meetings"),
        (mark("If it happens after all"), "after_a_lapse"),
    ):
        if text := plan.details.get(field):
            yield heading, text


def _half(sections: Sequence[Mapping[str, Any]]) -> int:
    """After how many sections the left column, which the crisis contacts open, is about as long as the right."""
    lines = [_lines(section) for section in sections]
    return min(range(1, len(lines) + 1), key=lambda left: abs(4 + sum(lines[:left]) - sum(lines[left:])), default=0)


def _lines(section: Mapping[str, Any]) -> int:
    texts = [section["text"]]
    for risk in section["risks"]:
        texts += [risk["description"], risk["detail"], *(answer["text"] for answer in risk["answers"])]
    return 2 + sum(1 + len(line) // _LINE for text in texts if text for line in text.split("\n"))


def _foot(say: Say, plan: Plan) -> Iterator[str]:
    if plan.agreed_on:
        yield say(mark("I agreed to it on {day}."), day=say.day(plan.agreed_on))
    else:
        yield say(mark("This is a draft: I have not agreed to it as it stands."))
    if review := plan.details.get("review_on"):
        yield say(mark("We look at it again on {day}."), day=say.day(review))

"""Colours: every pair that stands together is readable, in light and in dark (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

import adapters.http

CSS = (Path(adapters.http.__path__[0]) / "static" / "homeport.css").read_text()
TOKENS = {
    name: (light, dark)
    for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", CSS)
}
TEXT = [
    *((ink, ground) for ink in ("ink", "soft", "act") for ground in ("page", "card")),
    *((ink, "card") for ink in ("good", "mind", "late")),
    ("good", "good-wash"),
    ("mind", "mind-wash"),
    ("late", "late-wash"),
    ("ink", "mind-wash"),
    ("act", "mind-wash"),
    ("on-top", "top"),
    ("on-act", "act"),
]
SHAPES = [
    *(("edge", ground) for ground in ("page", "card")),
    *(("focus", ground) for ground in ("page", "card")),
    *((f"series-{number}", "card") for number in range(1, 5)),
]


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_stands_out_from_its_ground(ink: str, ground: str, scheme: int) -> None:
    assert contrast(TOKENS[ink][scheme], TOKENS[ground][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_that_mean_something_stand_out(shape: str, ground: str, scheme: int) -> None:
    assert contrast(TOKENS[shape][scheme], TOKENS[ground][scheme]) >= 3


def test_every_colour_is_named_once_for_both_schemes() -> None:
    below = CSS.split("}", 1)[1]

    assert not re.search(r"#[0-9a-f]{3,8}\b(?!;? *})", below.replace("--page: #fff;", ""))
    assert set(re.findall(r"var\(--([\w-]+)\)", CSS)) <= {*TOKENS, "gap", "round"}

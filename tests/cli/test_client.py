"""`homeport client`, as whoever keeps consents meets it."""

from collections.abc import Callable

import pytest

from adapters.clinic import Clinic
from tests.cli.conftest import Ran


@pytest.mark.parametrize(
    ("day", "says"), [("2026-01-06", "until 2026-01-06, expired"), ("2999-12-31", "until 2999-12-31")]
)
def test_a_consent_to_disclosure_that_has_run_out_says_so(
    treated: Clinic, homeport: Callable[..., Ran], day: str, says: str
) -> None:
    paper = (
        "--kind",
        "general",
        "--recipient",
        "Synthetic Care",
        "--discloser",
        "Test clinic",
        "--signed-on",
        "2026-01-05",
    )
    allows = ("--scope", "attendance", "--purpose", "care_coordination", "--expires-on", day)
    homeport("client", "consent", "c-1", *paper, *allows, "--right-to-revoke-explained", "--as", "mira")

    (consent,) = homeport("client", "show", "c-1", "--json").json["consents"]
    assert consent["expired"] == says.endswith("expired")
    assert homeport("client", "show", "c-1").out.endswith(f"for care_coordination, {says}\n")


def test_an_episode_that_was_voided_is_told_as_such(treated: Clinic, homeport: Callable[..., Ran]) -> None:
    assert homeport("episode", "void", "e-1", "--reason", "typed twice", "--as", "sol").status == 0
    assert homeport("episode", "open", "c-1", "--episode", "e-9", "--as", "ines").status == 0

    assert "  episodes     e-1 (voided), e-9\n" in homeport("client", "show", "c-1").out
    shown = homeport("client", "show", "c-1", "--json").json
    assert (shown["episodes"], shown["voided"]) == (["e-1", "e-9"], ["e-1"])

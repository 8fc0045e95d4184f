"""What `homeport record` says of an assessment, beside its scores."""

from collections.abc import Callable

import pytest

from adapters.clinic import Clinic
from tests.cli.conftest import Clock, Ran, refused
from tests.http.stages import brought_to


@pytest.mark.parametrize(("day", "is_early"), [("2026-02-16", True), ("2026-02-17", False)])
def test_a_reassessment_that_comes_too_early_to_count_says_so(
    treated: Clinic, clock: Clock, homeport: Callable[..., Ran], day: str, is_early: bool
) -> None:
    clock.set("2026-02-14T09:00:00-08:00")
    brought_to(treated, "e-1", "discharge_reassessment")

    answers = ("--form", "rfq-8", "--occasion", "reassessment", "--answers", "4 4 4 4 4 4 4 4")
    ran = homeport("record", "assessment", "e-1", *answers, "--at", f"{day}T09:00:00-08:00", "--as", "mira")

    said = "too early to count as the reassessment: the policy asks for one on 2026-02-17 or later"
    assert ran.status == 0, ran.err
    assert (said in ran.out) == is_early


def test_what_an_option_chooses_from_is_typed_in_words_too(treated: Clinic, homeport: Callable[..., Ran]) -> None:
    words = ("--role", "recovery peer", "--quality", "Cut-Off", "--provisions", "Reliable alliance, guidance")

    ran = homeport("record", "person", "e-1", "--entry", "p-9", "--name", "Synthetic Peer", *words, "--as", "mira")

    assert ran.status == 0, ran.err
    (person,) = (one for one in homeport("episode", "map", "e-1", "--json").json["people"] if one["person"] == "p-9")
    assert (person["role"], person["quality"]) == ("recovery_peer", "cut_off")
    assert person["provisions"] == ["reliable_alliance", "guidance"]


def test_a_date_that_cannot_be_is_told_by_the_option_that_gave_it(
    treated: Clinic, homeport: Callable[..., Ran]
) -> None:
    ran = homeport("record", "consent", "e-1", "--signed-on", "2999-01-01", "--as", "mira")

    refused(ran, "--signed-on lies after")

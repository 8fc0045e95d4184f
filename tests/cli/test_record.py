"""What `homeport record` says of an assessment, beside its scores."""

from collections.abc import Callable

import pytest

from adapters.clinic import Clinic
from tests.cli.conftest import Clock, Ran
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

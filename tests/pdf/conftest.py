"""A synthetic clinic in which `e-1` was discharged early, with a summary that two people signed."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from adapters.asking import Asked, Case, the_case
from adapters.clinic import Clinic
from adapters.http.names import Names
from tests.histories import OPENED, Line, entry, history, intake, step
from tests.http.clinic import MORNING, Clock, found, told

ENDED = OPENED + timedelta(days=10)


def plan(episode: str, at: datetime, **texts: str) -> list[Line]:
    """A relapse plan with one risk of each kind, agreed."""
    kinds = ("craving", "environmental_cue", "attachment_strategy")
    return [
        *(
            entry(episode, "risk", at, f"risk-{kind}", kind=kind, description=f"CANARY risk of {kind}")
            for kind in kinds
        ),
        *(
            entry(
                episode,
                "coping",
                at,
                f"coping-{kind}",
                risk=f"{episode}-risk-{kind}",
                alone=["urge-surfing"],
                people=[f"{episode}-friend"],
            )
            for kind in kinds
        ),
        entry(episode, "crisis-contact", at, kind="crisis_line", label="CANARY crisis line", how="988"),
        entry(episode, "plan", at, review_on="2026-03-01", reasons=texts.get("reasons", "CANARY reasons")),
        entry(episode, "plan-agreement", at),
    ]


def closed(episode: str, text: str = "CANARY summary.\n\nSecond paragraph.") -> list[Line]:
    """An early discharge with a disposition, and a summary signed by two."""
    return [
        step(episode, "discharge_early", ENDED, teds_reason=4, reason="CANARY moved away"),
        entry(
            episode,
            "disposition",
            ENDED,
            criterion="secure_attachment",
            disposition="refer",
            reason="CANARY goes on with another clinic",
        ),
        entry(episode, "summary", ENDED, text=text),
        {**step(episode, "sign_summary", ENDED, "sign", meaning="author"), "actor": "mira"},
        step(episode, "sign_summary", ENDED, "cosign", meaning="co_signer"),
    ]


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    """The clinic. `e-1` ended; `e-2` has just begun."""
    with found(tmp_path / "site", Clock(MORNING)) as clinic:
        told(clinic, [*history(1), *closed("e-1"), *intake(2)])
        yield clinic


@pytest.fixture
def staff(clinic: Clinic) -> Mapping[str, str]:
    """The names of the staff."""
    return Names(clinic).staff()


def case_of(clinic: Clinic, episode: str = "e-1") -> Case:
    """An episode, read with its personal parts."""
    return the_case(clinic, episode, Asked(), opened=True)

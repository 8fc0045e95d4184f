"""`homeport simulate`: fills a synthetic site, and no other."""

from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.clinic import Clinic
from tests.cli.conftest import Clock, Ran

Homeport = Callable[..., Ran]


def test_it_makes_a_synthetic_site_and_fills_it(homeport: Homeport, tmp_path: Path) -> None:
    ran = homeport("simulate", "--episodes", 5, "--seed", 1, "--json")

    with Clinic(tmp_path / "site") as clinic:
        assert clinic.site.synthetic
        opened = list(clinic.store.read_log(types=["episode.opened"]))
    assert ran.status == 0
    assert len(opened) == ran.json["episodes"] == sum(ran.json["ended"].values()) == 5
    assert ran.json["events"] > 50


def test_a_synthetic_site_that_is_there_already_is_filled(homeport: Homeport, clinic: Clinic) -> None:
    ran = homeport("simulate", "--episodes", 3, "--seed", 1)

    assert ran.status == 0
    assert len(list(clinic.store.read_log(types=["episode.opened"]))) == 3


def test_the_same_again_changes_nothing(homeport: Homeport) -> None:
    homeport("simulate", "--episodes", 3, "--seed", 1)

    again = homeport("simulate", "--episodes", 3, "--seed", 1, "--json")

    assert (again.status, again.json["events"]) == (0, 0)


@pytest.mark.parametrize("other", [("--episodes", 3, "--seed", 2), ("--episodes", 4, "--seed", 1)])
def test_a_second_simulation_in_one_site_is_refused(homeport: Homeport, tmp_path: Path, other: tuple[object]) -> None:
    homeport("simulate", "--episodes", 3, "--seed", 1)
    with Clinic(tmp_path / "site") as clinic:
        before = clinic.store.head()

    ran = homeport("simulate", *other)

    with Clinic(tmp_path / "site") as clinic:
        assert clinic.store.head() == before
    assert ran.status == 2
    assert "holds other clients already" in ran.err


def test_a_site_of_real_clients_is_refused(homeport: Homeport, tmp_path: Path, clock: Clock) -> None:
    with Clinic.found(
        tmp_path / "site", site="real", name="Real clinic", time_zone="Europe/Berlin", clock=clock
    ) as real:
        before = real.store.head()

        ran = homeport("simulate", "--episodes", 3, "--seed", 1)

        assert real.store.head() == before
    assert ran.status == 2
    assert "not a synthetic one" in ran.err


@pytest.mark.parametrize(
    "wrong", [("--episodes", 0, "--seed", 1), ("--episodes", 3), ("--episodes", "many", "--seed", 1)]
)
def test_what_cannot_be_read_is_refused_and_makes_no_site(
    homeport: Homeport, tmp_path: Path, wrong: tuple[object]
) -> None:
    assert homeport("simulate", *wrong).status == 2
    assert not (tmp_path / "site").exists()

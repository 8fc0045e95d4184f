"""Five plain words are our import names: nothing else in the environment may answer to them."""

from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = ["adapters", "engine", "events", "projections", "workflows"]


@pytest.mark.parametrize("name", OURS)
def test_the_name_leads_to_our_package(name: str) -> None:
    spec = find_spec(name)

    assert spec is not None
    assert spec.origin == str(ROOT / name / "__init__.py")


@pytest.mark.parametrize("name", OURS)
def test_no_other_installed_distribution_ships_the_name(name: str) -> None:
    assert set(packages_distributions().get(name, [])) <= {"homeport"}

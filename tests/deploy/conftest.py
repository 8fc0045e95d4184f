"""What deploys Homeport, read from its files."""

from pathlib import Path

import pytest

from adapters.clinic import Clinic
from adapters.telemetry.metrics import REGISTRY
from adapters.telemetry.standing import Standing
from adapters.workers.link import Link
from tests.http.clinic import MORNING, Clock, found

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def metrics(tmp_path: Path) -> dict[str, str]:
    """Every metric of ours with its description, by the names that Prometheus stores it under."""
    found(tmp_path / "site", Clock(MORNING)).close()
    link = Link("redis://127.0.0.1:1/0")
    with Clinic(tmp_path / "site") as clinic:
        families = [*REGISTRY.collect(), *Standing([clinic], link).collect()]
    link.close()
    suffixes = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_count", "_sum")}
    return {
        family.name + suffix: family.documentation
        for family in families
        for suffix in suffixes.get(family.type, ())
        if family.name.startswith("homeport_")
    }

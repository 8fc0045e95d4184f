"""Whoever follows a log is nudged when it has grown; that it cannot be looked at is told once, and so is the end."""

from pathlib import Path

import pytest

from adapters.workers.in_process import InProcess
from adapters.workers.nudger import Nudger
from events.store import StoreUnavailable
from tests.telemetry.conftest import Logged
from tests.workers.site import founded


def test_a_log_out_of_reach_is_told_once_and_so_is_that_it_is_in_reach_again(
    tmp_path: Path, logged: Logged, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(after: int, timeout: float) -> bool:
        raise StoreUnavailable("Synthetic Client")

    with founded(tmp_path / "site", None) as clinic:
        nudger = Nudger(clinic.store, (), InProcess())
        with monkeypatch.context() as patched:
            patched.setattr(clinic.store, "wait", away)
            for _ in range(3):
                nudger.step()
        for _ in range(3):
            nudger.step()
    told = logged.text
    assert told.count("log_out_of_reach") == 1
    assert told.count("log_in_reach") == 1
    assert told.index("log_out_of_reach") < told.index("log_in_reach")
    assert "Synthetic" not in told

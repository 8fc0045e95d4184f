"""Two processes on the folder of one site, each with states of its own in memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.clinic import Clinic
from engine.command import Command
from engine.refusals import NotAllowed
from workflows.aiat.commands import AddStaff, OpenEpisode, RegisterClient, RetireStaff, record_model


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with Clinic.found(tmp_path / "site", site="s", name="Trial", time_zone="UTC", synthetic=True) as clinic:
        for staff in ("s-1", "s-2"):
            clinic.execute(
                AddStaff(id=f"add-{staff}", actor="s-1", staff=staff, name="Synthetic", roles=("supervisor",))
            )
        clinic.execute(RegisterClient(id="register", actor="s-1", client="c-1", name="Synthetic"))
        clinic.execute(OpenEpisode(id="open", actor="s-1", client="c-1", episode="e-1"))
        yield clinic


def note(number: int) -> Command:
    return record_model("note").model_validate(
        {"id": f"note-{number}", "actor": "s-2", "episode": "e-1", "what": "note", "content": {"text": "Synthetic"}}
    )


def test_nothing_is_recorded_by_staff_whom_another_process_has_retired(clinic: Clinic) -> None:
    with Clinic(clinic.folder) as other:
        other.execute(note(1))
        clinic.execute(RetireStaff(id="retire", actor="s-1", staff="s-2"))

        with pytest.raises(NotAllowed, match="has left the staff"):
            other.execute(note(2))

"""The rows of the caseload, kept in memory for as long as the log does not move on."""

import threading
from collections.abc import Sequence

from adapters.clinic import Clinic
from adapters.views import readers
from engine.projections import Row
from projections.due import DueRow


class CaseloadRows:
    """Every episode's row, as of the head of the log. Usable from many threads."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic
        self._lock = threading.Lock()
        self._position = -1
        self._rows: Sequence[Row] = ()

    def all(self) -> Sequence[Row]:
        """The rows, by episode, each with its `due` as `DueRow`. They are shared: nobody changes them."""
        with self._lock:
            if self._clinic.store.head().position != self._position:
                reader = readers(self._clinic)["caseload"]
                self._position = reader.run().position
                self._rows = [
                    {**row, "due": [DueRow.model_construct(**due) for due in row["due"]]}
                    for _, row in self._clinic.views.rows(reader.name)
                ]
            return self._rows

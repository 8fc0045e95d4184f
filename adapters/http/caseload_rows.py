"""The rows of the caseload, kept in memory for as long as the view stands where it stood."""

import json
import threading
from collections.abc import Sequence
from typing import Final

from adapters.clinic import Clinic
from adapters.current import Standing, current
from engine.projections import Row
from projections.due import DueRow

_VIEW: Final = "caseload"


class CaseloadRows:
    """Every episode's row, as of the head of the log. Usable from many threads."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic
        self._lock = threading.Lock()
        self._standing: Standing | None = None
        self._rows: Sequence[Row] = ()
        self._read: dict[str, tuple[str, Row]] = {}

    def all(self) -> Sequence[Row]:
        """The rows, by episode, each with its `due` as `DueRow`. They are shared: nobody changes them."""
        return self.read()[0]

    def read(self) -> tuple[Sequence[Row], Standing]:
        """The rows, and how they stand: what was recorded just now is in them unless they are behind."""
        standing = current(self._clinic, _VIEW)  # outside the lock: it may have to wait for a worker
        with self._lock:
            if self._standing is None or standing.at != self._standing.at:
                self._read = {key: self._row(key, text) for key, text in self._clinic.views.texts(_VIEW)}
                self._rows = [row for _, row in self._read.values()]
            self._standing = standing
            return self._rows, standing

    def _row(self, key: str, text: str) -> tuple[str, Row]:
        """A row beside its text: read anew only where the text changed, and few do from one moment to the next."""
        if (known := self._read.get(key)) is not None and known[0] == text:
            return known
        row = json.loads(text)
        return text, {**row, "due": [DueRow.model_construct(**due) for due in row["due"]]}

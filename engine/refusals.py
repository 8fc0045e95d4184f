"""Why a command was not carried out: always what is wrong and how to mend it, and nothing was changed."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple


class Unmet(NamedTuple):
    """A requirement that is not met: its code, what is missing, and what would meet it."""

    code: str
    sentence: str
    remedy: str


class Refused(Exception):
    """A command was refused; nothing was changed. `code` is stable, `str()` is one plain line."""

    code: ClassVar[str] = "refused"

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Invalid(Refused):
    """What was given cannot be read as a command: a value is missing, unknown or out of its range."""

    code = "invalid"

    def __init__(self, problems: Sequence[str], *, field: str | None = None) -> None:
        super().__init__("; ".join(problems), field=field)
        self.problems = tuple(problems)


class NotFound(Refused):
    """Something the command names does not exist here."""

    code = "not_found"


class AlreadyExists(Refused):
    """The command would make something whose id is taken."""

    code = "already_exists"


class NotAllowed(Refused):
    """The actor may not do this; the message says who may."""

    code = "not_allowed"


class WrongStage(Refused):
    """The episode is not at a stage, or not in a state, where this can be done."""

    code = "wrong_stage"


class WrongTime(Refused):
    """A time lies in the future, before intake, or before what it must follow."""

    code = "wrong_time"


class StillReferred(Refused):
    """Other entries refer to the entry; `by` lists their ids."""

    code = "still_referred"

    def __init__(self, message: str, by: Sequence[str]) -> None:
        super().__init__(message)
        self.by = tuple(by)


class RequirementsUnmet(Refused):
    """The stage cannot be left yet; `unmet` lists every requirement that is missing, not only the first."""

    code = "requirements_unmet"

    def __init__(self, message: str, unmet: Sequence[Unmet]) -> None:
        super().__init__(message)
        self.unmet = tuple(unmet)


class StaleVersion(Refused):
    """The caller decided on a version of the stream that is not the latest."""

    code = "stale_version"

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        what = stream.replace("-", " ", 1)
        stands = (
            f"not {expected}: somebody recorded something meanwhile"
            if expected < actual
            else f"and has not come to {expected}"
        )
        super().__init__(
            f"{what} stands at version {actual}, {stands}; look at it again and repeat the command with the version "
            "that it stands at"
        )
        self.expected = expected
        self.actual = actual


class CommandIdReused(Refused):
    """The command id was used before for another command."""

    code = "command_id_reused"

    def __init__(self, command_id: str) -> None:
        super().__init__(f"command id {command_id} was used before with other content; give a new command a new id")


class TooBusy(Refused):
    """Others kept changing the same stream; nothing was recorded."""

    code = "too_busy"

    def __init__(self) -> None:
        super().__init__("others are changing the same record just now; try again")

"""Deadlines that passed: recorded by Homeport itself, once each, and only while they stood."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from events.event import Code, Event

Cause = Annotated[int, Field(ge=1)]
"""The position of the record that a deadline counts from: that which first made it, however often it was amended."""


class DeadlinePassed(Event):
    """The local day `due_on` ended, and what was to be done by then was not (`kind` says what).

    `state` is `due` where that calls for a reminder, `overdue` where the time for it is over. It happened as the
    day ended, and is recorded when that is noticed. A correction may later take away what it rests on.
    """

    type: ClassVar[str] = "episode.deadline_passed"

    kind: Code
    cause: Cause
    due_on: date
    state: Literal["due", "overdue"]


class DischargeProposed(Event):
    """The local day `due_on` ended, the last of `days` without contact since `cause`: an early discharge is proposed.

    It ends nothing; staff decide. What shows that the client was in contact after all takes it away.
    """

    type: ClassVar[str] = "episode.discharge_proposed"

    cause: Cause
    due_on: date
    days: Annotated[int, Field(ge=1)]

"""What a client at a tablet is told where a link does not lead on. Plain and calm: none of it is their fault."""

from typing import Final, Literal

from engine.refusals import Refused

Why = Literal["unknown", "expired", "used", "done", "closed"]
_ASK: Final = "please ask for a new one"
_SAYS: Final[dict[Why, str]] = {
    "unknown": f"this link or code is not known here; {_ASK}",
    "expired": f"the time for this link is over; what was entered is kept for staff; {_ASK}",
    "used": f"this link was opened before, and opens once only; {_ASK}",
    "done": "this questionnaire is finished, and nothing more is needed; thank you",
    "closed": f"staff have closed this link, and what was entered is with them; {_ASK}",
}


class LinkEnded(Refused):
    """The link, code or sitting leads nowhere (any more); `why` says which way it ended."""

    code = "link_ended"

    def __init__(self, why: Why) -> None:
        super().__init__(_SAYS[why])
        self.why = why


class TooManyCodes(Refused):
    """Too many codes that do not exist were tried, from this address or in all."""

    code = "too_many_codes"

    def __init__(self, minutes: int) -> None:
        super().__init__(f"too many codes were tried here; wait {minutes} minutes, or ask for a link instead")


class LeftToStaff(Refused):
    """The questionnaire was finished, and could not be recorded as it is; the answers are kept for staff."""

    code = "left_to_staff"

    def __init__(self) -> None:
        super().__init__("thank you; your answers are kept, and staff will see to the rest")

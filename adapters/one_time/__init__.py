"""One-time links: a client answers one questionnaire on a tablet, and is shown nothing else.

A link (or its short code, typed by hand) is good for two hours, for one sitting, about one episode, form and occasion.
Answers are kept as they come, sealed under the client's key, so that a lost connection loses nothing; what a sitting
leaves unfinished is its staff's to take over. Token, code and sitting are kept as digests only.
"""

from adapters.one_time.refusing import LeftToStaff, LinkEnded, TooManyCodes
from adapters.one_time.rows import Rows
from adapters.one_time.sittings import Sitting, Sittings
from adapters.one_time.staff_side import Issued, Link, Links, Questionnaire, State

__all__ = [
    "Issued",
    "LeftToStaff",
    "Link",
    "LinkEnded",
    "Links",
    "Questionnaire",
    "Rows",
    "Sitting",
    "Sittings",
    "State",
    "TooManyCodes",
]

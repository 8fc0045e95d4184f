"""What the lanes of the timeline are called."""

from collections.abc import Mapping
from typing import Final

from adapters.http.languages import mark
from projections.lanes import Lane

LANES: Final[Mapping[Lane, str]] = {
    "stages": mark("Stages"),
    "holds": mark("On hold"),
    "intake": mark("Intake"),
    "assessments": mark("Assessments"),
    "map": mark("Social map"),
    "contacts": mark("Contacts"),
    "practice": mark("Education and practice"),
    "recurrences": mark("Recurrences of use"),
    "plan": mark("Relapse plan"),
    "discharge": mark("Discharge"),
    "deadlines": mark("Deadlines"),
    "notes": mark("Notes"),
    "corrections": mark("Corrections"),
}
"""Messages to translate, by lane."""

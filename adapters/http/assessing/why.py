"""Why each questionnaire is asked, in words for whoever answers it."""

from typing import Final

from adapters.http.languages import mark
from workflows.aiat.policy import Measure

WHY: Final[dict[Measure | None, str]] = {
    "ecr": mark(
        "These questions are about how close relationships feel. They help to plan treatment, and to see later "
        "what has changed."
    ),
    "rfq": mark(
        "These questions are about making sense of what oneself and others feel and mean. They help to plan treatment, "
        "and to see later what has changed."
    ),
    "sps": mark(
        "These questions are about what people around one give and mean. They help to build the social map, and to see "
        "later what has changed."
    ),
    None: mark("These questions help to plan treatment, and to see later what has changed."),
}
NAMES: Final[dict[Measure, str]] = {
    "ecr": mark("Attachment"),
    "rfq": mark("Reflective functioning"),
    "sps": mark("Social provisions"),
}

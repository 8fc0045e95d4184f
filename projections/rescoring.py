"""Whether recorded scores are what their form gives for the recorded answers: the figures anyone can work out again."""

from collections.abc import Iterator

from events.assessment import AssessmentTaken
from events.corrections import EntryAmended
from events.envelope import Recorded
from events.event import Event
from events.released import CATALOGUE
from workflows.instruments.errors import InstrumentError
from workflows.instruments.form import load_form
from workflows.instruments.scoring import score

TYPES = (AssessmentTaken.type, EntryAmended.type)
"""The events that may hold scores."""


def assessment_in(record: Recorded) -> AssessmentTaken | None:
    """The assessment that a record holds, or holds anew; None where it is about something else."""
    event: Event = CATALOGUE.decode(record)
    if isinstance(event, EntryAmended) and event.of == AssessmentTaken.type:
        event = CATALOGUE.load(event.of, event.of_version, event.content)
    return event if isinstance(event, AssessmentTaken) else None


def score_problems(taken: AssessmentTaken) -> Iterator[str]:
    """What differs between the scores as recorded and those that the answers give now, a sentence each."""
    try:
        form = load_form(taken.form, taken.form_version)
        given = score(form, taken.answers, response_range=taken.response_range).as_data()
    except InstrumentError:
        yield f"{taken.form} version {taken.form_version} cannot score the answers"
        return
    if form.hash != taken.form_hash:
        yield f"{taken.form} version {taken.form_version} is not the form that was used: its data has changed"
    for name in sorted({*given["scores"], *taken.scores}):
        then, now = taken.scores.get(name), given["scores"].get(name)
        if then != now:
            yield f"{taken.form} {name} was recorded as {then}, the answers give {now}"
    if tuple(given["prorated"]) != taken.prorated or given["not_scorable"] != taken.not_scorable:
        yield f"{taken.form}: what was prorated or could not be scored was recorded otherwise"

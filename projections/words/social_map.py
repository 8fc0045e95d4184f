"""The social map and contacts, in words."""

from events.social_map import (
    ContactMade,
    PersonAdded,
    PersonChanged,
    PersonLeft,
    SocialMapReviewed,
    TieDrawn,
)
from projections.words.sentence import Name, listed, plain, sentence

_STANCE = {
    "supports": "supports recovery",
    "neutral": "neutral to recovery",
    "opposes": "opposes recovery",
    "unknown": "stance unknown",
}


@sentence.register
def _(event: PersonAdded, name: Name = str) -> str:
    milieu = ", met through treatment" if event.in_treatment_milieu else ""
    offers = f"; offers {listed(event.provisions)}" if event.provisions else ""
    return f"{name(event.entry)} came onto the map: {plain(event.role)}, {_STANCE[event.stance]}{milieu}{offers}."


@sentence.register
def _(event: PersonChanged, name: Name = str) -> str:
    given = event.model_dump(mode="json", exclude={"entry", "person", "name", "note"}, exclude_none=True)
    changes = "; ".join(f"{plain(field)}: {_value(value)}" for field, value in given.items())
    return f"{name(event.person)} on the map changed: {changes or 'no more than what is personal'}."


@sentence.register
def _(event: PersonLeft, name: Name = str) -> str:
    return f"{name(event.person)} is no longer on the map."


@sentence.register
def _(event: TieDrawn, name: Name = str) -> str:
    one, other = event.between
    return f"{name(one)} and {name(other)} know each other ({plain(event.quality)})."


@sentence.register
def _(event: SocialMapReviewed, name: Name = str) -> str:
    return "Social map reviewed."


@sentence.register
def _(event: ContactMade, name: Name = str) -> str:
    answered = f"; answered risk {event.risk}" if event.risk else ""
    begun_by = "them" if event.begun_by == "other" else event.begun_by
    return (
        f"Contact with {name(event.person)} ({plain(event.how)}, begun by {begun_by}, "
        f"{plain(event.purpose)}): {plain(event.outcome)}{answered}."
    )


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return listed(value) if isinstance(value, list) else plain(str(value))

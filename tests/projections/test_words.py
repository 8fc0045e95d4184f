"""Every event in words: without its personal part always, with it only apart."""

from datetime import date
from typing import Any, get_args, get_origin

import pytest
from pydantic.fields import FieldInfo

from events.assessment import AssessmentTaken, AttachmentFormulated, DerivedStyle
from events.corrections import EntryAmended
from events.event import SEALED, Event, marked
from events.intake import SafetyScreenDone
from events.released import MODELS
from events.social_map import ContactMade, PersonAdded, PersonChanged
from projections.words import details, sentence
from tests.aiat.entries import person
from tests.aiat.given import amend, day
from workflows.aiat.social_map import PROVISIONS

CANARY = "canary-name"
_BY_NAME: dict[str, Any] = {
    "of": SafetyScreenDone.type,
    "of_version": 1,
    "content": {"entry": "x1", "safe_now": "yes", "choices_explained": True},
    "between": ("p1", "p2"),
    "definition": {"name": "aiat", "version": 1, "hash": "0"},
    "policy": {"name": "aiat-2021", "version": 1, "hash": "0"},
    "level": 0,
    "derived": None,
    "answers": {},
    "scores": {"anxiety": 4.0},
    "not_scorable": {},
    "prorated": (),
    "disruptions": ("loss",),
}


def an_event(model: type[Event]) -> Event:
    """An event of a type, its required fields filled in, and a canary in every field that is sealed."""
    given = {
        name: _BY_NAME.get(name, _value(field)) for name, field in model.model_fields.items() if field.is_required()
    }
    sealed = {name: _canary(model.model_fields[name]) for name in marked(model, SEALED)}
    return model.model_validate(given | sealed)


def _value(field: FieldInfo) -> Any:
    annotation: Any = field.annotation
    while get_origin(annotation) is not None and not hasattr(annotation, "__metadata__"):
        if get_origin(annotation).__name__ == "Literal":
            return get_args(annotation)[0]
        if get_origin(annotation) is tuple:
            return ("intake",) if "intake" in str(annotation) else ("one",)
        annotation = get_args(annotation)[0]
    return {bool: True, int: 1, date: date(2026, 1, 5)}.get(annotation, "one")


def _canary(field: FieldInfo) -> Any:
    words = str(field.annotation)
    if "date" in words:
        return date(1987, 6, 5)
    if "tuple" in words:
        return (CANARY,)
    return {"note": CANARY} if "dict" in words else CANARY


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.type)
def test_every_event_has_a_sentence_that_holds_nothing_personal(model: type[Event]) -> None:
    event = an_event(model)
    words = sentence(event)
    assert words.endswith(".")
    assert model.type not in words
    assert CANARY not in words
    assert "1987" not in words
    assert bool(details(event)) == bool(marked(model, SEALED))


def test_details_have_each_personal_field_by_its_name() -> None:
    screen = SafetyScreenDone(
        entry="x1", safe_now="yes", choices_explained=True, overwhelms=("noise", "crowds"), note="ok"
    )
    assert details(screen) == {"overwhelms": "noise; crowds", "note": "ok"}
    assert details(SafetyScreenDone(entry="x1", safe_now="yes", choices_explained=True)) == {}


def test_an_amendment_says_what_holds_now() -> None:
    mended = PersonAdded(entry="p1", role="sponsor", stance="neutral", provisions=("guidance",))
    happened = amend(mended, day(1))
    assert sentence(happened.event) == (
        "Amended: person p1. Now: p1 came onto the map: sponsor, neutral to recovery; offers guidance."
    )
    assert isinstance(happened.event, EntryAmended)
    opened = happened.event.model_copy(update={"personal": {"name": "Alma"}})
    assert details(opened) == {"name": "Alma", "reason": "made in error"}


def test_people_are_called_as_the_reader_asks() -> None:
    made = ContactMade(
        entry="c1", person="p1", how="phone", begun_by="client", purpose="craving", outcome="supported", risk="r1"
    )
    assert sentence(made) == "Contact with p1 (phone, begun by client, craving): supported; answered risk r1."
    assert sentence(made, {"p1": "Alma"}.__getitem__).startswith("Contact with Alma ")


def test_a_change_of_a_person_names_only_what_changed() -> None:
    change = PersonChanged(entry="x1", person="p1", safe_to_contact=False, provisions=())
    assert sentence(change) == "p1 on the map changed: provisions: none; safe to contact: no."
    assert sentence(PersonChanged(entry="x1", person="p1", name="Alma")).endswith("no more than what is personal.")


def test_scores_are_rounded_for_reading_and_what_cannot_be_scored_says_why() -> None:
    taken = AssessmentTaken(
        entry="a1",
        form="ecr",
        occasion="baseline",
        answers={},
        form_version=1,
        form_hash="0",
        scores={"avoidance": 44 / 18},
        prorated=("avoidance",),
        not_scorable={"anxiety": "too_many_missing"},
    )
    assert sentence(taken) == (
        "ECR answered (baseline): avoidance 2.44, anxiety not scorable (18 of 18 items missing where at most 2 may be)"
        "; prorated."
    )


def test_a_score_is_called_by_its_name() -> None:
    taken = AssessmentTaken(
        entry="a1",
        form="ments",
        occasion="interim",
        answers={},
        form_version=1,
        form_hash="0",
        scores={"rfq_r_7": 4.0, "social_integration": 12.0, "self": 30.0},
        prorated=(),
        not_scorable={},
    )
    assert sentence(taken) == (
        "MentS answered (interim): RFQ-R-7 4, social integration 12, self-related mentalization 30."
    )


@pytest.mark.parametrize(
    ("style", "ending"),
    [("fearful", "as the ECR suggests (fisher)."), ("secure", "the ECR suggests fearful, disorganised (fisher).")],
)
def test_a_formulation_says_whether_it_follows_the_ecr(style: Any, ending: str) -> None:
    derived = DerivedStyle(style="fearful", strategy="disorganised", rule="fisher", assessment="a1")
    formulated = AttachmentFormulated(entry="f1", style=style, strategy="disorganised", derived=derived)
    assert sentence(formulated).endswith(ending)


def test_the_builders_of_histories_carry_a_personal_part_for_these_tests_to_mean_something() -> None:
    assert details(person("p1", day(1), provisions=PROVISIONS).event) == {"name": "Somebody"}

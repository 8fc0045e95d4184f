"""The thin feed: what leaves is an envelope, ids, codes, stages and scores, and nothing else."""

import json

import pytest

from events.assessment import AssessmentTaken
from events.catalogue import UnknownEventType
from events.corrections import EntryAmended
from events.envelope import Recorded
from events.event import Event, encode
from events.instants import parse
from events.site import PolicyPublished
from events.social_map import ContactMade
from projections.feed import thin

HAPPENED = parse("2026-03-02T14:30:00-08:00")


def record(event: Event, stream: str = "episode-e-1", causation_id: str | None = None) -> Recorded:
    """The event as a log keeps it, its sealed part aside."""
    return Recorded(
        position=42,
        stream=stream,
        version=7,
        event_id="01a2-event",
        type=event.type,
        schema_version=event.schema_version,
        occurred_at=HAPPENED.us,
        occurred_offset=HAPPENED.offset,
        recorded_at=parse("2026-03-03T09:00:00+00:00").us,
        actor="mira",
        command_id="command-1",
        correlation_id="visit-1",
        causation_id=causation_id,
        data=encode(event)[0],
        sealed=b"sealed",
    )


CONTACT = ContactMade(
    entry="contact-1",
    person="friend-1",
    how="phone",
    begun_by="client",
    purpose="craving",
    outcome="supported",
    note="CANARY",
)
TAKEN = AssessmentTaken(
    entry="rfq-1",
    form="rfq-8",
    occasion="baseline",
    answers={"1": 4},
    form_version=1,
    form_hash="abc",
    scores={"rfq_r_7": 4.0},
    prorated=(),
    not_scorable={},
)


def test_an_event_leaves_in_a_cloudevents_envelope() -> None:
    assert thin(record(CONTACT, causation_id="01a2-cause"), "/sites/north") == {
        "specversion": "1.0",
        "id": "01a2-event",
        "source": "/sites/north",
        "type": "org.homeport.episode.contact_made.v1",
        "subject": "episodes/e-1",
        "time": "2026-03-02T14:30:00-08:00",
        "recordedtime": "2026-03-03T09:00:00+00:00",
        "sequence": "00000000000000000042",
        "partitionkey": "e-1",
        "correlationid": "visit-1",
        "causationid": "01a2-cause",
        "datacontenttype": "application/json",
        "data": {
            "entry": "contact-1",
            "person": "friend-1",
            "how": "phone",
            "begun_by": "client",
            "purpose": "craving",
            "outcome": "supported",
            "risk": None,
        },
    }


def test_an_attribute_that_is_absent_is_left_out() -> None:
    assert "causationid" not in thin(record(CONTACT), "/sites/north")


@pytest.mark.parametrize(
    ("stream", "subject", "key"),
    [
        ("episode-with-a-dash", "episodes/with-a-dash", "with-a-dash"),
        ("client-c-1", "clients/c-1", "c-1"),
        ("site", "sites/north", "north"),
    ],
)
def test_the_subject_is_what_the_stream_is_about(stream: str, subject: str, key: str) -> None:
    envelope = thin(record(CONTACT, stream), "/sites/north")

    assert (envelope["subject"], envelope["partitionkey"]) == (subject, key)


def test_scores_leave_and_answers_do_not() -> None:
    data = thin(record(TAKEN), "/sites/north")["data"]

    assert data["scores"] == {"rfq_r_7": 4.0}
    assert "answers" not in data


def test_whole_documents_do_not_leave() -> None:
    policy = PolicyPublished(name="aiat-2021", version=1, hash="abc", content={"critical_rc": 1.96})

    assert thin(record(policy, "site"), "/sites/north")["data"] == {"name": "aiat-2021", "version": 1, "hash": "abc"}


def test_an_amendment_is_as_thin_as_what_it_replaces() -> None:
    amended = EntryAmended(
        entry="rfq-1",
        what="assessment",
        of=TAKEN.type,
        of_version=1,
        content=TAKEN.model_dump(mode="json", exclude={"note"}),
        reason="CANARY",
        personal={"note": "CANARY"},
    )

    data = thin(record(amended), "/sites/north")["data"]

    assert data["content"]["scores"] == {"rfq_r_7": 4.0}
    assert "answers" not in data["content"]
    assert "CANARY" not in json.dumps(data)


def test_what_a_type_does_not_declare_stays_here() -> None:
    altered = record(CONTACT)._replace(data=b'{"entry": "contact-1", "nickname": "CANARY"}')

    assert thin(altered, "/sites/north")["data"] == {"entry": "contact-1"}


def test_an_event_of_a_newer_homeport_is_not_guessed_at() -> None:
    with pytest.raises(UnknownEventType, match="upgrade Homeport"):
        thin(record(CONTACT)._replace(type="episode.not_known_yet"), "/sites/north")

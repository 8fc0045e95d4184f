"""Staff issue one-time links, close them, and take over what a client left unfinished."""

from typing import Any

import pytest

from adapters.clinic import Clinic
from adapters.drafts import Drafts
from adapters.one_time import Issued, LinkEnded, Links, Sittings
from adapters.one_time.staff_side import LASTING
from engine.refusals import Invalid, NotAllowed, NotFound, Refused
from events.instants import MINUTE
from tests.histories import baselines
from tests.http.clinic import Clock, told
from tests.one_time.conftest import ASKS


def test_a_link_is_told_once_with_a_code_for_typing_by_hand(clinic: Clinic, issued: Issued) -> None:
    assert len(issued.token) >= 40
    assert len(issued.code) == 7
    assert issued.expires_at == clinic.clock() + LASTING


def test_no_two_links_are_alike(links: Links) -> None:
    made = [links.issue(ASKS, "mira") for _ in range(20)]

    for part in ("id", "token", "code"):
        assert len({getattr(one, part) for one in made}) == 20


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"form": "ecr-x"}, "form: there is no form 'ecr-x'"),
        ({"form": "ecr-rs"}, "target is missing: ecr-rs is about one of"),
        ({"target": "mother"}, "target does not belong to rfq-8"),
        ({"response_range": (1, 5)}, "response_range: rfq-8 is scored on responses 1 to 7 only"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_once(links: Links, change: dict[str, Any], says: str) -> None:
    with pytest.raises(Invalid, match=says):
        links.issue(ASKS._replace(**change), "mira")


def test_a_link_is_about_an_episode_that_exists(links: Links) -> None:
    with pytest.raises(NotFound, match="there is no episode e-9"):
        links.issue(ASKS._replace(episode="e-9"), "mira")


@pytest.mark.parametrize("staff", ["admin", "audra", "nobody"])
def test_only_whoever_may_make_entries_issues_a_link(links: Links, staff: str) -> None:
    with pytest.raises(NotAllowed):
        links.issue(ASKS, staff)


def test_an_episode_lists_its_links_with_how_each_stands(
    clock: Clock, links: Links, sittings: Sittings, issued: Issued
) -> None:
    def states() -> list[tuple[str, int]]:
        return [(link.state, link.answered) for link in links.of_episode("e-2")]

    assert states() == [("waiting", 0)]
    secret = sittings.begin(issued.token)
    sittings.save(secret, {"1": 4, "2": None})
    assert states() == [("open", 2)]
    sittings.submit(secret)
    assert states() == [("recorded", 0)]

    clock.later(MINUTE)
    links.issue(ASKS, "mira")
    clock.later(LASTING)
    assert states() == [("expired", 0), ("recorded", 0)]
    assert links.of_episode("e-1") == []


def test_a_closed_link_ends_the_sitting_and_keeps_what_was_entered(
    links: Links, sittings: Sittings, issued: Issued
) -> None:
    secret = sittings.begin(issued.token)
    sittings.save(secret, {"1": 4})

    links.revoke("e-2", issued.id)
    links.revoke("e-2", issued.id)

    for use in (lambda: sittings.save(secret, {"2": 4}), lambda: sittings.submit(secret)):
        with pytest.raises(LinkEnded) as ended:
            use()
        assert ended.value.why == "closed"
    assert [(link.state, link.answered) for link in links.left_for("mira")] == [("revoked", 1)]


def test_a_link_of_another_episode_is_not_found(
    links: Links, sittings: Sittings, drafts: Drafts, issued: Issued
) -> None:
    with pytest.raises(NotFound):
        links.revoke("e-1", issued.id)
    with pytest.raises(NotFound):
        links.take_over("e-1", issued.id, "mira", drafts)

    assert sittings.begin(issued.token)


def test_what_was_left_when_the_time_was_over_can_be_gone_on_with(
    clock: Clock, links: Links, sittings: Sittings, drafts: Drafts, issued: Issued
) -> None:
    secret = sittings.begin(issued.token)
    sittings.save(secret, {"1": 4, "2": None})
    clock.later(LASTING)
    (left,) = links.left_for("mira")

    saved = links.take_over("e-2", left.id, "cole", drafts)

    draft = drafts.open("cole", saved.id)
    assert draft is not None
    assert (draft.place.episode, draft.place.kind) == ("e-2", "assessment")
    assert draft.content == {"form": "rfq-8", "occasion": "baseline", "answers": {"1": 4, "2": None}}
    assert links.left_for("mira") == []
    with pytest.raises(NotFound, match="no answers to go on with"):
        links.take_over("e-2", left.id, "cole", drafts)


def test_taking_over_closes_the_sitting(links: Links, sittings: Sittings, drafts: Drafts, issued: Issued) -> None:
    secret = sittings.begin(issued.token)
    sittings.save(secret, {"1": 4})

    links.take_over("e-2", issued.id, "mira", drafts)

    with pytest.raises(LinkEnded) as ended:
        sittings.save(secret, {"2": 4})
    assert ended.value.why == "closed"


def test_what_is_being_recorded_is_not_taken_over_at_the_same_time(
    clinic: Clinic, clock: Clock, links: Links, sittings: Sittings, drafts: Drafts, issued: Issued
) -> None:
    # Given a finished sitting that could not be recorded
    secret = sittings.begin(issued.token)
    sittings.save(secret, {"1": 4})
    told(clinic, baselines(2))
    with pytest.raises(Refused):
        sittings.submit(secret)

    with pytest.raises(Refused, match="look again in a minute"):
        links.take_over("e-2", issued.id, "mira", drafts)
    clock.later(MINUTE)

    assert links.take_over("e-2", issued.id, "mira", drafts)


def test_what_was_recorded_is_not_taken_over_although_the_server_died_before_it_said_so(
    clinic: Clinic, clock: Clock, links: Links, sittings: Sittings, drafts: Drafts, issued: Issued
) -> None:
    secret = sittings.begin(issued.token)
    sittings.save(secret, {"1": 4})

    def execute_and_die(command: Any) -> Any:
        clinic.execute(command)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sittings.submit(secret, execute_and_die)
    clock.later(MINUTE)

    with pytest.raises(NotFound, match="may be recorded already"):
        links.take_over("e-2", issued.id, "mira", drafts)
    assert [link.state for link in links.of_episode("e-2")] == ["recorded"]
    assert drafts.list_for("mira") == []

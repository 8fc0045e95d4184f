"""Sites that share tables, with clients of the same ids: what one keeps the other neither sees, changes nor counts."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from adapters.clinic import Clinic
from adapters.drafts import Drafts, Place
from adapters.identity.access_log import AccessLog, Reading
from adapters.identity.attempts import PER_ACCOUNT, TooManyAttempts
from adapters.identity.identity import Identity, WrongSignIn
from adapters.one_time import LinkEnded, Links, Questionnaire, Rows, Sittings, TooManyCodes
from adapters.one_time.codes import IN_ALL, PER_ADDRESS
from adapters.views import readers
from adapters.wording import keep, loaded, read_questionnaire
from engine.keys import KeyErased
from tests.histories import intake
from tests.http.clinic import MORNING, Clock, found, told
from tests.servers.databases import Databases
from tests.wording.made_up import questionnaire

Pair = tuple[Clinic, Clinic]


@pytest.fixture
def both(databases: Databases, tmp_path: Path) -> Iterator[Pair]:
    """Two sites in one database, with the same staff, client and episode."""
    url = databases.as_application(databases.migrated())
    with (
        found(tmp_path / "north", Clock(MORNING), url, "north") as north,
        found(tmp_path / "south", Clock(MORNING), url, "south") as south,
    ):
        for clinic in (north, south):
            told(clinic, intake(2))
        yield north, south


def test_logs(both: Pair) -> None:
    north, south = both
    reached = south.store.head()

    told(north, intake(3))

    assert south.store.head() == reached
    assert south.store.find_command("register-c-3") is None
    assert list(south.store.read_stream("client-c-3")) == []


def test_keys(both: Pair) -> None:
    north, south = both
    sealed = south.keys.seal("c-2", b"a name", b"")

    north.keys.erase("c-2")

    with pytest.raises(KeyErased):
        north.keys.seal("c-2", b"a name", b"")
    assert south.keys.open("c-2", sealed, b"") == b"a name"


def test_views(both: Pair) -> None:
    north, south = both
    for clinic in (north, south):
        readers(clinic)["caseload"].run()
    before = list(south.views.rows("caseload"))

    told(north, intake(3))
    readers(north)["caseload"].run()

    assert (len(list(north.views.rows("caseload"))), len(before)) == (2, 1)
    assert list(south.views.rows("caseload")) == before
    assert south.views.live("caseload").position == south.store.head().position


def test_accounts_and_sessions(both: Pair) -> None:
    north, south = both
    with (
        closing(Identity(north.storage, north.clock)) as here,
        closing(Identity(south.storage, south.clock)) as there,
    ):
        here.add("mira", "mira", "a few words together", must_change=False)
        token = here.sessions.begin("mira")
        assert there.accounts.all() == []
        assert there.sessions.find(token) is None

        there.add("mira", "mira", "a few words together", must_change=False)
        elsewhere = there.sessions.begin("mira")
        here.disable("mira")
        assert there.sessions.find(elsewhere)


def test_attempts_to_sign_in(both: Pair) -> None:
    north, south = both
    with (
        closing(Identity(north.storage, north.clock)) as here,
        closing(Identity(south.storage, south.clock)) as there,
    ):
        for _ in range(PER_ACCOUNT):
            with pytest.raises(WrongSignIn):
                here.sign_in("mira", "guessed", "10.0.0.1")
        with pytest.raises(TooManyAttempts):
            here.sign_in("mira", "guessed", "10.0.0.1")

        with pytest.raises(WrongSignIn):
            there.sign_in("mira", "guessed", "10.0.0.1")


def test_the_access_log(both: Pair) -> None:
    north, south = both
    with (
        closing(AccessLog(north.storage, north.clock)) as here,
        closing(AccessLog(south.storage, south.clock)) as there,
    ):
        here.note(Reading("mira", "episode", "treatment", "care_team", ["c-2"], "request"))

        assert len(list(here.of_client("c-2"))) == 1
        assert list(there.of_client("c-2")) == []


def test_drafts(both: Pair) -> None:
    north, south = both
    place = Place("mira", "c-2", "e-2", "contact")
    with (
        closing(Drafts(north.storage, north.keys, north.clock)) as here,
        closing(Drafts(south.storage, south.keys, south.clock)) as there,
    ):
        ours = here.save(place, {"note": "ours"}, window="w1")
        assert there.list_for("mira") == []
        assert there.open("mira", ours.id) is None

        theirs = there.save(place, {"note": "theirs"}, window="w1")
        assert (theirs.version, theirs.beside) == (1, ())
        there.delete("mira", ours.id)
        here.forget_client("c-2")
        assert [draft.content for draft in there.of_form(place)] == [{"note": "theirs"}]


def test_one_time_links(both: Pair) -> None:
    north, south = both
    asks = Questionnaire(episode="e-2", form="rfq-8", occasion="baseline")
    with closing(Rows(north)) as here, closing(Rows(south)) as there:
        issued = Links(here).issue(asks, "mira")
        assert Links(there).of_episode("e-2") == []
        with pytest.raises(LinkEnded):
            Sittings(there).begin(issued.token)
        secret = Sittings(here).begin(issued.token)
        with pytest.raises(LinkEnded):
            Sittings(there).find(secret)

        there.forget_client("c-2")
        assert Sittings(here).find(secret).link == issued.id


def test_guesses_at_codes(both: Pair) -> None:
    north, south = both
    with closing(Rows(north)) as here, closing(Rows(south)) as there:
        issued = Links(there).issue(Questionnaire(episode="e-2", form="rfq-8", occasion="baseline"), "mira")
        for number in range(IN_ALL):
            with pytest.raises(LinkEnded):
                Sittings(here).begin_by_code("AAA-AAA", f"10.0.0.{number // PER_ADDRESS}")
        with pytest.raises(TooManyCodes):
            Sittings(here).begin_by_code("AAA-AAA", "10.0.0.99")

        assert Sittings(there).begin_by_code(issued.code, "10.0.0.1")


def test_wording(both: Pair) -> None:
    north, south = both

    keep(north, read_questionnaire(json.dumps(questionnaire()).encode()), "sol")

    assert [one.form for one in loaded(north)] == ["rfq-8"]
    assert list(loaded(south)) == []

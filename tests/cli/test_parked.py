"""`homeport parked`: an event that cannot be read harms its own episode alone, until it is replayed or dropped."""

import shlex
from pathlib import Path

import pytest

from adapters.clinic import Clinic
from projections.times import told_time
from tests.cli.conftest import Homeport
from tests.cli.tampering import alter
from tests.docs.pages import DOCS, typed
from tests.histories import CANARY

_GARBLED = "UPDATE events SET data = CAST(? || CAST(data AS TEXT) AS BLOB) WHERE position = ?"
_MENDED = "UPDATE events SET data = CAST(substr(CAST(data AS TEXT), ?) AS BLOB) WHERE position = ?"


class Garbled:
    """The last event of e-1 in the log, garbled until it is mended."""

    def __init__(self, log: Path, position: int) -> None:
        self._log = log
        self.position = position
        alter(log, _GARBLED, parameters=(CANARY, position))

    def mend(self) -> None:
        alter(self._log, _MENDED, parameters=(len(CANARY) + 1, self.position))


@pytest.fixture
def garbled(treated: Clinic, tmp_path: Path) -> Garbled:
    position = max(record.position for record in treated.store.read_stream("episode-e-1"))
    return Garbled(tmp_path / "site" / "log.db", position)


def test_the_other_episodes_go_on_and_who_looks_is_told(garbled: Garbled, homeport: Homeport) -> None:
    ran = homeport("caseload", "--json")

    assert [row["episode"] for row in ran.json] == ["e-1", "e-2"]
    assert ran.status == 0
    assert ran.err == (
        "homeport: 1 event cannot be read into caseload, and what came after in the same stream waits; "
        "see homeport parked list\n"
    )


def test_what_is_parked_is_listed_and_shown_without_a_word_of_it(garbled: Garbled, homeport: Homeport) -> None:
    listed = homeport("parked", "list", "--json").json
    shown = homeport("parked", "show", garbled.position)

    assert {(one["view"], one["position"], one["stream"], one["error"]) for one in listed} == {
        (view, garbled.position, "episode-e-1", "EventUnreadable") for view in ("caseload", "outcomes", "deadlines")
    }
    assert "events.catalogue:" in shown.out
    assert CANARY not in shown.out + homeport("parked", "list").out


def test_people_read_since_when_by_the_clock_of_the_site(treated: Clinic, garbled: Garbled, homeport: Homeport) -> None:
    since = told_time(homeport("parked", "list", "--json").json[0]["since"], treated.site.zone)

    assert since in homeport("parked", "list").out
    assert f"since        {since}\n" in homeport("parked", "show", garbled.position).out


def test_once_mended_it_is_replayed_and_the_view_is_what_the_log_gives(garbled: Garbled, homeport: Homeport) -> None:
    homeport("caseload")
    assert homeport("projections", "verify").status == 1
    assert homeport("parked", "replay").status == 1
    garbled.mend()

    ran = homeport("parked", "replay")

    assert (ran.status, ran.out.splitlines()[0]) == (0, f"caseload position {garbled.position}: 1 event read")
    assert homeport("parked", "list").out == "Parked: none\n"
    assert homeport("parked", "replay").out == "nothing is parked\n"
    assert homeport("projections", "verify").status == 0


def test_a_drop_says_who_and_why_and_can_be_taken_back(garbled: Garbled, homeport: Homeport) -> None:
    homeport("caseload")
    reason = ("--reason", "damaged, and told again in a later entry")

    ran = homeport("parked", "drop", garbled.position, *reason, "--view", "caseload", "--as", "admin")

    assert ran.out == f"caseload goes on without position {garbled.position}: 0 events that waited for it were read\n"
    assert homeport("parked", "list", "--view", "caseload").out == "Parked: none\n"
    (kept,) = homeport("parked", "list", "--view", "caseload", "--all", "--json").json
    assert (kept["state"], kept["dropped_by"], kept["reason"]) == ("dropped", "admin", reason[1])
    garbled.mend()
    assert homeport("parked", "replay", garbled.position).status == 0
    assert homeport("parked", "list", "--all").out == "Parked: none\n"
    assert homeport("projections", "verify").status == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("show", "1"), "position 1 is not parked; see homeport parked list --all"),
        (("replay", "1"), "position 1 is not parked"),
        (("drop", "1", "--reason", "x", "--as", "admin"), "position 1 is not parked"),
        (("drop", "1", "--reason", "x"), "say who does this with --as STAFF"),
        (("drop", "1", "--reason", "x", "--as", "cole"), "cole may not drop events from a view"),
        (("drop", "1", "--as", "admin"), "--reason"),
        (("show", "5x"), "Invalid value for 'POSITION': write a number (see homeport parked show --help)"),
        (("show", "0"), "Invalid value for 'POSITION': write 1 or more"),
        (("list", "--view", "caselode"), "there is no view caselode; known are caseload, outcomes, deadlines"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(
    arguments: tuple[str, ...], says: str, treated: Clinic, homeport: Homeport
) -> None:
    ran = homeport("parked", *arguments)

    assert ran.status == 2
    assert says in ran.err
    assert ran.err.count("\n") == 1


def test_a_rebuild_that_meets_it_changes_nothing(garbled: Garbled, homeport: Homeport) -> None:
    before = homeport("caseload", "--json").json

    ran = homeport("projections", "rebuild", "caseload")

    assert ran.status == 2
    assert f"it cannot read position {garbled.position} (EventUnreadable at events.catalogue:" in ran.err
    assert homeport("caseload", "--json").json == before


def test_what_the_runbook_has_people_type_does_what_it_says(garbled: Garbled, homeport: Homeport) -> None:
    homeport("caseload")
    lines = [line for line in typed(DOCS / "operator" / "runbook.md") if line.startswith("homeport parked ")]

    came_to = {}
    for line in lines:
        _, *words = shlex.split(line.replace("POSITION", str(garbled.position)))
        came_to[words[1]] = homeport(*words, *(["--as", "admin"] if words[1] == "drop" else []))

    assert {name: ran.status for name, ran in came_to.items()} == {"list": 0, "show": 0, "replay": 1, "drop": 0}
    assert "Parked: none" not in came_to["list"].out
    assert "events.catalogue:" in came_to["show"].out
    assert homeport("parked", "list").out == "Parked: none\n"

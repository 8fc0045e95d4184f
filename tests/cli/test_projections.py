"""`homeport projections`: stored views keep up with the log, and whatever was tampered with is found."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.asking import Asked
from adapters.clinic import Clinic
from adapters.current import read_rows
from adapters.views import Caseload, caseload_as_asked, replaying_readers
from engine.folding import Fold
from engine.projections import Row, View
from engine.readers import Lag, Reader
from engine.rebuilding import rebuild
from engine.refusals import Refused
from events.instants import parse
from tests.cli.conftest import Homeport
from tests.cli.tampering import alter
from tests.histories import OPENED, Line, history, step
from workflows.aiat.reading import read_command


def do(clinic: Clinic, *lines: Line) -> None:
    for line in lines:
        clinic.execute(read_command(line))


def reader_of(clinic: Clinic, view: View) -> Reader:
    folds = replaying_readers(clinic)["caseload"].folds
    return Reader(view, clinic.store, folds, clinic.views, clinic.clock)


def listed(homeport: Homeport) -> dict[str, dict[str, Any]]:
    return {one["view"]: one for one in homeport("projections", "list", "--json").json}


def test_a_view_lags_until_it_is_read(treated: Clinic, homeport: Homeport) -> None:
    head = treated.store.head().position
    before = listed(homeport)["caseload"]

    homeport("caseload")

    after = listed(homeport)["caseload"]
    live = {"view": "caseload", "generation": 1, "previous": None, "parked": 0}
    assert before.pop("seconds") > 0
    assert before == live | {"position": 0, "lag": head, "rows": 0}
    assert after == live | {"position": head, "lag": 0, "seconds": 0.0, "rows": 2}


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.0, "0 s"), (40.4, "40 s"), (7_500.0, "2 h"), (259_200.0, "3 days"), (122_770_360.5, "1420 days")],
)
def test_a_person_is_told_in_words_how_old_the_oldest_unread_event_is(
    seconds: float, said: str, treated: Clinic, homeport: Homeport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reader, "lag", lambda _: Lag(3, seconds))

    assert f"  3    {said}  " in homeport("projections", "list").out
    assert listed(homeport)["caseload"]["seconds"] == seconds


def test_a_row_kept_up_command_by_command_is_what_a_replay_gives(clinic: Clinic, homeport: Homeport) -> None:
    for pair in zip(history(1), history(2), strict=True):
        do(clinic, *pair)
        dict(read_rows(clinic, "caseload"))
        assert homeport("projections", "verify", "--json").json["wrong"] == []


def test_rebuilding_changes_no_row(treated: Clinic, homeport: Homeport) -> None:
    before = dict(read_rows(treated, "caseload"))

    ran = homeport("projections", "rebuild", "caseload")

    assert ran.out == f"caseload written anew, up to position {treated.store.head().position}\n"
    assert dict(read_rows(treated, "caseload")) == before
    assert listed(homeport)["caseload"]["generation"] == 2


def test_a_view_is_switched_back_to_what_it_was_and_forward_again(treated: Clinic, homeport: Homeport) -> None:
    homeport("caseload")
    homeport("projections", "rebuild", "caseload")
    head = treated.store.head().position

    assert homeport("projections", "switch-back", "caseload").out == (
        f"caseload is generation 1 again, up to position {head}\n"
    )
    assert listed(homeport)["caseload"]["previous"] == 2
    assert homeport("projections", "switch-back", "caseload", "--json").json["generation"] == 2
    assert homeport("projections", "drop-previous", "caseload").out == "generation 1 of caseload is dropped\n"
    ran = homeport("projections", "switch-back", "caseload")
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert "no other generation of caseload is kept" in ran.err


def test_views_that_were_lost_are_made_from_the_log(treated: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    before = homeport("caseload", "--json").json
    for file in (tmp_path / "site").glob("views.db*"):
        file.unlink()

    homeport("projections", "rebuild")

    assert homeport("caseload", "--json").json == before


def test_an_unknown_view_is_refused(treated: Clinic, homeport: Homeport) -> None:
    ran = homeport("projections", "rebuild", "caselode")

    assert ran.status == 2
    assert "there is no view caselode; known are caseload" in ran.err


def test_what_happens_to_the_site_or_the_client_reaches_every_row(treated: Clinic, homeport: Homeport) -> None:
    dict(read_rows(treated, "caseload"))
    consent = {
        "command": "give_disclosure_consent",
        "id": "consent",
        "actor": "mira",
        "client": "c-2",
        "discloser": "the clinic",
        "recipient": "somebody",
        "scope": ["stage"],
        "purpose": "care",
        "expires_on": "2026-12-31",
        "right_to_revoke_explained": True,
        "signed_on": "2026-01-05",
    }
    do(treated, {"command": "retire_staff", "id": "retire", "actor": "admin", "staff": "cole"}, consent)

    rows = dict(read_rows(treated, "caseload"))

    assert [row["requirement_lapsed"] for row in rows.values()] == [["care_team_disciplines"]] * 2
    assert "consent_expiry" in {due["kind"] for due in rows["e-2"]["due"]}
    assert homeport("projections", "verify").status == 0


def test_an_episode_opened_in_error_leaves_the_view(treated: Clinic, homeport: Homeport) -> None:
    dict(read_rows(treated, "caseload"))
    do(treated, step("e-1", "void_episode", OPENED + timedelta(days=9), reason="wrong client"))

    assert list(dict(read_rows(treated, "caseload"))) == ["e-2"]
    assert homeport("projections", "verify").status == 0


def test_a_site_that_was_not_tampered_with_verifies(treated: Clinic, homeport: Homeport) -> None:
    ran = homeport("projections", "verify")

    assert ran.status == 0
    assert ran.out.endswith("and 6 scores compared with the log, up to position 46: all as the log gives them\n")


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (
            """UPDATE view_rows SET row = replace(row, '"open"', '"completed"') WHERE key = 'e-1'""",
            "caseload e-1: stored and replayed differ in status",
        ),
        ("DELETE FROM view_rows WHERE key = 'e-1'", "caseload e-1: the row is missing"),
        ("UPDATE view_rows SET key = 'e-9' WHERE key = 'e-1'", "caseload e-9: there is a row, but no episode for it"),
    ],
)
def test_a_row_that_was_tampered_with_is_found(
    statement: str, says: str, treated: Clinic, homeport: Homeport, tmp_path: Path
) -> None:
    homeport("caseload")
    alter(tmp_path / "site" / "views.db", statement)

    ran = homeport("projections", "verify")

    assert ran.status == 1
    assert says in ran.out


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ('"rfq_r_7":', '"rfq_r_7":1', "rfq-8 rfq_r_7 was recorded as"),
        ('"form_hash":"', '"form_hash":"0', "is not the form that was used"),
        ('"prorated":[]', '"prorated":["certainty"]', "was recorded otherwise"),
        ('"form_version":1', '"form_version":9', "cannot score the answers"),
    ],
)
def test_a_score_that_was_tampered_with_is_found(
    was: str, becomes: str, says: str, treated: Clinic, homeport: Homeport, tmp_path: Path
) -> None:
    (position,) = [
        record.position for record in treated.store.read_stream("episode-e-1") if b'"form":"rfq-8"' in record.data
    ]
    alter(
        tmp_path / "site" / "log.db",
        "UPDATE events SET data = CAST(replace(CAST(data AS TEXT), ?, ?) AS BLOB) WHERE position = ?",
        parameters=(was, becomes, position),
    )

    ran = homeport("projections", "verify", "--json")

    assert ran.status == 1
    assert [one["where"] for one in ran.json["wrong"]] == [f"position {position}"] * len(ran.json["wrong"])
    assert any(says in one["says"] for one in ran.json["wrong"])


def test_the_caseload_as_of_every_position_is_what_the_view_was_then(clinic: Clinic) -> None:
    seen = []
    for line in history(1):
        clinic.execute(read_command(line))
        recorded_at = clinic.store.head().recorded_at
        seen.append((recorded_at, [row for _, row in read_rows(clinic, "caseload")]))

    last_of_each_moment = dict(seen)

    for moment, rows in last_of_each_moment.items():
        assert caseload_as_asked(clinic, Asked(as_at=moment)) == rows


def test_the_caseload_as_true_on_a_day_applies_later_corrections(treated: Clinic) -> None:
    then = caseload_as_asked(treated, Asked(as_of=parse("2026-02-02T23:59:59-08:00").us))

    assert [row["stage"] for row in then] == ["assessment", "assessment"]


def test_a_damaged_view_file_is_a_plain_refusal(treated: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    (tmp_path / "site" / "views.db").write_bytes(b"not a database" * 1_000)

    ran = homeport("caseload")

    assert ran.status == 2
    assert "views.db" in ran.err
    assert "homeport projections rebuild" in ran.err


def test_two_rebuilds_that_meet_leave_the_view_whole(treated: Clinic) -> None:
    class Interrupted(Caseload):
        def row(self, key: str, fold: Fold) -> Row | None:
            rebuild(replaying_readers(treated)["caseload"])
            return super().row(key, fold)

    before = dict(read_rows(treated, "caseload"))

    with pytest.raises(Refused, match="another rebuild of caseload came in between"):
        rebuild(reader_of(treated, Interrupted(treated.store)))

    assert dict(read_rows(treated, "caseload")) == before


def test_what_is_recorded_during_a_rebuild_is_in_it(treated: Clinic, homeport: Homeport) -> None:
    class Overtaken(Caseload):
        def row(self, key: str, fold: Fold) -> Row | None:
            found = super().row(key, fold)
            do(treated, *history(3))
            return found

    rebuild(reader_of(treated, Overtaken(treated.store)))

    assert [key for key, _ in treated.views.rows("caseload")] == ["e-1", "e-2", "e-3"]
    assert homeport("projections", "verify").status == 0


def test_a_log_that_cannot_be_read_is_nothing_to_compare_with(
    treated: Clinic, homeport: Homeport, tmp_path: Path
) -> None:
    treated.close()
    assert homeport("projections", "verify").status == 0
    alter(tmp_path / "site" / "log.db", "UPDATE events SET data = CAST('{garbage' AS BLOB) WHERE position = 12")

    ran = homeport("projections", "verify")

    assert ran.status == 2
    assert "the event at position 12 cannot be read" in ran.err


UNREADABLE = "UPDATE events SET data = CAST('{garbage' AS BLOB) WHERE position = ?"


def test_an_event_that_cannot_be_read_is_named_as_what_is_wrong(
    treated: Clinic, homeport: Homeport, tmp_path: Path
) -> None:
    taken = next(iter(treated.store.read_log(types=["episode.assessment_taken"]))).position
    treated.close()
    alter(tmp_path / "site" / "log.db", UNREADABLE, parameters=[taken])

    ran = homeport("projections", "verify")

    assert ran.status == 1
    assert f"position {taken}: the event cannot be read" in ran.out.splitlines()
    assert f"caseload position {taken}: the event is parked; see homeport parked show {taken}" in ran.out.splitlines()

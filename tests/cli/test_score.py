"""`homeport score` on real files, and on files and options that do not fit."""

import csv
import json
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from adapters.cli.score import score

DATA = Path(__file__).resolve().parents[1] / "data"
ECR = DATA / "ecr36_openpsychometrics_sample.csv"
SPS = DATA / "sps10_cchs_raw_with_official_scores.csv"
ECR_OPTIONS = ("--items", "Q{n}", "--range", "1-5", "--missing", "0,9")
SPS_OPTIONS = ("--items", "item_{n}", "--missing", "6,7,8,9", "--reverse-coded")

app = typer.Typer()
app.command()(score)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def report(*arguments: str | Path) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    data: dict[str, Any] = json.loads(result.stdout)
    return data


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def refused(*arguments: str | Path) -> str:
    """The one plain line with which the command refused."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    line, end = result.stderr.split("\n")
    assert end == ""
    assert line.startswith("homeport: ")
    return line.removeprefix("homeport: ")


@pytest.fixture
def nine(tmp_path: Path) -> Path:
    """Two respondents of the nine-item form; on it, answers all 4 give 4 and 4."""
    path = tmp_path / "nine.csv"
    path.write_text("id,1,2,3,4,5,6,7,8,9\na,4,4,4,4,4,4,4,4,4\nb,7,7,7,7,1,1,1,1,1\n", encoding="utf-8")
    return path


# Real answers


def test_every_official_score_of_the_canadian_survey_is_written_exactly(tmp_path: Path) -> None:
    out = tmp_path / "scores.csv"

    result = run("sps-10", SPS, *SPS_OPTIONS, "--out", out)

    assert result.exit_code == 0
    official, ours = table(SPS), table(out)
    assert len(ours) == len(official) == 217
    for expected, row in zip(official, ours, strict=True):
        assert row["cycle"] == expected["cycle"]
        for name in ("attachment", "social_integration", "reassurance_of_worth", "guidance", "total"):
            score = expected[f"official_{name}"]
            assert row[name] == ("" if score in {"9", "96", "99"} else score)


def test_the_ecr_hangs_together_in_real_answers(tmp_path: Path) -> None:
    out = tmp_path / "scores.csv"

    data = report("ecr", ECR, *ECR_OPTIONS, "--out", out)

    assert data["rows"] == 3000
    assert data["warnings"] == []
    assert data["out"] == str(out)
    for name in ("avoidance", "anxiety"):
        assert data["subscales"][name]["alpha"] > 0.9
        assert data["subscales"][name]["lowest_item_rest"]["r"] > 0.4
    scores = table(out)
    assert list(scores[0]) == ["respondent", "avoidance", "anxiety", "prorated", "not_scorable"]
    assert [row["respondent"] for row in scores] == [row["respondent"] for row in table(ECR)]


def test_answers_that_were_reversed_already_are_warned_of(tmp_path: Path) -> None:
    # Given real answers in which somebody has reversed the items of the key
    reversed_items = {f"Q{item}" for item in (3, 15, 19, 22, 25, 27, 29, 31, 33, 35)}
    rows = table(ECR)
    for row in rows:
        row.update({item: str(6 - int(row[item])) for item in reversed_items if row[item] != "0"})
    path = tmp_path / "reversed.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)

    # When they are scored
    result = run("ecr", path, *ECR_OPTIONS)

    # Then it is done, and said
    assert result.exit_code == 0
    assert "homeport: warning: avoidance: items that run against the rest: 3, 15, 19" in result.stderr
    assert "homeport: warning: anxiety: items that run against the rest: 22 " in result.stderr
    assert "warning" in result.stdout


def test_a_range_that_nobody_used_to_its_end_is_warned_of() -> None:
    data = report("ecr", ECR, "--items", "Q{n}", "--missing", "0")

    assert data["warnings"] == [
        "nobody answered 7: where other responses than 1 to 7 were offered, say so with --range, "
        "or items are reversed wrongly"
    ]


# What is printed


def test_the_report_as_data(nine: Path) -> None:
    assert report("ecr-rs", nine, "--items", "{n}") == {
        "form": "ecr-rs",
        "version": 1,
        "range": [1, 7],
        "rows": 2,
        "subscales": {
            "avoidance": {
                "n": 2,
                "not_scorable": {},
                "mean": 2.5,
                "sd": pytest.approx(4.5**0.5),
                "alpha": pytest.approx(1.0),
                "lowest_item_rest": {"item": "1", "r": pytest.approx(1.0)},
            },
            "anxiety": {
                "n": 2,
                "not_scorable": {},
                "mean": 2.5,
                "sd": pytest.approx(4.5**0.5),
                "alpha": pytest.approx(1.0),
                "lowest_item_rest": {"item": "7", "r": pytest.approx(1.0)},
            },
        },
        "warnings": [],
        "out": None,
    }


def test_the_report_as_a_table(nine: Path) -> None:
    result = run("ecr-rs", nine, "--items", "{n}")

    assert "ecr-rs: 2 respondents, responses 1 to 7" in result.stdout
    cells = [line.split() for line in result.stdout.splitlines() if line.strip().startswith("avoidance")]
    assert cells == [["avoidance", "2", "2.50", "2.12", "1.00", "1.00", "(1)", "0", "0"]]
    assert result.stderr == ""


def test_prorated_and_not_scorable_name_the_scores(tmp_path: Path) -> None:
    path, out = tmp_path / "answers.csv", tmp_path / "scores.csv"
    header = ",".join(f"i{item}" for item in range(1, 25))
    one_missing = ",".join([""] + ["3"] * 23)
    two_missing = ",".join(["", "", "3", "3", "3", "3", "3", "3", "3", ""] + ["3"] * 14)
    path.write_text(f"{header}\n{one_missing}\n{two_missing}\n", encoding="utf-8")

    run("sps-24", path, "--items", "i{n}", "--out", out)

    first, second = table(out)
    assert (first["prorated"], first["not_scorable"]) == ("reliable_alliance;total", "")
    assert second["prorated"] == "attachment"
    assert second["not_scorable"] == "reliable_alliance:too_many_missing;total:too_many_missing"
    assert (second["reliable_alliance"], second["total"]) == ("", "")


def test_an_undeclared_code_costs_the_subscale_and_is_counted(tmp_path: Path, nine: Path) -> None:
    out = tmp_path / "scores.csv"
    nine.write_text(nine.read_text().replace("b,7", "b,8"), encoding="utf-8")

    result = run("ecr-rs", nine, "--items", "{n}", "--out", out)

    assert result.exit_code == 0
    assert "homeport: warning: answers outside 1 to 7 (code 8: 1)" in result.stderr
    assert table(out)[1] == {
        "id": "b",
        "avoidance": "",
        "anxiety": "1",
        "prorated": "",
        "not_scorable": "avoidance:out_of_range",
    }


def test_scores_are_written_unrounded(tmp_path: Path, nine: Path) -> None:
    out = tmp_path / "scores.csv"
    nine.write_text("1,2,3,4,5,6,7,8,9\n1,1,1,1,1,1,1,1,2\n", encoding="utf-8")

    run("ecr-rs", nine, "--items", "{n}", "--out", out)

    assert float(table(out)[0]["anxiety"]) == 4 / 3


def test_a_file_without_an_id_column_gets_none(tmp_path: Path, nine: Path) -> None:
    out = tmp_path / "scores.csv"
    nine.write_text("1,2,3,4,5,6,7,8,9,note\n4,4,4,4,4,4,4,4,4,x\n", encoding="utf-8")

    run("ecr-rs", nine, "--items", "{n}", "--out", out)

    assert out.read_text(encoding="utf-8") == "avoidance,anxiety,prorated,not_scorable\n4,4,,\n"


# Files as people have them

USUAL = "id,1,2,3,4,5,6,7,8,9\na,4,4,4,4,4,4,4,4,4\nb,7,7,7,7,1,1,1,1,1\n"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xef\xbb\xbf" + USUAL.encode(), id="byte order mark"),
        pytest.param(USUAL.replace("\n", "\r\n").encode(), id="Windows line ends"),
        pytest.param(USUAL.replace("\n", "\r").encode(), id="old Macintosh line ends"),
        pytest.param((USUAL + "\n\n  \n").encode(), id="empty lines at the end"),
        pytest.param(("\n" + USUAL).encode(), id="empty line at the top"),
        pytest.param(USUAL.rstrip().encode(), id="no line end at the end"),
        pytest.param(USUAL.replace(",", ";").encode(), id="semicolons"),
        pytest.param(USUAL.replace(",", "\t").encode(), id="tabs"),
        pytest.param(USUAL.replace("4,", '"4",').encode(), id="quoted cells"),
        pytest.param(USUAL.replace(",4", ", 4 ").encode(), id="spaces around"),
        pytest.param(USUAL.replace("b,7", "b,7.0").encode(), id="a whole number with a point"),
        pytest.param(USUAL.replace("\n", ",,\n").encode(), id="empty columns at the right"),
        pytest.param(USUAL.replace("\n", ",id\n").encode(), id="two columns with one name"),
        pytest.param(
            b"id,9,8,7,6,5,4,3,2,1\na,4,4,4,4,4,4,4,4,4\nb,1,1,1,1,1,7,7,7,7\n",
            id="items in another order",
        ),
    ],
)
def test_the_same_answers_give_the_same_scores_however_they_are_written(
    content: bytes, tmp_path: Path, nine: Path
) -> None:
    out = tmp_path / "scores.csv"
    nine.write_bytes(content)

    result = run("ecr-rs", nine, "--items", "{n}", "--out", out)

    assert result.exit_code == 0
    assert out.read_text(encoding="utf-8") == "id,avoidance,anxiety,prorated,not_scorable\na,4,4,,\nb,1,1,,\n"


@pytest.mark.parametrize(
    ("cell", "missing"), [("", ""), (" ", ""), ("0", "0,9"), ("-9", "-9"), ("-9.0", "-9"), ("NA", "0, NA")]
)
def test_a_blank_and_a_declared_code_are_missing(cell: str, missing: str, nine: Path) -> None:
    nine.write_text(nine.read_text().replace("b,7", f"b,{cell}"), encoding="utf-8")

    data = report("ecr-rs", nine, "--items", "{n}", "--missing", missing)

    assert data["subscales"]["avoidance"]["not_scorable"] == {"too_many_missing": 1}
    assert data["subscales"]["anxiety"]["n"] == 2
    assert data["warnings"] == []


def test_a_respondent_who_answered_nothing_keeps_a_row(tmp_path: Path, nine: Path) -> None:
    out = tmp_path / "scores.csv"
    nine.write_text(nine.read_text().replace("a,4,4,4,4,4,4,4,4,4", "a,,,,,,,,,"), encoding="utf-8")

    run("ecr-rs", nine, "--items", "{n}", "--out", out)

    assert [row["id"] for row in table(out)] == ["a", "b"]


def test_scoring_again_replaces_the_scores(tmp_path: Path, nine: Path) -> None:
    out = tmp_path / "scores.csv"
    out.write_text("old", encoding="utf-8")

    run("ecr-rs", nine, "--items", "{n}", "--out", out)
    once = out.read_bytes()
    run("ecr-rs", nine, "--items", "{n}", "--out", out)

    assert once.startswith(b"id,avoidance")
    assert out.read_bytes() == once
    assert sorted(path.name for path in tmp_path.iterdir()) == ["nine.csv", "scores.csv"]


# Refusals


def test_an_unknown_form_is_answered_with_the_forms_there_are(nine: Path) -> None:
    assert refused("phq-9", nine, "--items", "{n}") == (
        "there is no form 'phq-9'; the forms are ecr, ecr-r, ecr-rs, ecr-s, ments, rfq-8, sps-10, sps-24"
    )


def test_all_columns_that_are_not_there_are_named(nine: Path) -> None:
    nine.write_text("id,Q1,Q2,Q4,Q5,Q6,Q7,Q9\n", encoding="utf-8")

    assert refused("ecr-rs", nine, "--items", "Q{n}") == (
        f"{nine}: no column Q3, Q8: say with --items how the columns are named"
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b"\n \n", "the file is empty"),
        (b'""\n', "the file is empty"),
        (b"a,4,4,4,4,4,4,4,4,4\n", "no column 1, 2, 3, 5, 6, 7, 8, 9: say with --items"),
        (b"id,1,2,3,4,5,6,7,8,9\n", "no answers, only a header"),
        (b"id,1,2,3,4,5,6,7,8,9,9,2\na,4,4,4,4,4,4,4,4,4,4,4\n", "more than one column 2, 9"),
        (b"id,1,2,3,4,5,6,7,8,9\na,4,4,4\n", "line 2: 4 cells where the header has 10"),
        (b"id,1,2,3,4,5,6,7,8,9\na,4,4,4,4,4,4,4,4,4,4\n", "line 2: 11 cells where the header has 10"),
        (
            b"id,1,2,3,4,5,6,7,8,9\na,4,4,4,4,4,4,4,4,4\nb,4,4,4,4,4,x,4,4,4\n",
            "line 3, column 6: not",
        ),
        (b"id,1,2,3,4,5,6,7,8,9\na,4,4,4,4,4,4,4,4,4.5\n", "line 2, column 9: not a whole number"),
        (b"id,1,2,3,4,5,6,7,8,9\na,4,4,4,4,4,4,4,4," + b"9" * 5000, "line 2, column 9: not a whole"),
        (b'id,1,2,3,4,5,6,7,8,9\na,4,4,4,4,4,4,4,4,"4\n', "not well-formed CSV at line 2"),
        (b"id,1,2,3,4,5,6,7,8,9\n\xe9,4,4,4,4,4,4,4,4,4\n", "not text in UTF-8"),
        (USUAL.encode("utf-16"), "not text in UTF-8"),
        (bytes(range(256)), "not text in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_scored_is_refused(content: bytes, says: str, nine: Path) -> None:
    nine.write_bytes(content)

    assert refused("ecr-rs", nine, "--items", "{n}").startswith(f"{nine}: {says}")


def test_a_refusal_never_quotes_what_a_cell_holds(nine: Path) -> None:
    nine.write_text(nine.read_text().replace("b,7", "b,Jane Doe"), encoding="utf-8")

    assert "Jane" not in refused("ecr-rs", nine, "--items", "{n}")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--items", "Q"), "--items names the items' columns with {n}"),
        (
            ("--items", "{n}", "--range", "five"),
            "--range is the lowest and the highest response",
        ),
        (("--items", "{n}", "--range", "5-1"), "a response range goes from a lower to a higher number"),
        (
            ("--items", "{n}", "--missing", "0,7"),
            "--missing 7: a response within 1 to 7",
        ),
    ],
)
def test_options_that_make_no_sense_are_refused(options: tuple[str, ...], says: str, nine: Path) -> None:
    assert refused("ecr-rs", nine, *options).startswith(says)


def test_a_recoded_form_has_one_range_only(nine: Path) -> None:
    assert refused("rfq-8", nine, "--items", "{n}", "--range", "1-5") == (
        "rfq-8 is scored on responses 1 to 7 only"
    )


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    assert "No such file" in refused("ecr", tmp_path / "none.csv", "--items", "Q{n}")
    assert "s a directory" in refused("ecr", tmp_path, "--items", "Q{n}")


def test_an_out_that_cannot_be_written_is_refused_before_anything_is_read(tmp_path: Path, nine: Path) -> None:
    absent = tmp_path / "absent"
    usual = ("ecr-rs", nine, "--items", "{n}", "--out")

    assert refused(*usual, absent / "scores.csv") == (
        f"cannot write {absent / 'scores.csv'}: there is no folder {absent}"
    )
    assert refused(*usual, tmp_path) == f"cannot write {tmp_path}: it is a folder"
    assert refused(*usual, nine) == f"cannot write {nine}: it is the file of answers"
    assert nine.read_text(encoding="utf-8") == USUAL


def test_a_refusal_leaves_the_scores_that_were_there(tmp_path: Path, nine: Path) -> None:
    out = tmp_path / "scores.csv"
    out.write_text("old", encoding="utf-8")
    nine.write_text(nine.read_text().replace("b,7", "b,often"), encoding="utf-8")

    refused("ecr-rs", nine, "--items", "{n}", "--out", out)

    assert out.read_text(encoding="utf-8") == "old"


@pytest.fixture
def almost_full_disk() -> Iterator[None]:
    """No file may grow beyond 10 bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_without_room_fails_and_leaves_the_scores_that_were_there(
    tmp_path: Path, nine: Path, request: pytest.FixtureRequest
) -> None:
    out = tmp_path / "scores.csv"
    out.write_text("old", encoding="utf-8")
    request.getfixturevalue("almost_full_disk")

    result = run("ecr-rs", nine, "--items", "{n}", "--out", out)

    assert result.exit_code == 1
    assert result.stderr.startswith(f"homeport: cannot write {out}: ")
    assert out.read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["nine.csv", "scores.csv"]

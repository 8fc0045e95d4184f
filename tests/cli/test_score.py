"""`homeport score` on real answers, and on files as people have them."""

import csv
import json
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
USUAL = "id,1,2,3,4,5,6,7,8,9\na,4,4,4,4,4,4,4,4,4\nb,7,7,7,7,1,1,1,1,1\n"

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


@pytest.fixture
def nine(tmp_path: Path) -> Path:
    """Two respondents of the nine-item form: one scores 4 and 4, the other 1 and 1."""
    path = tmp_path / "nine.csv"
    path.write_text(USUAL, encoding="utf-8")
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

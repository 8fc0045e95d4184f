"""`homeport score` on files and options that do not fit: one plain line, and nothing lost."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from adapters.cli.score import score

USUAL = "id,1,2,3,4,5,6,7,8,9\na,4,4,4,4,4,4,4,4,4\nb,7,7,7,7,1,1,1,1,1\n"

app = typer.Typer()
app.command()(score)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


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
    """Two respondents of the nine-item form: one scores 4 and 4, the other 1 and 1."""
    path = tmp_path / "nine.csv"
    path.write_text(USUAL, encoding="utf-8")
    return path


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
        (("--items", "{n}", "--missing", "0,x,0;9"), "--missing 0;9,x: no number, and no answer in "),
    ],
)
def test_options_that_make_no_sense_are_refused(options: tuple[str, ...], says: str, nine: Path) -> None:
    assert refused("ecr-rs", nine, *options).startswith(says)


def test_a_recoded_form_has_one_range_only(nine: Path) -> None:
    assert refused("rfq-8", nine, "--items", "{n}", "--range", "1-5") == ("rfq-8 is scored on responses 1 to 7 only")


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


@contextmanager
def almost_full_disk() -> Iterator[None]:
    """No file may grow beyond 10 bytes. Held no longer than the command: the report of the tests may be a file too."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_without_room_fails_and_leaves_the_scores_that_were_there(tmp_path: Path, nine: Path) -> None:
    out = tmp_path / "scores.csv"
    out.write_text("old", encoding="utf-8")

    with almost_full_disk():
        result = run("ecr-rs", nine, "--items", "{n}", "--out", out)

    assert result.exit_code == 1
    assert result.stderr.startswith(f"homeport: cannot write {out}: ")
    assert out.read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["nine.csv", "scores.csv"]

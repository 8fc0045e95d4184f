"""Scores the answers of one file, and writes one row a respondent where that was asked for."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from errno import EDQUOT, EFBIG, EIO, ENOSPC
from io import StringIO
from pathlib import Path
from typing import Final, Self

from adapters.cli.score_answers import AnswersFile, BadAnswers, Codes
from workflows.instruments.form import Range, load_form
from workflows.instruments.keying import Key, key_for
from workflows.instruments.scoring import Scores, score_as_found
from workflows.instruments.summary import Summary

_MACHINE_ERRORS: Final = frozenset({EDQUOT, EFBIG, EIO, ENOSPC})
"""What no other command line would have mended."""


class Stop(Exception):
    """The command ends here: refused (`exit_code` 2) or failed (1). The message is one plain line."""

    def __init__(self, message: str, exit_code: int = 2) -> None:
        super().__init__(message)
        self.exit_code = exit_code


@dataclass(frozen=True, slots=True)
class Task:
    """What was asked for, checked as far as it can be without reading the answers."""

    key: Key
    file: Path
    items: str
    missing: frozenset[str]
    reverse_coded: bool
    out: Path | None

    @classmethod
    def from_options(
        cls,
        form: str,
        file: Path,
        items: str,
        response_range: str | None,
        missing: str,
        reverse_coded: bool,
        out: Path | None,
    ) -> Self:
        """Reads the options as they were typed. Raises `Stop` and `InstrumentError`."""
        key = key_for(load_form(form), _range(response_range))
        if "{n}" not in items:
            raise Stop("--items names the items' columns with {n} for the item's number, such as 'Q{n}'")
        codes = frozenset(code.strip() for code in missing.split(",")) - {""}
        if answers := sorted(codes.intersection(map(str, key.allowed))):
            low, high = key.response_range
            raise Stop(f"--missing {','.join(answers)}: a response within {low} to {high} is not a missing answer")
        if out is not None:
            _check_out(out, file)
        return cls(key, file, items, codes, reverse_coded, out)


def score_file(task: Task) -> Summary:
    """Scores every respondent; the scores are written only when all of them could be read. Raises `Stop`."""
    codes = Codes(task.missing, task.key.response_range if task.reverse_coded else None)
    try:
        with task.file.open(encoding="utf-8-sig", newline="") as lines:
            answers = AnswersFile(lines, task.key.form.items, task.items, codes)
            summary, scored = _score(task.key, answers)
    except BadAnswers as error:
        raise Stop(f"{task.file}: {error}") from None
    except OSError as error:
        raise _stop("read", task.file, error) from None
    if not summary.rows:
        raise Stop(f"{task.file}: no answers, only a header")
    if codes.unseen:
        raise Stop(f"--missing {','.join(codes.unseen)}: no number, and no answer in {task.file} is that")
    if task.out is not None:
        try:
            _write_whole(task.out, scored)
        except OSError as error:
            raise _stop("write", task.out, error) from None
    return summary


def _score(key: Key, answers: AnswersFile) -> tuple[Summary, str]:
    summary = Summary(key)
    scored = StringIO(newline="")
    writer = csv.writer(scored, lineterminator="\n")
    has_id = answers.id_name is not None
    writer.writerow([answers.id_name] * has_id + [*key.form.score_names, "prorated", "not_scorable"])
    for first_cell, given in answers:
        scores = score_as_found(key, given)
        summary.add(given, scores)
        writer.writerow([first_cell] * has_id + list(_cells(scores)))
    return summary, scored.getvalue()


def _cells(scores: Scores) -> Iterator[str]:
    for value in scores.values.values():
        yield "" if value is None else str(int(value)) if value.is_integer() else repr(value)
    yield ";".join(scores.prorated)
    yield ";".join(f"{name}:{reason}" for name, reason in scores.not_scorable.items())


def _range(text: str | None) -> Range | None:
    if text is None:
        return None
    match = re.fullmatch(r"([0-9]{1,4})-([0-9]{1,4})", text.strip())
    if match is None:
        raise Stop("--range is the lowest and the highest response, such as 1-5")
    return int(match[1]), int(match[2])


def _check_out(out: Path, file: Path) -> None:
    if out.is_dir():
        raise Stop(f"cannot write {out}: it is a folder")
    if not out.parent.is_dir():
        raise Stop(f"cannot write {out}: there is no folder {out.parent}")
    if out.exists() and file.exists() and out.samefile(file):
        raise Stop(f"cannot write {out}: it is the file of answers")


def _stop(deed: str, path: Path, error: OSError) -> Stop:
    return Stop(f"cannot {deed} {path}: {error.strerror}", 1 if error.errno in _MACHINE_ERRORS else 2)


def _write_whole(out: Path, text: str) -> None:
    """Writes all of it or leaves what was there; a device or a pipe is written to directly."""
    if out.exists() and not out.is_file():
        out.write_text(text, encoding="utf-8", newline="")
        return
    target = out.resolve()
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)

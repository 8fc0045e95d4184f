"""`homeport score` on 50,000 rows of ECR answers, the whole process, over reading the file with `csv`."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from adapters.simulation.answers import answers_to
from adapters.simulation.chances import dice_for
from adapters.simulation.profile import a_profile
from benchmarks.processes import HOMEPORT, run
from benchmarks.rounds import line
from workflows.instruments.form import load_form

ROWS, COPIES, ROUNDS = 50_000, 10, 3
READ = "import csv, sys; sum(1 for row in csv.DictReader(open(sys.argv[1], newline='')))"


def measure(folder: Path) -> Iterator[str]:
    answers, dice = folder / "answers.csv", dice_for("score")
    people = [list(answers_to("ecr", a_profile(dice).start, dice, 0.01).values()) for _ in range(ROWS // COPIES)]
    with answers.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([f"Q{item}" for item in load_form("ecr").items])
        writer.writerows(people * COPIES)

    score = (HOMEPORT, "score", "ecr", str(answers), "--items", "Q{n}", "--out")
    times: dict[str, list[float]] = {"read": [], "score": []}
    for _ in range(ROUNDS):
        times["read"].append(run(sys.executable, "-c", READ, str(answers)).seconds / ROWS)
        times["score"].append(run(*score, str(folder / "scores.csv")).seconds / ROWS)

    yield line("read with csv alone", times["read"], times["read"], "rows")
    yield line("homeport score", times["score"], times["read"], "rows")
    yield f"{ROWS:,} rows scored in {min(times['score']) * ROWS:.1f} to {max(times['score']) * ROWS:.1f} s"

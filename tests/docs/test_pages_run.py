"""The shell of the pages runs, on the site that the example script leaves behind, and prints what they show.

A block whose every line is a line of the script is an excerpt of it. The others are run page by page, in order,
in a folder that holds a copy of the script's site as `clinic`. In a block of output, `…` stands for anything.
"""

import re
import shutil
from pathlib import Path

import pytest

from tests.docs.conftest import Example
from tests.docs.pages import DOCS, SCRIPT, blocks, logical_lines, name_of
from tests.docs.shell import as_told, run

PAGES = [page for page in sorted(DOCS.glob("*.md")) if blocks(page, "sh")]
SCRIPT_LINES = set(logical_lines(SCRIPT.read_text()))


def is_excerpt(block: str) -> bool:
    return set(logical_lines(block)) <= SCRIPT_LINES


def is_printed(line: str, out: str) -> bool:
    pattern = r"\s+".join(map(re.escape, line.split())).replace("…", ".*")
    return re.search(pattern, out) is not None


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_commands_of_the_page_run_and_print_what_it_shows(page: Path, example: Example, tmp_path: Path) -> None:
    shutil.copytree(example.data, tmp_path / "clinic")
    shell = "\n".join(as_told(block) for block in blocks(page, "sh") if not is_excerpt(block))

    ran = run(shell, tmp_path, HOMEPORT_DATA="clinic", HOMEPORT_ACTOR="s-mara")

    assert ran.status == 0, ran.out
    out = example.ran.out + ran.out
    shown = [line for block in blocks(page, "text") for line in block.splitlines()]
    assert [line for line in shown if not is_printed(line, out)] == []

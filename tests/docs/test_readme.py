"""Every shell command in README.md is run."""

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, blocks, logical_lines
from tests.docs.shell import as_told, run

README = ROOT / "README.md"
MAKE = [line for block in blocks(README, "sh") for line in logical_lines(block) if line.startswith("make")]
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_the_readme_has_commands() -> None:
    assert blocks(README, "sh")
    assert MAKE


@pytest.mark.parametrize("line", MAKE)
def test_a_make_command_is_a_target_of_the_makefile(line: str) -> None:
    program, *targets = line.split()

    assert program == "make"
    assert set(targets) <= TARGETS


def test_the_commands_of_the_readme_run_in_an_empty_folder(tmp_path: Path) -> None:
    shell = as_told("\n".join(blocks(README, "sh")))
    instead = re.sub(r"^make demo$", "homeport demo", shell, flags=re.MULTILINE)  # what the target runs
    ran = run(re.sub(r"^make .*$", "", instead, flags=re.MULTILINE), tmp_path)

    assert ran.status == 0, ran.out
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    left = [f"{made.name}/" for made in tmp_path.iterdir()]
    assert left
    assert [folder for folder in left if not any(fnmatch(folder, line) for line in ignored)] == []

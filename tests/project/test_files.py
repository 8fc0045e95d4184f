"""What may lie in the repository, and what may not."""

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATTERNS = [line for line in (ROOT / ".gitignore").read_text().splitlines() if line and line[0] != "#"]

REGISTRY = re.compile(r"\b(pypi|pythonhosted|npmjs)\.[a-z]|--(extra-index|index|find)-[a-z]+[ =]")
HOME = re.compile(r"(?<![\w.])(/home|/Users|/root)/[a-z]|\b[A-Z]:\\Users\b")


def ignored(name: str) -> bool:
    return any(fnmatch(name, pattern.rstrip("/")) for pattern in PATTERNS)


def ours(folder: Path = ROOT) -> Iterator[Path]:
    """Every file of the project: all but what `.gitignore` names."""
    for path in sorted(folder.iterdir()):
        if path.name == ".git" or ignored(path.name):
            continue
        if path.is_dir():
            yield from ours(path)
        else:
            yield path


@pytest.mark.parametrize("pattern", [REGISTRY, HOME], ids=["registry", "home"])
def test_no_file_names_a_registry_or_a_home(pattern: re.Pattern[str]) -> None:
    found = [str(path) for path in ours() if pattern.search(path.read_text(errors="replace"))]

    assert found == []


@pytest.mark.parametrize("name", ["homeport-data", "homeport-demo", "homeport-demo-7"])
def test_clinical_data_and_keys_stay_out(name: str) -> None:
    assert ignored(name)


@pytest.mark.parametrize("tool", ["import_linter", "mypy", "pytest", "ruff"])
def test_caches_stay_out(tool: str) -> None:
    assert ignored(f".{tool}_cache")


@pytest.mark.parametrize("name", [".venv", ".hypothesis", "__pycache__"])
def test_what_is_made_on_the_way_stays_out(name: str) -> None:
    assert ignored(name)

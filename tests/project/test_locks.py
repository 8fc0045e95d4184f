"""The locks: whole, hashed, and free of addresses."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
ENTRY = re.compile(r"[a-z0-9-]+(\[[a-z,]+\])?==[^\s;]+( ; [^\\]+?)?(\s+--hash=sha256:[0-9a-f]{64})+")
LOCKS = {path.stem: path.read_text() for path in (ROOT / "requirements").glob("*.txt")}


def entries(lock: str) -> list[str]:
    """One string a locked package: its pin, its marker and its hashes."""
    return LOCKS[lock].replace("\\\n", "").splitlines()


def pins(lock: str) -> set[Requirement]:
    return {Requirement(entry.split("--hash", 1)[0]) for entry in entries(lock)}


@pytest.mark.parametrize("lock", ["runtime", "server", "dev", "e2e", "bench"])
def test_every_locked_package_has_one_version_and_its_hashes(lock: str) -> None:
    for entry in entries(lock):
        assert ENTRY.fullmatch(entry)


@pytest.mark.parametrize("lock", ["runtime", "server", "dev", "e2e", "bench"])
def test_no_lock_says_where_a_package_is_fetched(lock: str) -> None:
    assert "://" not in LOCKS[lock]
    assert not re.search(r"^\s*-(?!-hash=)", LOCKS[lock], re.MULTILINE)


@pytest.mark.parametrize(
    ("smaller", "larger"), [("runtime", "server"), ("server", "dev"), ("dev", "e2e"), ("dev", "bench")]
)
def test_each_larger_set_holds_the_whole_smaller_one(smaller: str, larger: str) -> None:
    assert pins(smaller) <= pins(larger)


@pytest.mark.parametrize(
    ("lock", "groups"),
    [
        ("runtime", ["build"]),
        ("server", ["build", "traces"]),
        ("dev", ["build", "traces", "dev"]),
        ("e2e", ["build", "traces", "dev", "e2e"]),
        ("bench", ["build", "traces", "dev", "bench"]),
    ],
)
def test_every_declared_dependency_is_locked_at_a_version_it_allows(lock: str, groups: list[str]) -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*declared["project"]["dependencies"]]
    of_groups = declared["dependency-groups"] | declared["project"]["optional-dependencies"]
    for group in groups:
        wanted += of_groups[group]

    for requirement in map(Requirement, wanted):
        versions = {str(pin.specifier)[2:] for pin in pins(lock) if pin.name == requirement.name}
        assert any(requirement.specifier.contains(version) for version in versions), requirement

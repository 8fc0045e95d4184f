"""A site is made once, in a folder of its own, or nothing of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, refused

Homeport = Callable[..., Ran]


def test_a_site_is_made_once_in_an_empty_folder(homeport: Homeport, tmp_path: Path) -> None:
    where = ("--data", tmp_path / "new")

    made = homeport("site", "init", "--name", "Harbour House", "--time-zone", "Europe/Madrid", *where, "--json")

    assert (made.status, made.json["site"]) == (0, "harbour-house")
    refused(homeport("site", "init", "--name", "Other", "--time-zone", "UTC", *where), "holds a site already")
    shown = homeport("site", "show", *where, "--json").json
    assert (shown["time_zone"], shown["synthetic"], shown["events"]) == ("Europe/Madrid", False, 3)


def test_a_site_that_cannot_be_made_leaves_nothing_behind(homeport: Homeport, tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "notes.txt").write_text("mine")
    (tmp_path / "file").write_text("")

    refused(homeport("site", "init", "--name", "A", "--time-zone", "UTC", "--data", full), "not empty")
    refused(
        homeport("site", "init", "--name", "A", "--time-zone", "UTC", "--data", tmp_path / "file" / "x"),
        "cannot be written",
    )
    refused(
        homeport("site", "init", "--name", "A", "--time-zone", "Mars/X", "--data", tmp_path / "mars"),
        "--time-zone is not an IANA",
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "full"]


def test_a_folder_without_a_site_says_how_to_make_one(homeport: Homeport, tmp_path: Path) -> None:
    refused(homeport("episode", "show", "e1", "--data", tmp_path / "nothing"), "homeport site init")


@pytest.mark.parametrize(("name", "zone"), [("", "UTC"), ("  ", "UTC"), ("A", "")])
def test_a_site_without_a_name_or_a_zone_is_refused(homeport: Homeport, tmp_path: Path, name: str, zone: str) -> None:
    refused(homeport("site", "init", "--name", name, "--time-zone", zone, "--data", tmp_path / "new"))
    assert not (tmp_path / "new").exists()

"""What lies beside the log comes back with it: drafts, one-time links, accounts, webhooks, loaded wording."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.clinic import Clinic
from adapters.drafts import Drafts, Place
from adapters.identity.identity import Identity
from adapters.one_time import Links, Questionnaire, Rows
from adapters.webhooks.endpoints import Target
from adapters.wording import wording
from tests.cli.conftest import Ran
from tests.wording.made_up import questionnaire
from workflows.instruments.form import load_form

Homeport = Callable[..., Ran]
PLACE = Place("mira", "c-1", "e-1", "note")


@pytest.fixture
def beside(treated: Clinic, homeport: Homeport, tmp_path: Path) -> Clinic:
    """The site with a draft, a link, an account and wording."""
    file = tmp_path / "rfq-8.json"
    file.write_text(json.dumps(questionnaire()))
    homeport("form", "load", file)
    drafts, rows = Drafts(treated.storage, treated.keys, treated.clock), Rows(treated)
    identity = Identity(treated.storage, treated.clock)
    drafts.save(PLACE, {"text": "CANARY begun"}, window="w1")
    Links(rows).issue(Questionnaire("e-1", "rfq-8", "interim"), "mira")
    identity.accounts.add("mira", "mira", "hashed")
    treated.webhooks.add("wh-1", Target("https://subscriber.example/hooks", False, ("whsec_AAAA",)))
    for opened in (drafts, rows, identity):
        opened.close()
    return treated


def test_it_all_comes_back(beside: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    assert homeport("backup", tmp_path / "backup").status == 0
    assert homeport("restore", tmp_path / "backup", "--data", tmp_path / "again").status == 0

    with Clinic(tmp_path / "again") as clinic:
        said = wording(clinic, load_form("rfq-8"), "en")
        drafts, rows = Drafts(clinic.storage, clinic.keys, clinic.clock), Rows(clinic)
        identity = Identity(clinic.storage, clinic.clock)
        kept = [draft.content for draft in drafts.of_form(PLACE)]
        webhook = clinic.webhooks.target("wh-1")
        links, accounts = Links(rows).of_episode("e-1"), identity.accounts.all()
        for opened in (drafts, rows, identity):
            opened.close()

    assert said is not None
    assert said.items["1"] == "Invented sentence 1."
    assert kept == [{"text": "CANARY begun"}]
    assert [link.asks.form for link in links] == ["rfq-8"]
    assert [account.name for account in accounts] == ["mira"]
    assert webhook.secrets == ("whsec_AAAA",)


@pytest.mark.parametrize("name", ["wording/../../escaped.json", "/etc/passwd", "wording/sub/x.json", "other.db"])
def test_a_manifest_that_names_another_file_is_refused(
    beside: Clinic, homeport: Homeport, tmp_path: Path, name: str
) -> None:
    homeport("backup", tmp_path / "backup")
    manifest = tmp_path / "backup" / "manifest.json"
    held = json.loads(manifest.read_text())
    held["files"][name] = held["files"]["site.json"]
    manifest.write_text(json.dumps(held))

    ran = homeport("restore", tmp_path / "backup", "--data", tmp_path / "again")

    assert ran.status == 2
    assert "manifest.json is damaged" in ran.err
    assert not (tmp_path / "again").exists()

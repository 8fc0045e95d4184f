"""The disk fills up under a running server, and is given room again."""

import resource
from pathlib import Path

import pytest

from adapters.clinic import Clinic
from adapters.identity.identity import Identity
from tests.histories import CANARY, history
from tests.http.browser import form_of
from tests.http.clinic import MORNING, Clock, found, records, told
from tests.http.conftest import HASHED
from tests.telemetry.serving import Serving

CONTACT = "/episodes/e-1/record/contact"
NOTE = f"{CANARY} talked for an hour"
TOLD = {"person": "e-1-friend", "how": "phone", "begun_by": "client", "purpose": "craving", "outcome": "supported"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A site that is not served yet."""
    with found(tmp_path / "site", Clock(MORNING)) as clinic:
        told(clinic, history(1))
        identity = Identity(clinic.storage, clinic.clock)
        identity.accounts.add("cole", "cole", HASHED, must_change=False)
        identity.close()
        assert records(clinic, "episode-e-1").count("episode.contact_made") == 2
    return tmp_path / "site"


def test_nothing_is_half_done_what_was_typed_is_there_and_it_goes_on_once_there_is_room(folder: Path) -> None:
    with Serving(folder) as serving:
        serving.sign_in("cole")
        form = {**form_of(serving.browser.get(CONTACT).text, CONTACT), **TOLD, "note": NOTE}

        soft, hard = resource.prlimit(serving.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(serving.process.pid, resource.RLIMIT_FSIZE, (1, hard))
        page = serving.browser.post(CONTACT, data=form)
        assert (page.status_code, page.headers["retry-after"]) == (503, "5")
        again = form_of(page.text, CONTACT)
        assert again["note"] == [NOTE]

        resource.prlimit(serving.process.pid, resource.RLIMIT_FSIZE, (soft, hard))
        for _ in range(2):
            assert serving.browser.post(CONTACT, data=again).url.path == "/episodes/e-1"

    with Clinic(folder) as clinic:
        assert records(clinic, "episode-e-1").count("episode.contact_made") == 3
    assert serving.lines("incident")
    assert CANARY not in serving.logged

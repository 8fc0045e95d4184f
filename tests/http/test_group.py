"""A group session: in every episode or in none, each with its own remark, and each refusal beside its row."""

from adapters.clinic import Clinic
from events.practice import GroupAttended
from tests.histories import intake
from tests.http.browser import Browser
from tests.http.clinic import told

PAGE = "/groups/new"


def attended(clinic: Clinic, episode: str) -> list[GroupAttended]:
    return [event for _, event in clinic.opened(f"episode-{episode}") if isinstance(event, GroupAttended)]


def mapped(clinic: Clinic, number: int) -> None:
    """Takes another client as far as the first, so that both may take part in a group."""
    from tests.histories import baselines  # noqa: PLC0415

    told(clinic, intake(number))
    told(clinic, baselines(number))


def test_a_session_stands_in_every_episode_with_its_own_remark(browser: Browser, clinic: Clinic) -> None:
    mapped(clinic, 3)
    browser.signed_in("cole").get(PAGE)
    browser.send(PAGE, topic="Asking for help", minutes="60", attended=["e-1", "e-3"], **{"remark-e-3": "Spoke first."})

    assert browser.page.url.path == "/"
    assert "Group session recorded" in browser.text()
    (one,), (other,) = attended(clinic, "e-1"), attended(clinic, "e-3")
    assert (one.topic, one.remark, other.remark) == ("asking_for_help", None, "Spoke first.")
    assert one.session == other.session
    assert one.participants == 2
    assert one.module is None


def test_a_refusal_names_each_episode_beside_its_row_and_records_nothing(browser: Browser, clinic: Clinic) -> None:
    told(clinic, intake(3))
    browser.signed_in("cole").get(PAGE)
    browser.send(
        PAGE,
        topic="help",
        attended=["e-1", "e-2", "e-3"],
        **{"remark-e-2": "Came late.", "remark-e-1": "Listened."},
    )

    assert browser.page.status_code == 422
    assert "at assessment" in browser.problem("e-2")
    assert "at assessment" in browser.problem("e-3")
    assert browser.problem("e-1") == ""
    form = browser.form(PAGE)
    assert sorted(form["attended"]) == ["e-1", "e-2", "e-3"]
    assert form["remark-e-2"] == ["Came late."]
    assert form["remark-e-1"] == ["Listened."]
    assert form["topic"] == ["help"]
    assert attended(clinic, "e-1") == []

    browser.send(PAGE, attended=["e-1"])
    assert len(attended(clinic, "e-1")) == 1


def test_a_remark_that_is_too_long_is_told_beside_its_row(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("cole").get(PAGE)
    browser.send(PAGE, topic="help", attended=["e-1"], **{"remark-e-1": "word " * 5_000})

    assert browser.problem("e-1") == "At most 20000 characters, please; this is longer."
    assert len(browser.form(PAGE)["remark-e-1"][0]) > 20_000


def test_what_is_missing_is_told_beside_its_field(browser: Browser) -> None:
    browser.signed_in("cole").get(PAGE)
    browser.send(PAGE, attended=["e-1"], minutes="long")
    assert browser.problem("topic") == "Please fill this in."
    assert browser.problem("minutes") == "A whole number, please."

    browser.send(PAGE, topic="help", minutes="60", attended=[])
    assert "Please choose who took part." in browser.text()


def test_nobody_reaches_beyond_the_episodes_that_they_may_see(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("cora").get(PAGE)
    assert "CANARY" not in browser.text()
    browser.send(PAGE, topic="help", attended=["e-1"])

    assert browser.page.status_code == 422
    assert attended(clinic, "e-1") == []
    assert browser.signed_in("audra").get(PAGE).status_code == 403

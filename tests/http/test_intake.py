"""Admitting somebody: find or register them, open an episode, and go through intake on one page."""

from datetime import timedelta

from adapters.clinic import Clinic
from tests.histories import OPENED, step
from tests.http.browser import Browser
from tests.http.clinic import records, told
from workflows.aiat.deciding.rules import episode_stream
from workflows.aiat.episode import Episode

PAGE = "/episodes/e-2/intake"


def state(clinic: Clinic, episode: str) -> Episode:
    found: Episode = clinic.engine.load(episode_stream(episode)).state
    return found


def test_a_client_is_registered_and_goes_through_intake(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("ines").get("/clients")
    browser.send("/clients", name="Robin Example", chosen_name="Robin", birth_date="not a date")
    assert browser.problem("birth_date") == "A date, please, such as 2026-03-02."
    assert browser.form("/clients")["name"] == ["Robin Example"]
    browser.send("/clients", birth_date="2990-02-03")
    assert browser.problem("birth_date") == "Not after 20 Feb 2026, please: that is the day on which this happened."
    browser.send("/clients", birth_date="1990-02-03")
    assert "The client is registered." in browser.text()
    assert "3 Feb 1990" in browser.text()
    browser.send(f"{browser.page.url.path}/episodes")
    page = browser.page.url.path
    assert page.endswith("/intake")

    browser.send(f"{page}/consent", **{"consent-signed_on": "2026-02-20", "consent-explained": "yes"})
    browser.send(
        f"{page}/safety-screen",
        **{
            "safety-screen-safe_now": "yes",
            "safety-screen-choices_explained": "yes",
            "safety-screen-grounds": "Cold water\nWalking",
        },
    )
    browser.send(f"{page}/substance", **{"substance-substance": "alcohol", "substance-relieves": ["shame", "grief"]})
    browser.send(f"{page}/attachment-history", **{"attachment-history-disruptions": ["declined"]})
    browser.send(f"{page}/care-team", **{"care-team-members": ["cole"]})
    assert "The care team lacks mental health" in browser.text()
    browser.send(f"{page}/care-team", **{"care-team-members": ["cole", "mira"]})

    assert "Everything for intake is there." in browser.text()
    assert browser.text().count("✓ Done") == 5


def test_an_episode_opened_in_error_is_led_on_by_nothing(browser: Browser, clinic: Clinic) -> None:
    told(clinic, [step("e-2", "void_episode", OPENED + timedelta(days=5), reason="wrong client")])

    assert "Go on to the next step" not in browser.signed_in("cole").get(PAGE).text


def test_a_section_refused_keeps_what_was_typed_in_it(browser: Browser, clinic: Clinic) -> None:
    before = records(clinic, "episode-e-2")
    browser.signed_in("cole").get(PAGE)
    browser.send(f"{PAGE}/safety-screen", **{"safety-screen-overwhelms": "Loud rooms"})

    assert browser.page.status_code == 422
    assert browser.problem("safety-screen-safe_now") == "Please choose."
    assert browser.form(f"{PAGE}/safety-screen")["safety-screen-overwhelms"] == ["Loud rooms"]
    assert records(clinic, "episode-e-2") == before


def test_a_date_of_signing_in_the_future_is_told_beside_its_field(browser: Browser, clinic: Clinic) -> None:
    before = records(clinic, "episode-e-2")
    browser.signed_in("cole").get(PAGE)
    browser.send(f"{PAGE}/consent", **{"consent-signed_on": "2031-01-01", "consent-explained": "yes"})

    assert browser.page.status_code == 422
    assert browser.problem("consent-signed_on") == (
        "Not after 20 Feb 2026, please: that is the day on which this happened."
    )
    assert records(clinic, "episode-e-2") == before


def test_a_year_of_signing_that_must_be_a_slip_is_told_beside_its_field(browser: Browser, clinic: Clinic) -> None:
    before = records(clinic, "episode-e-2")
    browser.signed_in("cole").get(PAGE)
    browser.send(f"{PAGE}/consent", **{"consent-signed_on": "1826-02-20", "consent-explained": "yes"})

    assert browser.page.status_code == 422
    problem = browser.problem("consent-signed_on")
    assert problem.startswith("That is more than 10 years before ")
    assert problem.endswith(": please look at the year again.")
    assert records(clinic, "episode-e-2") == before


def test_what_is_done_links_to_its_history(browser: Browser) -> None:
    browser.signed_in("cole").get(PAGE)

    assert "/episodes/e-2/entries/e-2-consent" in browser.page.text
    browser.get("/episodes/e-2/entries/e-2-consent")
    assert browser.page.status_code == 200


def test_clients_are_found_by_a_search_that_is_posted(browser: Browser) -> None:
    browser.signed_in("ines").get("/clients")
    browser.send("/clients/search", words="client 2")

    assert "1 person found" in browser.text()
    assert 'href="/clients/c-2"' in browser.page.text
    assert "client" not in browser.page.url.query.decode()


def test_only_one_episode_is_open_at_a_time(browser: Browser) -> None:
    browser.signed_in("sol").get("/clients/c-2")

    assert "An episode is open." in browser.text()


def test_a_readmission_carries_the_map_over(browser: Browser, clinic: Clinic) -> None:
    told(
        clinic,
        [
            {
                "command": "discharge_early",
                "id": "end-e-1",
                "actor": "sol",
                "episode": "e-1",
                "teds_reason": 2,
                "reason": "No contact.",
            }
        ],
    )
    browser.signed_in("ines").get("/clients/c-1")
    browser.send("/clients/c-1/episodes", carry=["map"])

    assert "The episode is open." in browser.text()
    episode = state(clinic, browser.page.url.path.split("/")[2])
    assert episode.opened.event.readmission_of == "e-1"
    assert [entry.event.what for entry in episode.entries.values()] == ["person"]


def test_who_does_not_admit_sees_no_clients(browser: Browser) -> None:
    for path in ("/clients", "/clients/c-1"):
        assert browser.signed_in("cole").get(path).status_code == 403
        assert browser.signed_in("audra").get(path).status_code == 403
    assert browser.signed_in("ines").get("/clients/none").status_code == 404

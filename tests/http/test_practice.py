"""Skills, education, reflection and recurrence of use: quick entry on one page, and what is due."""

from adapters.clinic import Clinic
from tests.http.browser import Browser
from tests.http.clinic import Clock, records
from tests.http.stages import brought_to

PAGE = "/episodes/e-1/practice"
PRACTISED = {
    "regulation-with_whom": "alone",
    "regulation-tool": "Cold water",
    "regulation-zone_before": "hyper",
    "regulation-intensity_before": "8",
    "regulation-zone_after": "within_window",
    "regulation-intensity_after": "3",
}


def test_a_practice_is_recorded_and_stands_beneath(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("cole").get(PAGE)
    browser.send(f"{PAGE}/regulation", **PRACTISED)

    assert browser.page.url.path == PAGE
    assert "Practice recorded." in browser.text()
    assert "cold water" in browser.text()
    assert records(clinic, "episode-e-1").count("episode.regulation_practised") == 1


def test_a_refusal_stands_in_its_own_form_with_what_was_typed(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("cole").get(PAGE)
    browser.send(f"{PAGE}/regulation", **{**PRACTISED, "regulation-zone_after": [], "regulation-minutes": "many"})

    assert browser.page.status_code == 422
    assert browser.problem("regulation-zone_after") == "Please choose."
    assert browser.problem("regulation-minutes") == "A whole number, please."
    assert browser.form(f"{PAGE}/regulation")["regulation-tool"] == ["Cold water"]
    assert browser.form(f"{PAGE}/regulation")["regulation-minutes"] == ["many"]
    assert "tool" not in browser.problem("reflection-with_whom")
    assert 'href="#f-regulation-zone_after"' in browser.page.text
    assert records(clinic, "episode-e-1").count("episode.regulation_practised") == 0


def test_no_two_fields_of_the_page_share_an_id(browser: Browser) -> None:
    text = browser.signed_in("cole").get(PAGE).text
    ids = [part.split('"')[0] for part in text.split(' id="')[1:]]

    assert len(ids) == len(set(ids))


def test_a_reflection_that_is_due_is_said_and_then_no_longer(browser: Browser, clock: Clock) -> None:
    browser.signed_in("cole").get(PAGE)
    assert "Was due on" in browser.text()

    browser.send(
        f"{PAGE}/reflection",
        **{
            "reflection-with_whom": "peer",
            "reflection-checked": "yes",
            "reflection-was_right": "partly",
            "reflection-strategy": "secure",
            "reflection-worked": "yes",
        },
    )
    assert "Was due on" not in browser.text()
    assert "Due on" in browser.text()


def test_education_counts_its_modules(browser: Browser) -> None:
    browser.signed_in("cole").get(PAGE)
    browser.send(f"{PAGE}/education", **{"education-module": "coping_tools"})

    assert "1 of 5 modules gone through: Tools for coping" in browser.text()


def test_a_recurrence_before_there_is_a_plan_asks_for_no_review_of_it(browser: Browser) -> None:
    browser.signed_in("cole").get(PAGE)
    assert "The relapse plan will take it into account when it is made." in browser.text()
    browser.send(f"{PAGE}/recurrence", **{"recurrence-substance": "alcohol", "recurrence-extent": "single"})

    assert "Recurrence recorded." in browser.text()
    assert "Review the plan now" not in browser.text()


def test_a_recurrence_makes_the_review_of_the_plan_plainly_due(browser: Browser, clinic: Clinic) -> None:
    brought_to(clinic, "e-1", "relapse_planning")
    browser.signed_in("cole").get(PAGE)
    assert "The relapse plan is then looked at together within 7 days." in browser.text()
    assert "Review the plan now" not in browser.text()
    browser.send(f"{PAGE}/recurrence", **{"recurrence-substance": "alcohol", "recurrence-extent": "single"})

    assert "Due on Fri 27 Feb" in browser.text()
    assert 'href="/episodes/e-1/plan/review">Review the plan now' in browser.page.text


def test_who_may_not_write_finds_no_form(browser: Browser) -> None:
    assert browser.signed_in("audra").get(PAGE).status_code == 403
    assert browser.signed_in("cole").post(f"{PAGE}/note", {}).status_code == 403

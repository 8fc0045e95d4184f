"""Answering a questionnaire: declined items, scores at once, what cannot be scored, drafts that are never lost."""

from collections.abc import Callable
from typing import Any

import pytest

from adapters.clinic import Clinic
from events.assessment import AssessmentTaken
from events.instants import MINUTE
from tests.histories import CANARY
from tests.http.browser import PASSWORD, Browser
from tests.http.clinic import Clock, records, told
from tests.http.stages import brought_to

NEW = "/episodes/e-2/assessments/new"
HERE = "/episodes/e-2/assessments"
PAUSE = f"{HERE}/pause"
DRAFT = f"{HERE}/draft"


def answered(items: int, answer: str = "4", **other: str) -> dict[str, Any]:
    return {f"item-{item}": answer for item in range(1, items + 1)} | {
        name.replace("_", "-"): text for name, text in other.items()
    }


def taken(clinic: Clinic, episode: str = "e-2") -> list[AssessmentTaken]:
    return [event for _, event in clinic.opened(f"episode-{episode}") if isinstance(event, AssessmentTaken)]


def left_as_draft(browser: Browser, **typed: Any) -> dict[str, Any]:
    """Saves as the page's script does; what the answer says goes into the form."""
    fields = {**browser.form(HERE), **typed}
    page = browser.page
    said = browser.post(DRAFT, fields).json()
    browser.page = page
    return {**fields, "_draft": said["draft"], "_draft_version": str(said["version"])}


def test_at_assessment_the_first_form_of_the_policy_is_asked_as_a_baseline(browser: Browser) -> None:
    browser.signed_in("cole").get(NEW)

    assert browser.form(HERE)["form"] == ["ecr"]
    assert browser.form(HERE)["occasion"] == ["baseline"]
    assert browser.page.text.count('class="item"') == 36
    assert "Why this is asked" in browser.text()
    assert "The care team and supervisors see the answers" in browser.text()


def test_the_form_of_the_baseline_is_asked_again(browser: Browser) -> None:
    browser.signed_in("cole").get("/episodes/e-1/assessments/new?occasion=reassessment")
    assert browser.form("/episodes/e-1/assessments")["form"] == ["ecr-s"]

    browser.get("/episodes/e-1/assessments/new?form=ecr&occasion=interim")
    assert "The baseline was taken on another form (ECR-S)" in browser.text()


def test_answers_are_recorded_and_scored_at_once(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("cole").get(NEW)
    browser.send(HERE, **answered(36), note="Took it slowly.")

    (event,) = taken(clinic)
    assert browser.page.url.path == f"{HERE}/{event.entry}"
    assert event.answers == {str(item): 4 for item in range(1, 37)}
    assert event.note == "Took it slowly."
    assert "Answers recorded." in browser.text()
    assert "This is the baseline" in browser.text()
    assert "assessments/new?form=rfq-8&amp;occasion=baseline" in browser.page.text


def test_a_change_is_told_in_plain_words(browser: Browser) -> None:
    path = "/episodes/e-1/assessments"
    browser.signed_in("cole").get(f"{path}/new?form=ecr-s&occasion=interim")
    # keyed the other way: 1, 5, 8 and 9
    low = {f"item-{item}": "7" if item in {1, 5, 8, 9} else "1" for item in range(1, 13)}
    browser.send(path, **low)

    assert "Compared with the baseline of" in browser.text()
    assert "Toward the goal, by more than error of measurement: a reliable change" in browser.text()
    assert "Each figure is rounded by itself: a change is worked out from unrounded ones." in browser.text()


@pytest.mark.parametrize(("when", "is_early"), [("2026-02-16T09:00", True), ("2026-02-17T09:00", False)])
def test_a_reassessment_that_comes_too_early_to_count_says_so(
    browser: Browser, clinic: Clinic, when: str, is_early: bool
) -> None:
    brought_to(clinic, "e-1", "discharge_reassessment")
    path = "/episodes/e-1/assessments"
    browser.signed_in("cole").get(f"{path}/new?form=rfq-8&occasion=reassessment")
    browser.send(path, **answered(8), _when=when)

    said = "Too early to count as the reassessment: the policy asks for one on 17 Feb 2026 or later."
    assert (said in browser.text()) == is_early


def test_a_change_of_unknown_reliability_says_so_of_every_score(browser: Browser) -> None:
    path = "/episodes/e-1/assessments"
    browser.signed_in("cole").get(f"{path}/new?form=rfq-8&occasion=interim")
    browser.send(path, **answered(8, "7"))

    # RFQ-R-7 and uncertainty; certainty is context
    assert browser.text().count("Away from the goal, of unknown reliability") == 2
    assert "Interim 20 Feb 2026, 08:00" in browser.text()
    browser.get("/episodes/e-1/goals/reflective_functioning")
    assert "20 Feb 2026, 08:00 · position" in browser.text()  # given in UTC, told in the site's zone
    assert "Changes of the single scores are of unknown reliability." in browser.text()


def test_forms_and_scores_are_called_by_their_names(browser: Browser) -> None:
    browser.signed_in("cole").get(NEW)
    browser.send(HERE, **answered(36))
    assert "Go on with the next questionnaire (RFQ-8)" in browser.text()

    browser.get(NEW, headers={"Accept-Language": "es"})
    assert "Cuestionario de Funcionamiento Reflexivo, 8 ítems" in browser.text()


def test_declining_is_an_answer_and_the_score_is_prorated(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("cole").get(NEW)
    browser.send(HERE, **answered(36, item_1="declined"))

    (event,) = taken(clinic)
    assert event.answers["1"] is None
    assert "Prorated" in browser.text()
    assert "1 item was declined: 1" in browser.text()


def test_what_cannot_be_scored_says_why_and_by_which_items(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("cole").get(NEW)
    browser.send(HERE, **answered(36, item_1="declined", item_3="declined", item_5="declined"))

    (event,) = taken(clinic)
    assert "avoidance" not in event.scores
    assert "Avoidance could not be scored. Too many items without an answer: 1, 3, 5." in browser.text()
    assert f"{NEW}?form=ecr" not in browser.page.text or "Go on with the next" in browser.text()


def test_items_left_open_are_named_and_nothing_is_lost(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("cole").get(NEW)
    browser.send(HERE, **answered(34), note="So far.", _when="2026-02-19T10:00")

    assert browser.page.status_code == 422
    assert "2 items have no answer yet." in browser.text()
    assert 'href="#f-item-35"' in browser.page.text
    assert browser.problem("item-35") == "No answer yet"
    assert browser.form(HERE)["item-34"] == ["4"]
    assert browser.form(HERE)["note"] == ["So far."]
    assert browser.form(HERE)["_when"] == ["2026-02-19T10:00"]
    assert taken(clinic) == []

    browser.send(HERE, open="declined")
    (event,) = taken(clinic)
    assert event.answers["35"] is None


def test_a_refusal_stands_beside_its_field_with_every_answer_still_there(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("cole").get(NEW)
    browser.send(HERE, **answered(36), _when="2027-01-01T10:00")

    assert "lies in the future" in browser.problem("_when")
    assert browser.form(HERE)["item-36"] == ["4"]
    assert taken(clinic) == []


def test_sent_twice_it_is_recorded_once(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("cole").get(NEW)
    filled = {**browser.form(HERE), **answered(36)}
    browser.post(HERE, filled)
    browser.post(HERE, filled)

    assert len(taken(clinic)) == 1


def test_an_unknown_form_is_told_plainly(browser: Browser) -> None:
    assert browser.signed_in("cole").get(f"{NEW}?form=none").status_code == 422
    assert browser.get(f"{HERE}/none").status_code == 404


def test_a_form_about_one_relationship_asks_about_whom(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("cole").get(f"{NEW}?form=ecr-rs&target=mother")
    browser.send(HERE, **answered(9))

    (event,) = taken(clinic)
    assert event.target == "mother"


def test_what_grounds_the_client_is_in_view(browser: Browser, clinic: Clinic) -> None:
    told(
        clinic,
        [
            {
                "command": "record",
                "id": "grounding",
                "actor": "cole",
                "episode": "e-2",
                "what": "safety-screen",
                "content": {
                    "safe_now": "yes",
                    "choices_explained": True,
                    "grounds": ["Cold water"],
                    "overwhelms": ["Loud rooms"],
                },
            }
        ],
    )
    browser.signed_in("cole").get(NEW)

    assert "What helps Cold water" in browser.text()
    assert "What can be too much: Loud rooms" in browser.text()


def test_what_is_typed_is_kept_and_found_again(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("cole").get(NEW)
    browser.post(PAUSE, {**browser.form(HERE), **answered(5, item_2="declined"), "note": "Tired."})
    assert browser.page.url.path == "/episodes/e-2"
    assert "Paused." in browser.text()
    assert taken(clinic) == []

    browser.get(NEW)
    assert "Your answers are still here." in browser.text()
    assert browser.form(HERE)["item-5"] == ["4"]
    assert browser.form(HERE)["item-2"] == ["declined"]
    assert "item-6" not in browser.form(HERE)
    assert browser.form(HERE)["note"] == ["Tired."]


def test_once_recorded_the_draft_is_gone(browser: Browser) -> None:
    browser.signed_in("cole").get(NEW)
    browser.post(HERE, {**left_as_draft(browser, **answered(10)), **answered(36)})

    browser.get(NEW + "?form=ecr&occasion=baseline")
    assert "item-1" not in browser.form(HERE)
    assert "still here" not in browser.text()


def test_drafts_left_stand_on_the_first_page_and_on_the_episodes(browser: Browser) -> None:
    browser.signed_in("cole").get(NEW)
    left_as_draft(browser, **answered(10))

    for path in ("/", "/episodes/e-2"):
        browser.get(path)
        assert "Drafts I left" in browser.text()
        assert "10 of 36 answered" in browser.text()
        assert f"{NEW}?form=ecr&amp;occasion=baseline&amp;draft=" in browser.page.text
    assert "Drafts I left" not in (browser.get("/episodes/e-1"), browser.text())[1]


def test_when_it_was_kept_is_told_by_the_sites_clock(browser: Browser) -> None:
    browser.signed_in("cole").get(NEW)
    fields = {**browser.form(HERE), **answered(10)}

    assert browser.post(DRAFT, fields).json()["at"] == "08:00"
    browser.get(NEW)
    assert "You left this on 20 Feb 2026, 08:00." in browser.text()


def test_two_windows_on_one_draft_are_both_kept_and_both_shown(browser: Browser) -> None:
    browser.signed_in("cole").get(NEW)
    left_as_draft(browser, **answered(10))
    first = (browser.get(NEW), browser.form(HERE))[1]
    second = (browser.get(NEW), browser.form(HERE))[1]
    assert first["_window"] != second["_window"]

    one = browser.post(DRAFT, {**first, "item-1": "1"}).json()
    other = browser.post(DRAFT, {**second, "item-1": "7"}).json()
    again = browser.post(DRAFT, {**second, "item-1": "6"}).json()
    assert (one["beside"], other["beside"], again["beside"]) == (0, 1, 1)
    assert other["draft"] == again["draft"] != one["draft"]

    browser.get(NEW + f"?draft={one['draft']}")
    assert browser.form(HERE)["item-1"] == ["1"]
    assert "Another draft: 6" in browser.text()
    assert "Other drafts of yours" in browser.text()

    browser.send(f"{HERE}/drafts/{other['draft']}/discard")
    browser.get(NEW)
    assert "Other drafts of yours" not in browser.text()


def test_a_draft_is_its_writers_own(browser: Browser, open_browser: Callable[[], Browser]) -> None:
    browser.signed_in("cole").get(NEW)
    draft = left_as_draft(browser, **answered(10))["_draft"]

    colleague = open_browser().signed_in("mira")
    colleague.get(f"{NEW}?draft={draft}")
    assert "item-1" not in colleague.form(HERE)
    colleague.post(f"{HERE}/drafts/{draft}/discard", {"_csrf": colleague.form(HERE)["_csrf"]})
    assert colleague.page.status_code == 404


def test_a_draft_is_no_event(browser: Browser, clinic: Clinic) -> None:
    before = records(clinic, "episode-e-2")
    browser.signed_in("cole").get(NEW)
    left_as_draft(browser, **answered(10), note=f"{CANARY} typed")

    assert records(clinic, "episode-e-2") == before


def test_a_session_that_ends_mid_form_loses_nothing(browser: Browser, clinic: Clinic, clock: Clock) -> None:
    browser.signed_in("cole").get(NEW)
    filled = {**browser.form(HERE), **answered(36)}
    clock.later(30 * MINUTE)

    assert browser.post(DRAFT, filled).status_code == 401
    browser.post(HERE, filled)
    browser.send("/sign-in", password=PASSWORD)
    browser.send(HERE)

    assert len(taken(clinic)) == 1


def test_auditors_answer_nothing(browser: Browser) -> None:
    assert browser.signed_in("audra").get(NEW).status_code == 403
    assert browser.signed_in("cora").get(NEW).status_code == 403

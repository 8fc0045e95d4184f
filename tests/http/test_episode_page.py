"""The page of an episode: where it stands, what is missing, how far each goal is and why, now and as it was."""

import re
from datetime import timedelta

import pytest

from adapters.clinic import Clinic
from events.instants import DAY
from tests.histories import CANARY, OPENED, assessment, entry, step
from tests.http.browser import Browser
from tests.http.clinic import Clock, told

EPISODE = "/episodes/e-1"
LATER = OPENED + timedelta(days=10)


def section(browser: Browser, heading: str) -> str:
    """The words of the section under a heading's id."""
    found = re.search(rf'aria-labelledby="{heading}".*?</section>', browser.page.text, re.DOTALL)
    assert found, heading
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def test_it_says_where_the_client_stands_and_what_is_missing_each_with_its_remedy(browser: Browser) -> None:
    browser.signed_in("cole").get(EPISODE)

    assert f"{CANARY} Client 1" in browser.text()
    assert re.search(r'aria-current="step">3 Social map', browser.page.text)
    missing = section(browser, "h-missing")
    assert "Missing for Relapse planning" in missing
    assert "People on the map who support recovery: 1, 3 needed" in missing
    assert f'href="{EPISODE}/map"' in browser.page.text


def test_every_goal_has_a_row_with_its_level_its_change_and_why(browser: Browser, clinic: Clinic) -> None:
    rounding = "Each figure is rounded by itself: a change is worked out from unrounded ones."
    browser.signed_in("mira").get(EPISODE)
    assert rounding not in browser.text()
    told(clinic, [assessment("e-1", "ecr-s", "interim", LATER, {str(n): 1 + n % 2 for n in range(1, 13)})])
    browser.get(EPISODE)
    goals = section(browser, "h-goals")

    for goal in ("Secure attachment", "Reflective functioning", "Social provisions", "Social map", "Use of the map"):
        assert goal in goals
    assert "Awaiting a later measure" in goals
    assert "Not met yet" in goals
    assert re.search(r"Anxiety \d.* → ", goals)
    assert "reliabl" in goals
    taken = next(record for record in clinic.store.read_stream("episode-e-1", backward=True))
    assert f'href="{EPISODE}/entries/e-1-ecr-s-interim#p{taken.position}"' in browser.page.text
    assert rounding in goals
    assert rounding in (browser.get(f"{EPISODE}/goals/secure_attachment"), section(browser, "h-figures"))[1]


def test_every_picture_has_a_name_and_a_table_beside_it(browser: Browser) -> None:
    browser.signed_in("cole").get(EPISODE)

    pictures = re.findall(r'<svg class="picture[^>]*aria-labelledby="([\w-]+)"', browser.page.text)
    assert len(pictures) >= 4
    for name in pictures:
        assert re.search(rf'<title id="{name}">[^<]+</title>', browser.page.text)
    assert browser.page.text.count("As a table") == len(pictures)


def test_a_goal_has_a_page_with_all_of_its_evidence(browser: Browser) -> None:
    browser.signed_in("cole").get(f"{EPISODE}/goals/social_map")

    assert browser.page.status_code == 200
    assert f'href="{EPISODE}/entries/e-1-friend#p' in browser.page.text
    assert "Supporters" in browser.text()
    assert browser.get(f"{EPISODE}/goals/happiness").status_code == 404


def test_what_grounds_the_client_is_on_the_page_even_after_a_correction(browser: Browser, clinic: Clinic) -> None:
    content = {"safe_now": "yes", "choices_explained": True, "grounds": ["cold water"], "overwhelms": ["loud rooms"]}
    told(
        clinic,
        [step("e-1", "amend", LATER, "amend-screen", entry="e-1-safety-screen", reason="added", content=content)],
    )
    browser.signed_in("cole").get(EPISODE)

    assert "cold water" in browser.text()
    assert "loud rooms" in browser.text()


def test_the_team_and_what_is_due_are_on_the_page(browser: Browser) -> None:
    browser.signed_in("cole").get(EPISODE)
    due = section(browser, "h-due")

    assert "Cole of the staff (Substance use)" in due
    assert "Weekly reflection" in due
    assert "overdue, was due on 10 Feb 2026" in due


def test_looking_back_shows_what_was_known_under_a_banner_and_offers_nothing_to_do(
    browser: Browser, clinic: Clinic, clock: Clock
) -> None:
    clock.later(2 * DAY)
    hold = step("e-1", "hold", LATER, kind="hospital", reason="Operation")
    told(clinic, [{**hold, "recorded_at": "2026-02-22T08:00:00-08:00"}])
    browser.signed_in("sol").get(f"{EPISODE}?as_at=2026-02-20")

    assert "Looking back: as known at 20 Feb 2026" in browser.text()
    assert "On hold since" not in browser.text()
    for offered in ("/steps/", "/record/", "data-news", "<button>"):
        assert offered not in browser.page.text
    assert "Back to now" in browser.text()
    assert browser.form(EPISODE)["as_at"] == ["2026-02-20"]


def test_looking_back_reaches_into_the_goals(browser: Browser) -> None:
    browser.signed_in("cole").get(f"{EPISODE}?as_of=2026-02-02")

    assert re.search(r'aria-current="step">2 Assessment', browser.page.text)
    assert f"{EPISODE}/goals/social_map?as_of=2026-02-02" in browser.page.text
    assert browser.get(f"{EPISODE}/goals/social_map?as_of=2026-02-02").status_code == 200
    assert "Looking back: as of 2 Feb 2026" in browser.text()
    assert "Begins with the social map" in browser.text()


def test_in_spanish_the_banner_and_what_goals_are_judged_by_are_spanish(browser: Browser) -> None:
    browser.signed_in("cole").client.cookies.set("language", "es")

    browser.get(f"{EPISODE}?as_at=2026-02-20&as_of=2026-02-02")
    assert "Mirada atrás: lo que se sabía el 20 feb 2026, como estaba el 2 feb 2026" in browser.text()
    assert "Según aiat versión 1, aiat-2021 versión 1." in browser.text()
    browser.get(f"{EPISODE}/goals/demonstrated_use")
    assert "Fuente: contactos con personas del mapa: números de la política aiat-2021 versión 1." in browser.text()


def test_whoever_looks_back_goes_on_looking_back_from_screen_to_screen(browser: Browser) -> None:
    query = "?as_of=2026-02-03"
    browser.signed_in("cole").get(f"{EPISODE}{query}")

    for screen in ("map", "contacts", "plan", "discharge", "history"):
        assert f'href="{EPISODE}/{screen}{query}"' in browser.page.text
    for form, label in (("intake", "Intake"), ("practice", "Skills and education")):
        assert f'<a href="{EPISODE}/{form}">{label}, as it is now</a>' in browser.page.text
    for screen in ("map", "contacts", "plan", "discharge"):
        browser.get(f"{EPISODE}/{screen}{query}")
        assert "Looking back: as of 3 Feb 2026" in browser.text()
        assert f'<a href="{EPISODE}{query}">' in browser.page.text
        assert f'href="{EPISODE}/contacts{query}"' in browser.page.text


def test_every_screen_of_an_episode_leads_to_every_other(browser: Browser) -> None:
    browser.signed_in("cole")
    screens = ("intake", "map", "contacts", "practice", "plan", "discharge", "history")

    for screen in screens:
        browser.get(f"{EPISODE}/{screen}")
        assert f'href="{EPISODE}/{screen}" aria-current="page"' in browser.page.text
        assert all(f'href="{EPISODE}/{other}"' in browser.page.text for other in screens)


def test_a_screen_asked_of_a_day_that_is_none_says_so(browser: Browser) -> None:
    browser.signed_in("cole")

    for screen in ("history", "goals/social_map", "map"):
        assert browser.get(f"{EPISODE}/{screen}?as_of=yesterday").status_code == 422


def test_an_auditor_reads_everything_and_is_offered_nothing_to_write(browser: Browser, clinic: Clinic) -> None:
    before = clinic.store.head()
    browser.signed_in("audra")

    for path in ("", "/history", "/goals/social_map", "/entries/e-1-call"):
        assert browser.get(EPISODE + path).status_code == 200
        for offered in ("/steps/", "/record/", "/amend", "/void"):
            assert offered not in browser.page.text
    for path in ("/steps/hold", "/entries/e-1-call/amend", "/entries/e-1-call/void"):
        assert browser.get(EPISODE + path).status_code == 403
        assert browser.post(EPISODE + path, {"_csrf": token(browser), "reason": "No"}).status_code == 403
    assert clinic.store.head() == before


@pytest.mark.parametrize(
    "path", ["", "/history", "/goals/social_map", "/entries/e-1-call", "/steps/hold", "/now", "/news"]
)
def test_a_counsellor_outside_the_team_sees_none_of_it(browser: Browser, path: str) -> None:
    browser.signed_in("cora").get(EPISODE + path)

    assert browser.page.status_code == 403
    assert CANARY not in browser.page.text


def test_hostile_words_are_only_words(browser: Browser, clinic: Clinic) -> None:
    hostile = '"><script>alert(1)</script>'
    friend = {"role": "friend", "stance": "supports", "provisions": ["guidance"], "name": hostile}
    screen = {"safe_now": "yes", "choices_explained": True, "grounds": [hostile]}
    told(
        clinic,
        [
            entry("e-1", "person", LATER, "hostile", **friend),
            entry("e-1", "safety-screen", LATER, "screen-2", **screen),
        ],
    )
    browser.signed_in("cole")

    for path in ("", "/history", "/entries/e-1-hostile", "/entries/e-1-hostile/amend", "/entries/e-1-hostile/void"):
        assert browser.get(EPISODE + path).status_code == 200
        assert "<script>alert" not in browser.page.text
        assert hostile in browser.text() or path == "/entries/e-1-hostile/amend"


def test_the_page_of_a_long_treatment_is_light(browser: Browser, clinic: Clinic) -> None:
    talk = {"how": "phone", "begun_by": "client", "purpose": "check_in", "outcome": "supported", "note": "word " * 20}
    told(
        clinic,
        (
            entry("e-1", "contact", LATER + timedelta(minutes=45 * n), f"talk-{n}", person="e-1-friend", **talk)
            for n in range(300)
        ),
    )
    browser.signed_in("cole")

    for path in ("", "/history"):
        browser.get(EPISODE + path)
        assert browser.page.status_code == 200
        files = set(re.findall(r'(?:src|href)="(/(?:static|vendor)/[^"]+)"', browser.page.text))
        carried = sum(len(browser.client.get(file).content) for file in files)
        assert len(browser.page.content) + carried < 150_000


def token(browser: Browser) -> str:
    """What the forms of this session carry."""
    browser.get("/")
    return browser.form("/sign-out")["_csrf"][0]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2020-01-01", "Treatment had not begun then."),
        ("2999-01-01", "Today or an earlier day, please."),
        ("yesterday", "A date, please, such as 2026-03-02. This is the page of now."),
    ],
)
def test_a_day_of_which_nothing_can_be_told_is_answered_at_the_top_and_beside_its_field(
    browser: Browser, day: str, said: str
) -> None:
    for asked in ("as_of", "as_at"):
        browser.signed_in("cole").get(f"{EPISODE}?{asked}={day}")

        assert browser.page.status_code == 422
        assert f'<div class="to-mend" role="alert" tabindex="-1" autofocus><p>{said}' in browser.page.text
        assert browser.text().count(said) == 2
        assert f'value="{day}" aria-describedby="{asked}-hint {asked}-problem"' in browser.page.text


@pytest.mark.parametrize("screen", ["map", "contacts", "plan", "discharge", "history", "goals/social_map"])
def test_a_screen_as_of_a_day_before_treatment_leads_to_now_and_to_the_first_day(browser: Browser, screen: str) -> None:
    path = f"{EPISODE}/{screen}"
    browser.signed_in("cole")

    assert browser.get(f"{path}?as_of=2020-01-01").status_code == 404
    assert "Nothing was known of this treatment then: it began on 2 Feb 2026." in browser.text()
    assert "e-1" not in browser.text()
    assert f'<a href="{path}">' in browser.page.text
    assert f'<a href="{path}?as_of=2026-02-02">' in browser.page.text
    assert browser.get(f"{path}?as_of=2026-02-02").status_code == 200

    assert browser.get(f"{path}?as_at=2020-01-01").status_code == 404
    assert "it was first recorded on 20 Feb 2026" in browser.text()
    assert browser.get(f"{path}?as_at=2026-02-20").status_code == 200


def test_a_screen_as_of_a_day_that_cannot_be_says_so_in_the_readers_language(browser: Browser) -> None:
    browser.signed_in("cole").client.cookies.set("language", "es")

    assert browser.get(f"{EPISODE}/map?as_of=2999-01-01").status_code == 422
    assert "Aún no ha llegado. Hoy o un día anterior, por favor." in browser.text()
    assert browser.get(f"{EPISODE}/map?as_of=yesterday").status_code == 422
    assert "Una fecha, por favor, como 2026-03-02." in browser.text()
    assert browser.get(f"{EPISODE}/map?as_of=2020-01-01").status_code == 404
    assert "Entonces no se sabía nada de este tratamiento: empezó el 2 feb 2026." in browser.text()


@pytest.mark.parametrize("screen", ["practice", "intake", "record/note"])
def test_a_screen_that_cannot_look_back_says_so_where_it_is_asked_to(browser: Browser, screen: str) -> None:
    said = "This screen shows how things are now: it cannot look back."

    browser.signed_in("cole").get(f"{EPISODE}/{screen}?as_of=2026-02-03")
    assert said in browser.text()
    browser.get(f"{EPISODE}/{screen}")
    assert said not in browser.text()

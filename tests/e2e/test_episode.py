"""A whole episode, from intake to signed discharge, by clicking and typing only, as three different people."""

import re

import pytest
from playwright.sync_api import expect

from adapters.http.demo import PASSWORD
from tests.e2e.conftest import Opens
from tests.e2e.serving import DAY, MINUTE, Served
from tests.e2e.visitor import Visitor

CLIENT = "Robin Example"
BASELINES = {"ecr-s": ("6", 12), "rfq-8": ("4", 8), "sps-10": ("2", 10)}
PEOPLE = (
    ("Sam", "friend", ("attachment", "guidance")),
    ("Toni", "family", ("reliable_alliance", "reassurance_of_worth")),
    ("Udo", "colleague", ("social_integration",)),
)
RISKS = ("craving", "environmental_cue", "attachment_strategy")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_an_episode_goes_from_intake_to_a_signed_discharge(visit: Opens, clinic: Served, script: bool) -> None:
    intake, counsellor = (visit(name, java_script_enabled=script) for name in ("intake", "counsellor"))
    home = admit(intake)
    counsellor.open(home)
    go_on(counsellor, "Assessment")

    for form in BASELINES:
        assess(counsellor, home, form, "baseline")
    counsellor.look("assessment-outcome")
    formulate(counsellor, home)
    go_on(counsellor, "Social map")

    build_map(counsellor, home)
    counsellor.open(home)
    go_on(counsellor, "Relapse planning")

    plan(counsellor, home)
    counsellor.open(home)
    go_on(counsellor, "Discharge reassessment")

    clinic.later(21 * DAY)
    clinician, supervisor = (visit(name, java_script_enabled=script) for name in ("clinician", "supervisor"))
    for form in BASELINES:
        assess(clinician, home, form, "reassessment")
    clinician.open(f"{home}/map/review")
    clinician.send("/map/review")
    close(clinician, home)
    clinic.later(6 * MINUTE)
    sign(clinician, home, "Sign as clinician", "Sign the summary")
    sign(supervisor, home, "Co-sign as supervisor", "Co-sign the summary")
    supervisor.reads("Nothing is missing.")

    supervisor.open(f"{home}/discharge/summary")
    supervisor.look("discharge-summary")
    supervisor.open(f"{home}/discharge")

    supervisor.follow("Complete the episode")
    supervisor.send("/steps/advance")
    supervisor.reads("Treatment has ended")


def admit(visitor: Visitor) -> str:
    """Registers a client, opens an episode, and does the whole intake. Returns the address of the episode."""
    visitor.follow("Clients")
    visitor.send("/clients", name=CLIENT)
    visitor.press("Open an episode")
    visitor.reads("The episode is open.")
    home = re.sub(r"/intake$", "", visitor.page.url)
    visitor.send("/consent", **{"consent-signed_on": "2026-01-05", "consent-explained": "yes"})
    visitor.send("/safety-screen", **{"safety-screen-safe_now": "yes", "safety-screen-choices_explained": "yes"})
    visitor.send("/substance", **{"substance-substance": "alcohol", "substance-relieves": "loneliness"})
    visitor.send("/attachment-history", **{"attachment-history-disruptions": "loss"})
    team = ("synthetic-counsellor-1", "synthetic-clinician-1")
    visitor.send("/care-team", **{"care-team-members": team})
    visitor.reads("Everything for intake is there.")
    return home


def go_on(visitor: Visitor, stage: str) -> None:
    """Takes the step to the next stage on the page of the episode."""
    visitor.press("Go on to")
    expect(visitor.page.locator(".pathway [aria-current=step]")).to_contain_text(stage)


def assess(visitor: Visitor, home: str, form: str, occasion: str) -> None:
    """Answers a questionnaire, all items alike."""
    answer, items = BASELINES[form]
    visitor.open(f"{home}/assessments/new?form={form}&occasion={occasion}")
    for item in range(1, items + 1):
        visitor.page.locator(f'[name="item-{item}"][value="{answer}"]').check()
    visitor.press("Record the answers")
    visitor.reads("Answers recorded.")


def formulate(visitor: Visitor, home: str) -> None:
    """Records the attachment formulation."""
    visitor.open(f"{home}/record/formulation")
    visitor.send("/record/formulation", style="fearful", strategy="disorganised")
    expect(visitor.page.get_by_text("Nothing is missing.")).to_be_visible()


def build_map(visitor: Visitor, home: str) -> None:
    """Puts three people on the map, and records that one of them was called."""
    for name, role, provisions in PEOPLE:
        visitor.open(f"{home}/map/add")
        visitor.send("/map/add", name=name, role=role, stance="supports", provisions=provisions)
    visitor.open(f"{home}/contacts")
    visitor.page.get_by_label("Sam").check()
    visitor.send("/contacts", outcome="supported")
    visitor.reads("Contact")


def plan(visitor: Visitor, home: str) -> None:
    """Names a risk of each kind with what answers it, and a crisis contact; the client agrees."""
    for kind in RISKS:
        visitor.open(f"{home}/plan/risk?kind={kind}")
        visitor.send("/plan/risk", description=f"Evenings: {kind}")
    for place in range(len(RISKS)):
        visitor.page.get_by_role("link", name="Coping").nth(place).click()
        visitor.page.get_by_label("Sam").check()
        visitor.send("/coping", alone="breathing")
    visitor.open(f"{home}/plan/crisis")
    visitor.send("/plan/crisis", kind="crisis_line", label="Crisis line", how="By day and night")
    visitor.open(f"{home}/plan/agree")
    visitor.send("/plan/agree")
    visitor.reads("Agreed by the client")


def close(visitor: Visitor, home: str) -> None:
    """Says what becomes of each goal, and writes the summary."""
    visitor.open(f"{home}/discharge")
    undecided = visitor.page.get_by_role("link", name=re.compile(r"^Decide(?! anew)"))
    while undecided.count():
        undecided.first.click()
        visitor.send(visitor.page.url.rpartition("/")[2], disposition="accept", reason="Agreed with the client")
        visitor.reads("Goals and what is to become of them")
    visitor.follow("Write the summary")
    visitor.send("/discharge/summary/edit", text="Robin came for eight weeks.")
    visitor.reads("Summary recorded.")


def sign(visitor: Visitor, home: str, way: str, button: str) -> None:
    """Signs, after giving the password again."""
    visitor.open(f"{home}/discharge")
    visitor.follow(way)
    visitor.look("confirm")
    visitor.page.locator("#f-password").fill(PASSWORD)
    with visitor.page.expect_event("load"):
        visitor.press("Go on")
    visitor.look("sign")
    visitor.press(button)
    visitor.reads("The summary is signed.")

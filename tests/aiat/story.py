"""A treatment episode told by commands: what tests of decisions start from. Everybody in it is made up."""

from itertools import count
from typing import Any, Self

from engine.scenario import Scenario
from events.instants import DAY, MINUTE, iso, parse
from workflows.aiat.criteria import attained, judge
from workflows.aiat.domain import Aiat
from workflows.aiat.episode import Episode
from workflows.aiat.facts import facts_of
from workflows.aiat.reading import read_command
from workflows.aiat.requirements import missing
from workflows.instruments.form import load_form

MONDAY = parse("2026-03-02T09:00:00-08:00").us


class Story(Scenario):
    """A site with staff and a client; `tell` carries out a command that must succeed, `attempt` one that need not.

    The clock starts on a Monday morning and moves on by a minute a command; `later` moves it by days.
    """

    def __init__(self) -> None:
        super().__init__(Aiat(), MONDAY)
        self._ids = count(1)
        self._time = MONDAY
        self.tell("found_site", site="harbour", name="Harbour", time_zone="America/Los_Angeles", key_check="k")
        self._hire("sup", ["supervisor", "clinician"], "mental_health")
        self._hire("clin", ["clinician"], "mental_health")
        self._hire("couns", ["counsellor"], "substance_use")
        self._hire("audit", ["auditor"], None)
        self.tell("register_client", client="c1", name="Synthetic One")
        self.tell("open_episode", client="c1", episode="e1")

    def _hire(self, staff: str, roles: list[str], discipline: str | None) -> None:
        given = {"discipline": discipline} if discipline else {}
        self.tell("add_staff", actor="sup", staff=staff, name=staff, roles=roles, **given)

    @property
    def now(self) -> int:
        return self._time

    def later(self, days: float) -> Self:
        self._time += round(days * DAY)
        return self

    def attempt(
        self, name: str, /, *, actor: str = "clin", occurred_at: str | int | None = None, **fields: Any
    ) -> Self:
        self._time += MINUTE
        when = iso(occurred_at) if isinstance(occurred_at, int) else occurred_at
        envelope: dict[str, Any] = {"command": name, "id": f"cmd-{next(self._ids)}", "actor": actor}
        if when is not None:
            envelope["occurred_at"] = when
        self.at(self._time)
        self.when(read_command(envelope | fields))
        return self

    def tell(self, name: str, /, **fields: Any) -> Self:
        self.attempt(name, **fields)
        _ = self.events  # a refusal here is a mistake of the test's
        return self

    def record(self, what: str, entry: str | None = None, **content: Any) -> Self:
        self.tell("record", **_recording(what, entry, content))
        return self

    def try_record(self, what: str, entry: str | None = None, **content: Any) -> Self:
        self.attempt("record", **_recording(what, entry, content))
        return self

    @property
    def episode(self) -> Episode:
        episode: Episode = self.state("episode-e1")
        return episode

    @property
    def missing(self) -> set[str]:
        return {one.code for one in missing(facts_of(self.episode, self.state("site"), self._time))}

    def advance(self) -> Self:
        self.tell("advance", episode="e1")
        return self


def _recording(what: str, entry: str | None, content: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {"what": what, "episode": content.pop("episode", "e1")}
    if entry is not None:
        fields["entry"] = entry
    for name in ("actor", "occurred_at"):
        if name in content:
            fields[name] = content.pop(name)
    return fields | {"content": content}


def answers(form: str, value: int) -> dict[str, int | None]:
    """Every item answered alike."""
    return dict.fromkeys(load_form(form).items, value)


def intake(story: Story) -> Story:
    story.record("consent", "consent-1", signed_on="2026-03-02")
    story.record("safety-screen", safe_now="yes", choices_explained=True, grounds=["cold water"])
    story.record("substance", "sub-1", substance="alcohol", relieves=["anxiety"])
    story.record("attachment-history", disruptions=["loss"])
    return story.record("care-team", members=["clin", "couns"])


def assessment(story: Story) -> Story:
    intake(story).advance()
    for form, value in (("ecr", 5), ("rfq-8", 5), ("sps-24", 2)):
        story.record("assessment", f"base-{form}", form=form, occasion="baseline", answers=answers(form, value))
    # every item answered alike puts both dimensions near the middle, whatever the answer
    suggested = story.attempt(
        "record", what="formulation", episode="e1", content={"style": "fearful", "strategy": "disorganised"}
    )
    _ = suggested.events
    return story


def social_map(story: Story) -> Story:
    assessment(story).advance()
    provisions = [["attachment", "nurturance"], ["guidance"], ["reassurance_of_worth", "reliable_alliance"]]
    for number, offered in enumerate(provisions, start=1):
        story.record(
            "person", f"p{number}", name=f"Person {number}", role="friend", stance="supports", provisions=offered
        )
    return story.record(
        "contact", "k1", person="p1", how="phone", begun_by="client", purpose="check_in", outcome="supported"
    )


def relapse_plan(story: Story) -> Story:
    social_map(story).advance()
    for kind in ("craving", "environmental_cue", "attachment_strategy"):
        story.record("risk", f"r-{kind}", kind=kind, description="a risk")
        story.record("coping", f"c-{kind}", risk=f"r-{kind}", alone=["breathing"], people=["p1"])
    story.record("crisis-contact", kind="crisis_line", label="988")
    return story.record("plan-agreement")


def reassessment(story: Story) -> Story:
    relapse_plan(story).advance()
    story.later(20)
    for form, value in (("ecr", 3), ("rfq-8", 3), ("sps-24", 3)):
        story.record("assessment", f"again-{form}", form=form, occasion="reassessment", answers=answers(form, value))
    story.record("map-review")
    return story


def dispositions(story: Story) -> Story:
    reassessment(story)
    for row in judge(facts_of(story.episode, story.state("site"), story.now)):
        if not attained(row):
            story.record("disposition", criterion=row.criterion, disposition="refer", reason="aftercare")
    return story


def signed(story: Story) -> Story:
    dispositions(story).record("summary", "sum-1", text="A synthetic summary.")
    story.tell("sign_summary", episode="e1", meaning="author")
    return story.tell("sign_summary", actor="sup", episode="e1", meaning="co_signer")


def completed(story: Story) -> Story:
    return signed(story).advance()

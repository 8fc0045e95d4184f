"""The steps that an episode as a whole can take: what each is called, explains, asks for, and who may take it."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from adapters.asking import Case
from adapters.http.forms.describing import fields_of
from adapters.http.forms.field import Option
from adapters.http.forms.form import WHEN_FIELD, Form
from adapters.http.in_episode import address, version_of
from adapters.http.languages import mark
from adapters.http.words.requirements import requirement_words
from adapters.identity.permissions import has_role, writes
from engine.command import Command
from workflows.aiat import commands
from workflows.aiat.facts import Facts
from workflows.aiat.requirements import missing, pathway_for
from workflows.aiat.site import Staff


class Step(NamedTuple):
    """A step. Its texts are messages to translate; `by_supervisor` says that only a supervisor may take it."""

    command: type[Command]
    title: str
    lead: str
    submit: str
    recorded: str
    by_supervisor: bool = False


STEPS: Final = {
    "advance": Step(
        commands.Advance,
        mark("Go on to the next stage"),
        mark("Everything that the present stage asks for must be there, or let pass by a supervisor."),
        mark("Go on"),
        mark("The next stage has begun."),
    ),
    "go-back": Step(
        commands.GoBack,
        mark("Go back to the stage before"),
        mark("Treatment is extended. What was recorded stays, and counts again when the stage is left."),
        mark("Go back"),
        mark("The stage before was entered again."),
    ),
    "override": Step(
        commands.Override,
        mark("Let requirements pass"),
        mark("For this one exit, with a reason. It stays visible on the board, in the summary and to the auditor."),
        mark("Let them pass"),
        mark("Override recorded. The stage can be left once nothing else is missing."),
        by_supervisor=True,
    ),
    "hold": Step(
        commands.Hold,
        mark("Put on hold"),
        mark("Deadlines stop counting and stages cannot be left. Entries can still be made."),
        mark("Put on hold"),
        mark("Treatment is on hold."),
    ),
    "resume": Step(
        commands.Resume,
        mark("Resume treatment"),
        mark("Deadlines count again, put off by the time on hold."),
        mark("Resume"),
        mark("Treatment goes on."),
    ),
    "discharge-early": Step(
        commands.DischargeEarly,
        mark("Discharge early"),
        mark("Treatment ends here, before its pathway does. This cannot be taken back; a new episode can be opened."),
        mark("Discharge"),
        mark("Discharge recorded."),
    ),
    "move": Step(
        commands.MoveEpisode,
        mark("Move to the latest policy"),
        mark("From here on the episode is judged by the definition and the policy that the site published last."),
        mark("Move"),
        mark("The episode follows the latest policy."),
        by_supervisor=True,
    ),
    "void": Step(
        commands.VoidEpisode,
        mark("Opened in error"),
        mark("For an episode that should never have been opened. It leaves every list; its history stays. Final."),
        mark("Declare it an error"),
        mark("The episode was declared opened in error."),
        by_supervisor=True,
    ),
}
"""By the last part of their address."""


def may_take(member: Staff, step: Step) -> bool:
    """Whether a member of staff may take a step at all."""
    return has_role(member, ("supervisor",)) if step.by_supervisor else writes(member)


def step_form(case: Case, name: str) -> Form:
    """The form of a step. It rests on the version that is shown: what others record meanwhile is told first."""
    step = STEPS[name]
    options = {"requirements": [Option(one.code, requirement_words(one.code)) for one in missing(case.facts)]}
    fields = fields_of(step.command, step.command.command, options)
    return Form((*fields, WHEN_FIELD), f"{address(case)}/steps/{name}", step.submit, version=version_of(case))


def open_steps(case: Case, member: Staff) -> dict[str, Step]:
    """The steps that stand open to a member of staff, by name."""
    return {name: STEPS[name] for name in _possible(case.facts) if may_take(member, STEPS[name])}


def _possible(facts: Facts) -> Iterator[str]:
    episode, pathway = facts.episode, pathway_for(facts)
    status = episode.status
    if status == "open":
        unmet = missing(facts)
        if pathway.move(episode.stage, "advance") and not unmet:
            yield "advance"
        if pathway.move(episode.stage, "go_back"):
            yield "go-back"
        if unmet:
            yield "override"
        yield "hold"
    if status == "on_hold":
        yield "resume"
    if episode.under_way:
        yield "discharge-early"
        if _has_newer(facts):
            yield "move"
    if status != "voided":
        yield "void"


def _has_newer(facts: Facts) -> bool:
    site, pinned = facts.site, (facts.episode.definition.hash, facts.episode.policy.hash)
    return pinned != (site.latest_definition.hash, site.latest_policy.hash)

"""One episode in one look: where it stands, what is missing for the next step, how far each goal is, and why."""

from collections.abc import Iterable, Sequence
from typing import Final

from fastapi import APIRouter
from fastapi.responses import Response

from adapters.asking import Case, NotBegun
from adapters.http.drafts_left import drafts_left
from adapters.http.in_episode import address, episode_page, may_record, version_of
from adapters.http.languages import mark
from adapters.http.pictures.contacts import contacts
from adapters.http.pictures.growth import growth
from adapters.http.pictures.lanes import lanes
from adapters.http.pictures.plane import plane
from adapters.http.pictures.provisions import provisions
from adapters.http.pictures.strip import strip
from adapters.http.remedies import remedy
from adapters.http.seeing import see_episode
from adapters.http.shown.evidence import by_position, told, with_risks
from adapters.http.shown.goals import goal
from adapters.http.shown.looking_back import LookBack, asked_back, look_back, too_early
from adapters.http.shown.standing import tasks, team, wishes
from adapters.http.shown.steps import open_steps, step_form
from adapters.http.visits import Clinical, Visit
from adapters.http.words.entries import KINDS
from adapters.http.words.requirements import requirement_words
from engine.refusals import NotFound, Unmet
from projections.caseload import caseload_row
from projections.goal_attainment import goal_attainment
from workflows.aiat.facts import Facts
from workflows.aiat.requirements import lapsed, missing, pathway_for

router = APIRouter()
_OFTEN: Final = (
    ("contact", "contacts", mark("Contact")),
    ("assessment", "assessments/new", mark("Assessment")),
    ("reflection", "practice", mark("Skills, reflection, education")),
    ("recurrence", "record/recurrence", mark("Recurrence of use")),
    ("note", "record/note", mark("Note")),
)
"""What is recorded often: the kind of entry that must be open to the visitor, the screen, and its words."""


@router.get("/episodes/{episode}")
def show(visit: Clinical, episode: str, as_at: str = "", as_of: str = "") -> Response:
    """The page of an episode, now or as it was."""
    back = look_back(visit, as_at, as_of)
    try:
        case = see_episode(visit, episode, "episode", back.question, opened=True)
    except NotBegun:
        back = too_early(back)
        case = see_episode(visit, episode, "episode", opened=True)
    return episode_view(visit, case, back)


@router.get("/episodes/{episode}/goals/{criterion}")
def why(visit: Clinical, episode: str, criterion: str, as_at: str = "", as_of: str = "") -> Response:
    """One goal with all of its figures and all of its evidence."""
    question = asked_back(visit, as_at, as_of)
    case = see_episode(visit, episode, f"goal {criterion}", question, opened=True)
    shown = goal_attainment(case.facts.episode, case.facts.site, case.facts.now)
    row = next((row for row in shown.criteria if row.criterion == criterion), None)
    if row is None:
        raise NotFound(mark("There is no such goal."))
    return episode_page(
        visit,
        case,
        "episode/goal.html",
        question=question,
        goal=goal(address(case), row, by_position(told(case, question, visit.web.names.staff()))),
        judged_by=(case.facts.episode.policy,),
    )


def episode_view(visit: Visit, case: Case, back: LookBack) -> Response:
    """The page of a case."""
    facts, home = case.facts, address(case)
    rows = told(case, back.question, visit.web.names.staff())
    found = goal_attainment(facts.episode, facts.site, facts.now)
    by = by_position(rows)
    open_again = lapsed(facts)
    steps = open_steps(case, visit.member) if back.question.banner is None else {}
    return episode_page(
        visit,
        case,
        "episode.html",
        422 if back.problem else 200,
        question=back.question,
        back=back,
        version=version_of(case),
        strip=strip(facts, open_again),
        following=_following(facts),
        missing=_with_remedies(case, missing(facts)),
        let_pass=[requirement_words(code) for code in sorted(facts.episode.overridden())],
        lapsed=_with_remedies(case, open_again),
        row=caseload_row(facts.episode, facts.site, case.client),
        requirement_words=requirement_words,
        steps=steps,
        advance=step_form(case, "advance") if "advance" in steps else None,
        goals=[goal(home, row, by) for row in found.criteria],
        score=found.gas_t_score,
        judged_by=(facts.episode.definition, facts.episode.policy),
        plane=plane(facts),
        provisions=provisions(facts, found.criteria[2]),
        growth=growth(facts),
        contacts=contacts(facts),
        lanes=lanes(facts, rows),
        latest=rows[-5:][::-1],
        tasks=tasks(case, home),
        team=team(case, visit.web.names.staff()),
        wishes=wishes(case),
        often=[(path, words) for what, path, words in _OFTEN if may_record(visit, case, what)],
        others=[(what, kind.title) for what, kind in KINDS.items() if may_record(visit, case, what)],
        drafts=drafts_left(visit, facts.episode.id),
    )


def _with_remedies(case: Case, found: Iterable[Unmet]) -> Sequence[tuple[str, str | None]]:
    """What is missing, each sentence once, with where it is put right."""
    episode = case.facts.episode.id
    return list({one.sentence: (with_risks(case, one.sentence), remedy(episode, one.code)) for one in found}.values())


def _following(facts: Facts) -> str | None:
    """The stage that the episode goes on to; None where there is none."""
    move = pathway_for(facts).move(facts.episode.stage, "advance")
    return move.dest if move and facts.episode.under_way else None

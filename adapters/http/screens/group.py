"""A group session: one entry for everyone who took part, in every episode or in none, each with its own remark."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from fastapi import APIRouter
from fastapi.responses import Response

from adapters.http.carrying_out import carry_out
from adapters.http.forms.describing import fields_of
from adapters.http.forms.form import WHEN_FIELD, Form
from adapters.http.languages import mark
from adapters.http.pages import done, page
from adapters.http.seeing import Seen, in_treatment, may_see, note_list
from adapters.http.visits import Clinical, Forbidden, Visit
from adapters.identity.permissions import writes
from workflows.aiat.commands import RecordGroup

router = APIRouter()
_HERE: Final = "/groups/new"
_LONGEST: Final = 20_000
_TOO_LONG: Final = mark("At most 20000 characters, please; this is longer.")
_NOT_ALLOWED: Final = mark("Auditors read and never write.")
_NOBODY: Final = mark("Please choose who took part.")


@dataclass(frozen=True)
class Place:
    """One episode that can be chosen: whose, at which stage, and what is wrong with it if it was refused."""

    episode: str
    name: str
    stage: str
    problems: tuple[str, ...] = ()


@router.get("/groups/new")
def ask(visit: Clinical, whose: str = "") -> Response:
    """The empty form, with everybody of the visitor's team."""
    return _shown(visit, _form(), is_all=whose == "all")


@router.post("/groups/new")
def record(visit: Clinical) -> Response:
    """Records the session in every episode chosen, or says beside each what stands in the way."""
    posted = visit.posted
    form = _form().sent(posted)
    allowed = {one.row["episode"] for one in _seen(visit, is_all=True)}
    chosen = [episode for episode in posted.values.get("attended", ()) if episode in allowed]
    remarks = {episode: posted.one(f"remark-{episode}").strip() for episode in chosen}
    problems = {episode: (_TOO_LONG,) for episode, remark in remarks.items() if len(remark) > _LONGEST}
    if problems or not chosen:
        form = replace(form, refusals=() if chosen else (_NOBODY,))
        return _shown(visit, form, problems, status=422)
    attended = [{"episode": one, **({"remark": remarks[one]} if remarks[one] else {})} for one in chosen]
    outcome = carry_out(visit, form, {"command": "record_group", **form.values(), "attended": attended})
    if isinstance(outcome, Form):
        found, left = _apart(outcome.refusals, chosen)
        return _shown(visit, replace(outcome, refusals=left), found, status=422)
    return done(visit, "/", mark("Group session recorded for everyone who took part."))


def _form() -> Form:
    return Form((*fields_of(RecordGroup, "group", {}, left_out=("attended",)), WHEN_FIELD), _HERE, mark("Record"))


def _seen(visit: Visit, *, is_all: bool) -> list[Seen]:
    if not writes(visit.member):
        raise Forbidden(_NOT_ALLOWED)
    seen = may_see(visit, in_treatment(visit.web.caseload.all()))
    mine = [one for one in seen if one.basis == "care_team"]
    return seen if is_all or not mine else mine


def _shown(
    visit: Visit,
    form: Form,
    problems: Mapping[str, tuple[str, ...]] | None = None,
    *,
    is_all: bool = False,
    status: int = 200,
) -> Response:
    chosen = visit.posted.values.get("attended", ())
    is_all = is_all or visit.posted.one("whose") == "all"
    seen = _seen(visit, is_all=is_all)
    note_list(visit, "group", seen)
    names = visit.web.names.clients({one.row["client"] for one in seen})
    found = problems or {}
    places = [
        Place(row["episode"], names[row["client"]], row["stage"], found.get(row["episode"], ()))
        for row in (one.row for one in seen)
    ]
    places.sort(key=lambda place: (not place.problems, place.name.casefold(), place.episode))
    return page(
        visit,
        "group.html",
        status,
        form=form,
        places=places,
        chosen=set(chosen),
        remarks={place.episode: visit.posted.one(f"remark-{place.episode}") for place in places},
        is_all=is_all,
        has_more=len(_seen(visit, is_all=True)) > len(_seen(visit, is_all=False)),
        has_problems=bool(found) or bool(form.refusals) or bool(form.problems),
    )


def _apart(refusals: tuple[str, ...], chosen: list[str]) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """What was refused, by the episode that the sentence names; and what names none."""
    found: dict[str, tuple[str, ...]] = {}
    left = []
    begins = "|".join(f"episode {re.escape(episode)}: " for episode in chosen)
    for refusal in refusals:
        parts = re.split(f"(?:^|; |: )({begins})", refusal)
        for begin, sentence in zip(parts[1::2], parts[2::2], strict=True):
            episode = begin.removeprefix("episode ").removesuffix(": ")
            found[episode] = (*found.get(episode, ()), sentence[:1].upper() + sentence[1:])
        if len(parts) == 1:
            left.append(refusal)
    return found, tuple(left)

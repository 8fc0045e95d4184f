"""What somebody typed into a form and has not sent: kept for them alone, found again, gone once it is recorded."""

from typing import Final, NamedTuple

from adapters.asking import Case
from adapters.drafts import Draft, Place, Saved
from adapters.http.assessing.desk import desk_of
from adapters.http.forms.form import Form
from adapters.http.posted import COMMAND, CSRF, Posted
from adapters.http.visits import Visit
from engine.refusals import Invalid

ACTION: Final = "_action"
TITLE: Final = "_title"
RESUME: Final = "_resume"
"""Posted with a form that is to be shown again as it was left, and not carried out."""
_KIND: Final = "form "
_LONGEST_TITLE: Final = 200


class Typed(NamedTuple):
    """A form as it was left: where it leads, the heading above it, and what stands in its fields."""

    action: str
    title: str
    values: dict[str, tuple[str, ...]]

    @property
    def said(self) -> str:
        """The longest text in it, by which its writer knows it again."""
        texts = (text for name, texts in self.values.items() if not name.startswith("_") for text in texts)
        return max(texts, key=len, default="")


def keep_typed(visit: Visit, case: Case, posted: Posted) -> Saved:
    """Keeps what was typed into a form of this episode. Raises `Invalid`."""
    action = posted.one(ACTION)
    if not (action.startswith(_home(case)) and action.isprintable()):
        raise Invalid(["this is no form of the episode"])
    values = {name: texts for name, texts in posted.values.items() if name not in {CSRF, ACTION, TITLE, RESUME}}
    content = {"action": action, "title": posted.one(TITLE)[:_LONGEST_TITLE], "values": values}
    window = posted.one(COMMAND) or action
    return desk_of(visit.request).drafts.save(_place(visit, case.facts.episode.client, action), content, window=window)


def is_typed(place: Place) -> bool:
    """Whether a draft is that of a form."""
    return place.kind.startswith(_KIND)


def typed_of(draft: Draft) -> Typed:
    """What a draft holds."""
    content = draft.content
    return Typed(content["action"], content["title"], {name: tuple(texts) for name, texts in content["values"].items()})


def left_in(visit: Visit, case: Case, form: Form) -> list[Draft]:
    """What the visitor left in a form that is shown empty or as recorded, the latest first."""
    if form.given is not None or not form.action.startswith(_home(case)):
        return []
    return desk_of(visit.request).drafts.of_form(_place(visit, case.facts.episode.client, form.action))


def forget_typed(visit: Visit, episode: str, form: Form) -> None:
    """Removes what was kept of a form that is recorded now; what another window keeps of the same form stays."""
    drafts = desk_of(visit.request).drafts
    for one in drafts.list_for(visit.member.id):
        if one.place.episode == episode and is_typed(one.place):
            draft = drafts.open(visit.member.id, one.id)
            if draft is not None and form.command_id in typed_of(draft).values.get(COMMAND, ()):
                drafts.delete(visit.member.id, draft.id)


def _place(visit: Visit, client: str, action: str) -> Place:
    _, _, episode, rest = action.split("/", 3)
    return Place(visit.member.id, client, episode, _KIND + rest)


def _home(case: Case) -> str:
    return f"/episodes/{case.facts.episode.id}/"

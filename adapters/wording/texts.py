"""What a form says to whoever answers it, in one language."""

from pydantic import BaseModel, ConfigDict

from workflows.instruments.form import Range


class Wording(BaseModel):
    """The wording of one version of a form. `language` is a BCP 47 tag.

    `items`: the text of every item, by its id. `options`: for each item the label of each response that has one.
    `instructions` stand before the items. `copyright` has to be shown with them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: str
    version: int
    language: str
    response_range: Range
    title: str | None = None
    copyright: str | None = None
    url: str
    instructions: tuple[str, ...] = ()
    items: dict[str, str]
    options: dict[str, dict[int, str]]
    loaded_by: str | None = None
    loaded_at: str | None = None

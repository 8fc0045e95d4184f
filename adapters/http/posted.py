"""What a form posted: every field as the texts that were typed or chosen, nothing read into them yet."""

from collections.abc import Mapping
from typing import Annotated, Final, NamedTuple

from fastapi import Depends, Request

CSRF: Final = "_csrf"
COMMAND: Final = "_command"
VERSION: Final = "_version"
WHEN: Final = "_when"
"""Names that begin with `_` are the form's own; all others are fields of what is recorded."""


class Posted(NamedTuple):
    """The fields of a form, each with its values in the order of the page."""

    values: Mapping[str, tuple[str, ...]] = {}

    def one(self, name: str) -> str:
        """The (first) value of a field; empty where it was not posted."""
        return next(iter(self.values.get(name, ())), "")


async def posted(request: Request) -> Posted:
    """The form of a request; empty for one that only reads. Files are left out."""
    if request.method in {"GET", "HEAD"}:
        return Posted()
    found: dict[str, tuple[str, ...]] = {}
    for name, value in (await request.form(max_fields=2_000)).multi_items():
        if isinstance(value, str):
            found[name] = (*found.get(name, ()), value.replace("\r\n", "\n"))
    return Posted(found)


Form = Annotated[Posted, Depends(posted)]

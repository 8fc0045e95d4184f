"""Several forms on one page: each has its fields, and the ids of their elements, under a name of its own."""

from collections.abc import Mapping
from dataclasses import replace

from adapters.http.forms.form import Form
from adapters.http.posted import Posted

_OWN = ("_csrf", "_command", "_version")


def named(form: Form, name: str) -> Form:
    """The form with every field called `NAME-field`, as it stands on a page with others."""

    def under(texts: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        return {field if field in _OWN else f"{name}-{field}": values for field, values in texts.items()}

    fields = tuple(field._replace(name=f"{name}-{field.name}") for field in form.fields)
    return replace(
        form, fields=fields, given=None if form.given is None else under(form.given), problems=under(form.problems)
    )


def unnamed(posted: Posted, name: str) -> Posted:
    """What was posted, with the fields called as their model calls them."""
    return Posted({field.removeprefix(f"{name}-"): texts for field, texts in posted.values.items()})

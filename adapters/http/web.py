"""What every request shares: the clinic, who may come in, the access log, names, the caseload, and the words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from jinja2 import Environment

from adapters.clinic import Clinic
from adapters.http.caseload_rows import CaseloadRows
from adapters.http.names import Names
from adapters.identity.access_log import AccessLog
from adapters.identity.identity import Identity
from adapters.identity.provider.provider import Provider


@dataclass(frozen=True)
class Web:
    """The page of one clinic. `environments` holds the templates by language; without `provider` passwords alone do.

    `beside` says how those parts are without which everything goes on, if more slowly.
    """

    clinic: Clinic
    identity: Identity
    access_log: AccessLog
    names: Names
    caseload: CaseloadRows
    environments: Mapping[str, Environment]
    provider: Provider | None
    beside: Callable[[], Mapping[str, str]] = dict


def web_of(request: Request) -> Web:
    """The `Web` that `make_app` was given."""
    web: Web = request.app.state.web
    return web


Shared = Annotated[Web, Depends(web_of)]

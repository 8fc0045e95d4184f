"""Keeps a form that was sent after its session had ended, until the same person has signed in again.

It travels in the sign-in page, sealed with the site's key, so that nobody else who signs in there can open it.
"""

import base64
import binascii
import json
from typing import Final, NamedTuple

from adapters.clinic import Clinic
from adapters.http.posted import CSRF, Posted
from engine.keys import SITE, KeysUnusable, associated_data
from events.instants import HOUR

_FOR: Final = 12 * HOUR
_LONGEST: Final = 200_000


class Kept(NamedTuple):
    """A form as it was sent, and where to."""

    action: str
    values: dict[str, tuple[str, ...]]


def keep(clinic: Clinic, account: str, action: str, posted: Posted) -> str | None:
    """The form as a text that only this site can open, for this account; None where it is too long to carry."""
    values = {name: texts for name, texts in posted.values.items() if name != CSRF}
    plain = json.dumps({"at": clinic.clock(), "action": action, "values": values}).encode()
    if len(plain) > _LONGEST:
        return None
    sealed = clinic.keys.seal(SITE, plain, _for(account))
    return base64.urlsafe_b64encode(sealed).decode()


def kept(clinic: Clinic, account: str, text: str) -> Kept | None:
    """The form again; None for another account, after twelve hours, or for anything that this site did not keep."""
    try:
        opened = json.loads(clinic.keys.open(SITE, base64.urlsafe_b64decode(text), _for(account)))
    except (KeysUnusable, binascii.Error, ValueError):
        return None
    if clinic.clock() - opened["at"] > _FOR:
        return None
    return Kept(opened["action"], {name: tuple(texts) for name, texts in opened["values"].items()})


def _for(account: str) -> bytes:
    return associated_data("kept-form", account)

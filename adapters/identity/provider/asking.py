"""Asks the provider for JSON over HTTP: promptly, directly, and never for more than a description needs."""

import json
from typing import Any, Final

import httpx2

from adapters.identity.provider.trouble import ProviderUnusable

_SECONDS: Final = 5.0
_MOST_BYTES: Final = 1_000_000


def ask(method: str, address: str, *, form: dict[str, str] | None = None, auth: tuple[str, str] | None = None) -> Any:
    """The JSON object at an address. Raises `ProviderUnusable`, also where it leads elsewhere.

    Of an answer that is not 200 its status and its OAuth error code are told, and nothing else.
    """
    try:
        with (
            httpx2.Client(timeout=_SECONDS, follow_redirects=False) as client,
            client.stream(method, address, data=form, auth=auth, headers={"Accept": "application/json"}) as answer,
        ):
            body = b""
            for part in answer.iter_bytes():
                body += part
                if len(body) > _MOST_BYTES:
                    raise ProviderUnusable(f"{address}:too_long")
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise ProviderUnusable(f"{address}:{type(error).__name__}") from None
    if answer.status_code != 200:
        raise ProviderUnusable(f"{address}:{answer.status_code}{_error_code(body)}")
    found = _read(body)
    if found is None:
        raise ProviderUnusable(f"{address}:not_json")
    return found


def _read(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _error_code(body: bytes) -> str:
    code = (_read(body) or {}).get("error")
    return f":{code}" if isinstance(code, str) and code.isascii() and code.replace("_", "").isalpha() else ""

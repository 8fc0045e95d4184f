"""Sends one signal by Standard Webhooks 1.0: signed, to an address that was checked, within 15 seconds in all."""

import json
import ssl
from datetime import UTC
from typing import Final
from urllib.parse import urlsplit

import anyio
import httpx2
from standardwebhooks import Webhook

from adapters.webhooks.addresses import NotAllowed, Resolve, check, port_of, resolve
from adapters.webhooks.endpoints import Owed, Target
from adapters.webhooks.retrying import Answer
from events.instants import iso, to_datetime

TYPE: Final = "org.homeport.log.advanced.v1"
_SECONDS: Final = 15.0


async def send(
    owed: Owed, site: str, target: Target, now: int, *, find: Resolve = resolve, seconds: float = _SECONDS
) -> Answer:
    """What came of an attempt at the moment `now`, which is signed with it. Never raises for what is amiss there."""
    body = content(owed, site)
    try:
        with anyio.fail_after(seconds):
            return await _post(target, body, signed_headers(owed, target, body, now), find)
    except (TimeoutError, httpx2.TimeoutException):
        return Answer("timeout")
    except NotAllowed:
        return Answer("address_refused")
    except (httpx2.HTTPError, OSError, UnicodeError) as error:
        return Answer("tls_failed" if _is_of_tls(error) else "unreachable")


def content(owed: Owed, site: str) -> str:
    """The body: the same at each attempt."""
    data = {"site": site, "position": owed.position}
    return json.dumps({"type": TYPE, "timestamp": iso(owed.composed_at), "data": data}, separators=(",", ":"))


def signed_headers(owed: Owed, target: Target, body: str, now: int) -> dict[str, str]:
    """The headers of an attempt at the moment `now`, signed with each secret that is live."""
    moment = to_datetime(now, UTC)
    signatures = [Webhook(secret).sign(owed.message, moment, body) for secret in target.secrets]
    return {
        "content-type": "application/json",
        "user-agent": "Homeport",
        "webhook-id": owed.message,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


async def _post(target: Target, body: str, headers: dict[str, str], find: Resolve) -> Answer:
    parts = urlsplit(target.url)
    host = parts.hostname or ""
    addresses = await anyio.to_thread.run_sync(find, host, port_of(parts), abandon_on_cancel=True)
    check(parts, addresses, allow_private=target.allow_private)
    # Time is kept by `send`, over all of it; proxies that the environment names would look names up themselves.
    trusted = httpx2.create_ssl_context()  # whom the system trusts, or SSL_CERT_FILE names
    async with httpx2.AsyncClient(verify=trusted, timeout=None, follow_redirects=False, trust_env=False) as client:
        request = client.build_request("POST", target.url, content=body, headers=headers)
        request.extensions["sni_hostname"] = host  # the certificate is that of the name, the connection to the number
        for number, address in enumerate(addresses, 1):
            request.url = request.url.copy_with(host=address)
            try:
                answer = await client.send(request, stream=True)  # whatever its body holds is of no use
            except httpx2.ConnectError as error:
                if number == len(addresses) or _is_of_tls(error):
                    raise
                continue
            await answer.aclose()
            return Answer(str(answer.status_code), answer.headers.get("retry-after"))
    raise OSError("no address")


def _is_of_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False

"""Which addresses a webhook may be sent to. What was checked is what is connected to: a name is resolved once."""

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from engine.refusals import Invalid

Resolve = Callable[[str, int], Sequence[str]]
"""The addresses of a host, as numbers. Raises `OSError`."""

_LONGEST: Final = 2_000
_NAT64: Final = IPv6Network("64:ff9b::/96")


class NotAllowed(Exception):
    """The address must not be sent to; `str()` says why."""


def read_url(url: str) -> SplitResult:
    """The parts of an endpoint's URL. Raises `Invalid`, which never quotes it: it may hold a secret."""
    problem = "write it like https://subscriber.example/hooks"
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise Invalid([f"this URL cannot be read; {problem}"], field="url") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or not url.isascii() or len(url) > _LONGEST:
        raise Invalid([f"this is not the URL of an endpoint; {problem}"], field="url")
    if parts.username is not None or parts.fragment or any(character.isspace() for character in url):
        raise Invalid([f"the URL must hold no user, password, fragment or space; {problem}"], field="url")
    return parts


def port_of(parts: SplitResult) -> int:
    """The port that a URL leads to."""
    return parts.port or (443 if parts.scheme == "https" else 80)


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host by the system's resolver."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def check(parts: SplitResult, addresses: Sequence[str], *, allow_private: bool) -> None:
    """Raises `NotAllowed` unless every one of a URL's `addresses` may be sent to.

    One that is not public needs the operator's word for this host, and a link-local one is refused even then.
    """
    found = [ip_address(address.partition("%")[0]) for address in addresses]
    if not all(_is_public(one) or (allow_private and _is_private(one)) for one in found):
        raise NotAllowed("its host has an address that is not public")
    if parts.scheme != "https" and not all(one.is_loopback for one in found):
        raise NotAllowed("it is not https, and its host is not this machine")


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    inner = _within(address)
    is_public = address.is_global and not address.is_multicast
    return _is_public(inner) if inner else is_public


def _is_private(address: IPv4Address | IPv6Address) -> bool:
    if inner := _within(address):
        return _is_private(inner)
    return address.is_private and not (address.is_link_local or address.is_multicast or address.is_unspecified)


def _within(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def check_reachable(url: str, *, allow_private: bool, find: Resolve = resolve) -> None:
    """Raises `Invalid`, for whoever adds an endpoint, unless its URL may be sent to as its host resolves now."""
    parts = read_url(url)
    try:
        check(parts, find(parts.hostname or "", port_of(parts)), allow_private=allow_private)
    except (OSError, UnicodeError):
        raise Invalid(["the host of this URL is not found; see that it is spelt right"], field="url") from None
    except NotAllowed as error:
        mending = "" if allow_private else "; --allow-private lets a webhook into a private network, or to this machine"
        raise Invalid([f"nothing may be sent to this URL: {error}{mending}"], field="url") from None


def shown(url: str) -> str:
    """A URL with `?…` for its query, which may hold a secret."""
    parts = urlsplit(url)
    return parts._replace(query="…" if parts.query else "").geturl()

"""Verifies an ID token: who signed it, for whom, for which sign-in, and when somebody proved who they are."""

from typing import Any, Final, NamedTuple

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from adapters.identity.provider.trouble import Unbelievable

ALGORITHMS: Final = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
)
"""Signatures by a key that only the provider has. Neither `none`, nor HMAC, for which its public key would do."""
LEEWAY: Final = 60
"""Seconds by which two clocks may differ."""
_LONGEST: Final = 255
_OURS: Final = {"iss", "aud", "sub", "exp", "iat", "nbf", "nonce"}


class Person(NamedTuple):
    """Who the provider says it is. `email` is one that it verified; `at` is when they proved it, in seconds."""

    subject: str
    email: str | None
    at: int


class Expected(NamedTuple):
    """What a token must say to be of this sign-in. In seconds: `since` they left for the provider, and it is `now`."""

    issuer: str
    client_id: str
    nonce: str
    since: int
    now: int


def verified(token: str, keys: KeySet, expected: Expected) -> Person:
    """Whom the token is about. Raises `Unbelievable`."""
    try:
        claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        jwt.JWTClaimsRegistry(
            now=expected.now,
            leeway=LEEWAY,
            iss={"essential": True, "value": expected.issuer},
            aud={"essential": True, "value": expected.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": expected.nonce},
        ).validate(claims)
    except (JoseError, ValueError) as error:
        claim = getattr(error, "claim", None)
        raise Unbelievable(f"{type(error).__name__}:{claim}" if claim in _OURS else type(error).__name__) from None
    _check_party(claims, expected.client_id)
    subject, email = claims["sub"], claims.get("email")
    if len(subject) > _LONGEST:
        raise Unbelievable("sub_too_long")
    is_verified = isinstance(email, str) and bool(email) and claims.get("email_verified") is True
    return Person(subject, email if is_verified else None, _proved_at(claims, expected))


def _check_party(claims: dict[str, Any], client_id: str) -> None:
    """A token that several may use must have been issued to this client."""
    party, audience = claims.get("azp"), claims["aud"]
    if (party is not None or (isinstance(audience, list) and len(audience) > 1)) and party != client_id:
        raise Unbelievable("azp_of_another_client")


def _proved_at(claims: dict[str, Any], expected: Expected) -> int:
    at = claims.get("auth_time")
    if isinstance(at, bool) or not isinstance(at, int):
        raise Unbelievable("no_auth_time")
    if not expected.since - LEEWAY <= at <= expected.now + LEEWAY:
        raise Unbelievable("auth_time_of_another_sign_in")
    return at

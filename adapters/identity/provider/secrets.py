"""The words of one sign-in: state, nonce and PKCE verifier, all drawn from a secret that the browser alone holds.

So the three are bound to that browser with nothing kept here that would be worth reading, and none tells another.
"""

import base64
import hashlib
import hmac
import secrets
from typing import Literal


def new_secret() -> str:
    """What the browser is to hold until it comes back."""
    return secrets.token_urlsafe(32)


def word(secret: str, of: Literal["state", "nonce", "verifier"]) -> str:
    """One of the three words: 43 characters that a URL may hold."""
    return _url_safe(hmac.digest(secret.encode(), of.encode(), "sha256"))


def challenge(verifier: str) -> str:
    """What the provider is shown of the verifier at first (PKCE, S256)."""
    return _url_safe(hashlib.sha256(verifier.encode()).digest())


def _url_safe(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")

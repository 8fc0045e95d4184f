"""A small OpenID provider for the tests: a real one of its kind, which can be told to misbehave.

`python -m tests.servers.openid` serves it on a free port of the loopback, and prints its issuer. It knows one client
(`CLIENT`, `SECRET`), and signs in whoever types a subject into its form: no password, everybody here is made up.
"""

import base64
import hashlib
import hmac
import json
import secrets
import socket
import subprocess
import sys
import time
from html import escape
from typing import Annotated, Any, Final, Self
from urllib.parse import unquote, urlencode

import httpx2
import uvicorn
from fastapi import FastAPI, Form, Header
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT: Final = "homeport at a synthetic clinic"
SECRET: Final = "a secret: with/signs & spaces"
_BAD_GRANT: Final = JSONResponse({"error": "invalid_grant"}, 400)


class Provider:
    """What one provider knows. `twists` are told to it by a test: how its next answers are to be wrong."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.twists: dict[str, Any] = {}
        self.codes: dict[str, dict[str, Any]] = {}
        self.key = _new_key()

    def now(self) -> int:
        """The provider's time in seconds; a test may set it."""
        return int(self.twists.get("now", time.time() + self.twists.get("ahead", 0)))

    def description(self) -> dict[str, Any]:
        """Its discovery document."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "authorization_response_iss_parameter_supported": True,
            **self.twists.get("description", {}),
        }

    def token(self, granted: dict[str, Any]) -> str:
        """The ID token, or the forgery that a test asks for."""
        claims = {
            "iss": self.issuer,
            "sub": granted["subject"],
            "aud": CLIENT,
            "exp": self.now() + 300,
            "iat": self.now(),
            "nonce": granted["nonce"],
            "auth_time": granted["at"],
            **({"email": granted["email"], "email_verified": True} if granted["email"] else {}),
            **self.twists.get("claims", {}),
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        kid = self.key.kid
        match self.twists.get("signed"):
            case "none":
                return jwt.encode({"alg": "none"}, claims, OctKey.import_key("unused"), algorithms=["none"])
            case "with the public key":
                return _signed_by_hmac({"alg": "HS256", "kid": kid}, claims, self.key.as_pem(private=False))
            case "by somebody else":
                return jwt.encode({"alg": "RS256", "kid": kid}, claims, _new_key())
        return jwt.encode({"alg": "RS256", "kid": kid}, claims, self.key)


def make_app(issuer: str) -> FastAPI:
    """The provider as a web application."""
    app, provider = FastAPI(), Provider(issuer)
    _publish(app, provider)
    _authorize(app, provider)
    _exchange(app, provider)
    return app


def _publish(app: FastAPI, provider: Provider) -> None:
    @app.get("/.well-known/openid-configuration")
    def description() -> dict[str, Any]:
        return provider.description()

    @app.get("/keys")
    def keys() -> dict[str, Any]:
        return {"keys": [provider.key.as_dict(private=False, use="sig", alg="RS256")]}

    @app.post("/twist")
    def twist(twists: dict[str, Any]) -> None:
        if twists.pop("rotated", False):
            provider.key = _new_key()
        provider.twists = twists


def _authorize(app: FastAPI, provider: Provider) -> None:
    @app.get("/authorize")
    def ask(client_id: str, redirect_uri: str, state: str, nonce: str, code_challenge: str, scope: str) -> Response:
        if client_id != CLIENT or "openid" not in scope.split():
            return HTMLResponse("Unknown client", 400)
        asked = {"redirect_uri": redirect_uri, "state": state, "nonce": nonce, "code_challenge": code_challenge}
        hidden = "".join(f'<input type="hidden" name="{k}" value="{escape(v)}">' for k, v in asked.items())
        return HTMLResponse(
            f'<!doctype html><html lang="en"><title>Provider</title><form method="post" action="/authorize">{hidden}'
            '<label>Who are you? <input name="subject"></label><label>Address <input name="email"></label>'
            '<button>That is me</button><button name="deny" value="1">Cancel</button></form></html>'
        )

    @app.post("/authorize")
    def answer(
        redirect_uri: Annotated[str, Form()],
        state: Annotated[str, Form()],
        nonce: Annotated[str, Form()],
        code_challenge: Annotated[str, Form()],
        subject: Annotated[str, Form()] = "",
        email: Annotated[str, Form()] = "",
        deny: Annotated[str, Form()] = "",
    ) -> Response:
        given = {"state": state, "iss": provider.twists.get("iss", provider.issuer)}
        if deny:
            return RedirectResponse(f"{redirect_uri}?{urlencode({**given, 'error': 'access_denied'})}", 303)
        code = secrets.token_urlsafe(16)
        provider.codes[code] = {
            "redirect_uri": redirect_uri,
            "nonce": nonce,
            "challenge": code_challenge,
            "subject": subject,
            "email": email,
            "at": provider.now(),
        }
        return RedirectResponse(f"{redirect_uri}?{urlencode({**given, 'code': code})}", 303)


def _exchange(app: FastAPI, provider: Provider) -> None:
    @app.post("/token")
    def token(
        code: Annotated[str, Form()],
        redirect_uri: Annotated[str, Form()],
        code_verifier: Annotated[str, Form()],
        grant_type: Annotated[str, Form()],
        client_id: Annotated[str, Form()] = "",
        client_secret: Annotated[str, Form()] = "",
        authorization: Annotated[str, Header()] = "",
    ) -> Response:
        if _client(authorization, client_id, client_secret) != (CLIENT, SECRET):
            return JSONResponse({"error": "invalid_client"}, 401)
        granted = provider.codes.pop(code, None)
        proof = _url_safe(hashlib.sha256(code_verifier.encode()).digest())
        if granted is None or grant_type != "authorization_code" or granted["redirect_uri"] != redirect_uri:
            return _BAD_GRANT
        if granted["challenge"] != proof:
            return _BAD_GRANT
        found = {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "id_token": provider.token(granted)}
        return JSONResponse(found)


def _client(authorization: str, client_id: str, client_secret: str) -> tuple[str, str]:
    if not authorization.startswith("Basic "):
        return client_id, client_secret
    name, _, secret = base64.b64decode(authorization[6:]).decode().partition(":")
    return unquote(name), unquote(secret)


def _signed_by_hmac(header: dict[str, Any], claims: dict[str, Any], secret: bytes) -> str:
    """A forgery that no library makes: its "secret" is what everybody can read."""
    told = ".".join(_url_safe(json.dumps(part).encode()) for part in (header, claims))
    return f"{told}.{_url_safe(hmac.digest(secret, told.encode(), 'sha256'))}"


def _url_safe(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _new_key() -> RSAKey:
    return RSAKey.generate_key(2048, auto_kid=True)


class ServedProvider:
    """The provider in a process of its own, at `issuer`. Use it as a context manager: the process ends with it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen([sys.executable, "-m", __name__], stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.issuer = self._process.stdout.readline().strip()

    def twist(self, **twists: Any) -> None:
        """Has it answer wrongly from now on, or rightly again."""
        httpx2.post(f"{self.issuer}/twist", json=twists).raise_for_status()

    def stop(self) -> None:
        """Ends it: from now on it cannot be reached."""
        self._process.terminate()
        self._process.communicate(timeout=10)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


if __name__ == "__main__":
    with socket.create_server(("127.0.0.1", 0)) as listening:
        here = f"http://127.0.0.1:{listening.getsockname()[1]}"
        print(here, flush=True)  # noqa: T201  # for whoever started it
        uvicorn.Server(uvicorn.Config(make_app(here), log_level="error")).run(sockets=[listening])

"""The provider, as a site's page uses it: where to send somebody, and who it was that came back."""

from typing import Any
from urllib.parse import quote, urlencode

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from adapters.identity.provider.asking import ask
from adapters.identity.provider.description import Description, described
from adapters.identity.provider.id_token import Expected, Person, verified
from adapters.identity.provider.secrets import challenge, word
from adapters.identity.provider.settings import ProviderSettings
from adapters.identity.provider.trouble import ProviderUnusable, Unbelievable


class Provider:
    """Speaks to the provider of these settings. Every method asks it over the network, and is slow."""

    def __init__(self, settings: ProviderSettings) -> None:
        self.issuer = settings.issuer
        self._client_id = settings.client_id
        self._secret = settings.secret()

    def way_there(self, secret: str, back: str) -> str:
        """The address at which somebody proves who they are; the provider sends them to `back`.

        Raises `ProviderUnusable`.
        """
        endpoint = described(self.issuer).authorization_endpoint
        query = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": back,
            "scope": "openid email",
            "state": word(secret, "state"),
            "nonce": word(secret, "nonce"),
            "code_challenge": challenge(word(secret, "verifier")),
            "code_challenge_method": "S256",
            # they prove it anew, however long they have been signed in there: other people use this computer too
            "prompt": "login",
            "max_age": "0",
        }
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"

    def who(self, secret: str, code: str, iss: str | None, back: str, *, since: int, now: int) -> Person:
        """Who came back with this code, having proved it after `since`. Times are seconds.

        Raises `ProviderUnusable` and `Unbelievable`.
        """
        about = described(self.issuer)
        if iss != self.issuer and (iss is not None or about.authorization_response_iss_parameter_supported):
            raise Unbelievable("another_issuer_answers")
        token = self._exchanged(about, secret, code, back)
        keys = _keys(ask("GET", about.jwks_uri), about.jwks_uri)
        return verified(token, keys, Expected(self.issuer, self._client_id, word(secret, "nonce"), since, now))

    def _exchanged(self, about: Description, secret: str, code: str, back: str) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": word(secret, "verifier"),
        }
        auth = None
        if "client_secret_basic" in about.token_endpoint_auth_methods_supported:
            auth = (quote(self._client_id, safe=""), quote(self._secret, safe=""))  # RFC 6749, 2.3.1
        else:
            form |= {"client_id": self._client_id, "client_secret": self._secret}
        token = ask("POST", about.token_endpoint, form=form, auth=auth).get("id_token")
        if not isinstance(token, str):
            raise Unbelievable("no_id_token")
        return token


def _keys(found: Any, address: str) -> KeySet:
    try:
        return KeySet.import_key_set(found)
    except (JoseError, ValueError, TypeError, KeyError):
        raise ProviderUnusable(f"{address}:no_usable_keys") from None

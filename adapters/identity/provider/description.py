"""What a provider says of itself (OpenID Connect Discovery 1.0), as far as this client needs it."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ValidationError

from adapters.identity.provider.asking import ask
from adapters.identity.provider.settings import is_safe
from adapters.identity.provider.trouble import ProviderUnusable


def _safe(address: str) -> str:
    if not is_safe(address):
        raise ValueError("is not HTTPS")
    return address


Endpoint = Annotated[str, AfterValidator(_safe)]


class Description(BaseModel):
    """The provider's endpoints, and how it wants to be spoken to."""

    issuer: str
    authorization_endpoint: Endpoint
    token_endpoint: Endpoint
    jwks_uri: Endpoint
    token_endpoint_auth_methods_supported: Sequence[str] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


def described(issuer: str) -> Description:
    """The description at the issuer's well-known address. Raises `ProviderUnusable`."""
    address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    try:
        found = Description.model_validate(ask("GET", address))
    except ValidationError as error:
        wrong = sorted({str(one["loc"][0]) for one in error.errors() if one["loc"]})
        raise ProviderUnusable(f"{address}:unusable_{wrong[0] if wrong else 'shape'}") from None
    if found.issuer != issuer:
        raise ProviderUnusable(f"{address}:another_issuer")
    return found

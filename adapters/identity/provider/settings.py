"""Which provider, and as which client of it: `HOMEPORT_OIDC_*` in the environment."""

import os
from pathlib import Path
from typing import Annotated, Final, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from engine.refusals import Invalid

_PREFIX: Final = "HOMEPORT_OIDC_"
_LOOPBACK: Final = {"127.0.0.1", "::1", "localhost"}


def is_safe(address: str) -> bool:
    """Whether nobody on the way can read or change what is sent there: HTTPS, or this machine itself."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK))


def _issuer(address: str) -> str:
    if not is_safe(address) or "?" in address or "#" in address:
        raise ValueError("is not the address of a provider; write it as the provider does, such as https://id.example")
    return address


class ProviderSettings(BaseSettings):
    """The provider that staff may sign in through. `issuer` is spelt exactly as in its own description."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, env_ignore_empty=True)

    issuer: Annotated[str, AfterValidator(_issuer)]
    client_id: Annotated[str, Field(max_length=300)]
    client_secret: SecretStr | None = None
    client_secret_file: Path | None = None

    @model_validator(mode="after")
    def _one_secret(self) -> Self:
        if (self.client_secret is None) == (self.client_secret_file is None):
            raise ValueError("set either HOMEPORT_OIDC_CLIENT_SECRET or HOMEPORT_OIDC_CLIENT_SECRET_FILE, not both")
        return self

    def secret(self) -> str:
        """The client's secret. Raises `Invalid` where its file cannot be read."""
        if self.client_secret is not None:
            return self.client_secret.get_secret_value()
        assert self.client_secret_file is not None  # noqa: S101  # one of them is there
        try:
            found = self.client_secret_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = os.strerror(error.errno or 0) if isinstance(error, OSError) else "it is not text"
            raise Invalid([f"HOMEPORT_OIDC_CLIENT_SECRET_FILE cannot be read ({reason})"]) from None
        if not found:
            raise Invalid(["HOMEPORT_OIDC_CLIENT_SECRET_FILE names an empty file; it is to hold the client's secret"])
        return found


def provider_settings() -> ProviderSettings | None:
    """What the environment says; None where it names no provider. Raises `Invalid`, naming each variable."""
    if not any(name.upper().startswith(_PREFIX) and value for name, value in os.environ.items()):
        return None
    try:
        found = ProviderSettings()  # type: ignore[call-arg]  # from the environment
    except ValidationError as error:
        raise Invalid([_told(tuple(one["loc"]), one["type"], one["msg"]) for one in error.errors()]) from None
    found.secret()
    return found


def _told(place: tuple[int | str, ...], kind: str, message: str) -> str:
    said = message.removeprefix("Value error, ")
    if not place:
        return said
    variable = f"{_PREFIX}{place[0]}".upper()
    if kind == "missing":
        return f"{variable} is not set, and a provider needs it; or unset the other HOMEPORT_OIDC_ variables"
    return f"{variable} {said[0].lower()}{said[1:]}"

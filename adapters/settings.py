"""What a process is told by its environment: where the database lies, where Redis does, where checkpoints go."""

from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from engine.refusals import Invalid

_POSTGRES: Final = ("postgresql://", "postgres://", "postgresql+psycopg://")
_REDIS: Final = ("redis://", "rediss://", "unix://")


def _of_postgres(url: str) -> str:
    if not url.startswith(_POSTGRES):
        raise ValueError("write it like postgresql://USER@HOST:PORT/DATABASE")
    return url


def _of_redis(url: str) -> str:
    if not url.startswith(_REDIS):
        raise ValueError("write it like redis://localhost:6379/0")
    return url


class Settings(BaseSettings):
    """The settings of a process, each from `HOMEPORT_` and its name. Addresses may hold passwords: never print them."""

    model_config = SettingsConfigDict(
        env_prefix="HOMEPORT_", env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    database_url: Annotated[str, AfterValidator(_of_postgres)] | None = Field(default=None, repr=False)
    """The PostgreSQL that sites lie in; None where each lies in SQLite files of its own folder."""
    redis_url: Annotated[str, AfterValidator(_of_redis)] | None = Field(default=None, repr=False)
    """The Redis that carries nudges between processes; None where one process does everything."""
    checkpoints: Path | None = None
    """Where checkpoints are published, in a folder for each site; None for the folder of the site itself."""


def settings() -> Settings:
    """The settings as the environment has them. Raises `Invalid`, which names the variable and not its value."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = [
            f"HOMEPORT_{str(one['loc'][0]).upper()}: {one['msg'].removeprefix('Value error, ')}"
            for one in error.errors(include_input=False, include_url=False, include_context=False)
        ]
    raise Invalid(wrong)

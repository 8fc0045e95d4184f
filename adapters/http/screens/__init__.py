"""The screens, one module each with a `router`. A new screen is added to `ROUTERS`, and nowhere else."""

from typing import Final

from fastapi import APIRouter

from adapters.http.screens import caseload, display, episode, health, people, record, sign_in, today

ROUTERS: Final[tuple[APIRouter, ...]] = (
    health.router,
    sign_in.router,
    display.router,
    today.router,
    caseload.router,
    episode.router,
    record.router,
    people.router,
)

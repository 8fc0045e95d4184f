"""The screens, one module each with a `router`. A new screen is added to `ROUTERS`, and nowhere else."""

from typing import Final

from fastapi import APIRouter

from adapters.http.screens import (
    assessment,
    assessment_drafts,
    caseload,
    contacts,
    coping,
    display,
    episode,
    health,
    map_entries,
    people,
    plan,
    plan_entries,
    practice,
    record,
    sign_in,
    social_map,
    today,
)

ROUTERS: Final[tuple[APIRouter, ...]] = (
    health.router,
    sign_in.router,
    display.router,
    today.router,
    caseload.router,
    episode.router,
    record.router,
    people.router,
    social_map.router,
    map_entries.router,
    contacts.router,
    plan.router,
    coping.router,
    plan_entries.router,
    assessment_drafts.router,
    assessment.router,
    practice.router,
)

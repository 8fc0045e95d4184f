"""Histories of synthetic clients as files of commands hold them: plain data, one command a line."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

Line = dict[str, Any]
OPENED = datetime.fromisoformat("2026-02-02T10:00:00-08:00")
CANARY = "CANARY"
"""Stands in every text about a client, so that a leak shows."""


def write(path: Path, lines: Iterable[Line | str]) -> Path:
    """Writes lines to a file: commands as JSON, text as it stands."""
    with path.open("w", encoding="utf-8") as file:
        for line in lines:
            file.write((line if isinstance(line, str) else json.dumps(line)) + "\n")
    return path


def entry(episode: str, what: str, at: datetime, name: str = "", /, **content: Any) -> Line:
    """A `record` command. The entry's id is the episode's with the kind, or the name given."""
    made = f"{episode}-{name or what}"
    return {
        "command": "record",
        "id": f"record-{made}",
        "actor": "mira",
        "episode": episode,
        "what": what,
        "entry": made,
        "occurred_at": at.isoformat(),
        "recorded_at": at.isoformat(),
        "content": content,
    }


def step(episode: str, command: str, at: datetime, name: str = "", /, **fields: Any) -> Line:
    """A command that moves the episode as a whole."""
    return {
        "command": command,
        "id": f"{name or command}-{episode}",
        "actor": "sol",
        "episode": episode,
        "occurred_at": at.isoformat(),
        "recorded_at": at.isoformat(),
        **fields,
    }


def assessment(episode: str, form: str, occasion: str, at: datetime, answers: Mapping[str, int | None]) -> Line:
    """An instrument answered."""
    return entry(episode, "assessment", at, f"{form}-{occasion}", form=form, occasion=occasion, answers=dict(answers))


def intake(number: int, at: datetime = OPENED) -> Iterator[Line]:
    """A client `c-N` and episode `e-N`, from registration to the exit from intake: 8 commands."""
    client, episode = f"c-{number}", f"e-{number}"
    when = {"occurred_at": at.isoformat(), "recorded_at": at.isoformat()}
    yield {
        "command": "register_client",
        "id": f"register-{client}",
        "actor": "ines",
        "client": client,
        "name": f"{CANARY} Client {number}",
        "contact": f"{CANARY} telephone",
        **when,
    }
    yield {
        "command": "open_episode",
        "id": f"open-{episode}",
        "actor": "ines",
        "client": client,
        "episode": episode,
        **when,
    }
    yield entry(episode, "consent", at, signed_on=at.date().isoformat())
    yield entry(episode, "safety-screen", at, safe_now="yes", choices_explained=True, note=f"{CANARY} note")
    yield entry(episode, "substance", at, substance="alcohol", relieves=["loneliness"], relief_note=f"{CANARY} why")
    yield entry(episode, "attachment-history", at, disruptions=["loss"], narrative=f"{CANARY} narrative")
    yield entry(episode, "care-team", at, members=["cole", "mira"])
    yield step(episode, "advance", at, "to-assessment")


def baselines(number: int, at: datetime = OPENED + timedelta(days=1)) -> Iterator[Line]:
    """The three baselines, the formulation, and the step to `social_map_building`: 5 commands."""
    episode = f"e-{number}"
    yield assessment(episode, "ecr-s", "baseline", at, {str(n): 4 + n % 3 for n in range(1, 13)})
    yield assessment(episode, "rfq-8", "baseline", at, {str(n): 3 + n % 2 for n in range(1, 9)})
    yield assessment(episode, "sps-10", "baseline", at, {str(n): 2 for n in range(1, 11)})
    yield entry(
        episode,
        "formulation",
        at,
        style="preoccupied",
        strategy="hyperactivating",
        reason=f"{CANARY} reason",
    )
    yield step(episode, "advance", at, "to-map")


def corrected_map(number: int, at: datetime = OPENED + timedelta(days=2)) -> Iterator[Line]:
    """A person, a contact, another made in error and voided, and the person amended: 5 commands."""
    episode = f"e-{number}"
    friend = {"role": "friend", "stance": "supports", "provisions": ["guidance"], "name": f"{CANARY} Friend"}
    talk = {"how": "phone", "begun_by": "client", "purpose": "check_in", "outcome": "supported"}
    later = at + timedelta(hours=3)
    yield entry(episode, "person", at, "friend", **friend)
    yield entry(episode, "contact", at + timedelta(hours=1), "call", person=f"{episode}-friend", **talk)
    yield entry(episode, "contact", at + timedelta(hours=2), "wrong", person=f"{episode}-friend", **talk)
    yield step(episode, "void", later, "void-wrong", entry=f"{episode}-wrong", reason=f"{CANARY} typed twice")
    yield {
        **step(
            episode,
            "amend",
            at,
            "amend-friend",
            entry=f"{episode}-friend",
            reason=f"{CANARY} knows them from work",
            content={**friend, "role": "colleague"},
        ),
        "recorded_at": later.isoformat(),
    }


def history(number: int) -> list[Line]:
    """All of the above, in order."""
    return [*intake(number), *baselines(number), *corrected_map(number)]

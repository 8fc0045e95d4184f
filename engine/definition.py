"""A workflow's definition: its stages, moves and requirements as versioned, hashed data."""

import hashlib
import json
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Stage(_Data):
    """A stage, and the kinds of entry that may be made from it on."""

    name: str
    title: str
    opens: tuple[str, ...] = ()
    final: bool = False


class Move(_Data):
    """A way from one stage to another, and the requirement codes that must be met to take it."""

    trigger: str
    source: str
    dest: str
    requires: tuple[str, ...] = ()
    needs_reason: bool = False


class Requirement(_Data):
    """Which check decides a requirement, and with which parameters. A released code never changes meaning.

    `lapses` says whether the requirement, met once and its stage left, is watched further on.
    """

    check: str
    parameters: dict[str, Any] = {}
    lapses: bool = True


class Definition(_Data):
    """A pathway. The first stage is where a new run begins."""

    name: str
    version: int
    stages: tuple[Stage, ...]
    moves: tuple[Move, ...]
    requirements: dict[str, Requirement] = {}

    @model_validator(mode="after")
    def _holds_together(self) -> "Definition":
        names = [stage.name for stage in self.stages]
        if not names or len(set(names)) != len(names):
            raise ValueError("a definition needs stages, each with a name of its own")
        taken = set()
        for move in self.moves:
            if move.source not in names or move.dest not in names:
                raise ValueError(f"move {move.trigger} from {move.source} to {move.dest}: no such stage")
            if (move.trigger, move.source) in taken:
                raise ValueError(f"{move.source} has two moves called {move.trigger}")
            taken.add((move.trigger, move.source))
            if unknown := set(move.requires) - set(self.requirements):
                raise ValueError(f"move {move.trigger} from {move.source} requires unknown {sorted(unknown)}")
        return self

    @cached_property
    def hash(self) -> str:
        """SHA-256 (hex) of the canonical JSON."""
        return content_hash(self.model_dump(mode="json"))

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of each stage along the pathway, from 0."""
        return {stage.name: place for place, stage in enumerate(self.stages)}

    def stage(self, name: str) -> Stage:
        """The stage called `name`; KeyError if there is none."""
        return self.stages[self.order[name]]

    def opened_by(self, kind: str) -> Stage | None:
        """The first stage that opens entries of this kind; None if none ever does."""
        return next((stage for stage in self.stages if kind in stage.opens), None)

    def moves_from(self, stage: str) -> tuple[Move, ...]:
        """The moves that leave a stage, in the order of the definition."""
        return tuple(move for move in self.moves if move.source == stage)

    def what_does_not_map(self, other: "Definition", stage: str, overridden: set[str]) -> list[str]:
        """Why a run that stands at `stage` cannot go on under `other`; empty if it can."""
        problems = []
        if stage not in other.order:
            problems.append(f"stage {stage} does not exist in {other.name} version {other.version}")
        problems += [
            f"overridden requirement {code} does not exist there"
            for code in sorted(overridden - set(other.requirements))
        ]
        for code, requirement in self.requirements.items():
            there = other.requirements.get(code)
            if there is not None and there.check != requirement.check:
                problems.append(f"requirement {code} means something else there: a new meaning needs a new code")
        return problems


def content_hash(content: Any) -> str:
    """SHA-256 (hex) of plain data as canonical JSON: keys sorted, no white space, UTF-8."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()

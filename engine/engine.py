"""Executes commands: load, decide, append, and again where somebody else was faster."""

import random
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from engine.command import Command
from engine.domain import Context, Domain
from engine.folding import evolved
from engine.group_commit import GroupCommit
from engine.keys import KeyErased, KeyMissing, Keys, KeysUnusable
from engine.refusals import CommandIdReused, Refused, StaleVersion, TooBusy
from engine.sealing import Sealing
from engine.turns import Turns
from events.envelope import Append, Receipt, Recorded, StreamAppend, recorded
from events.event import Event
from events.instants import Instant
from events.store import Appended, Conflict, Duplicate, EventStore, StoreDamaged, Verdict

_ATTEMPTS = 40
_AT_ONCE = 4
"""How many of the attempts follow one another without a pause."""
_SHORTEST, _LONGEST = 0.004, 0.25
"""The bounds of a pause, in seconds: the first is at most so long, and none is longer than the other."""


class Loaded(NamedTuple):
    """A stream's folded state at a version."""

    version: int
    state: Any


class Engine:
    """Decides commands of one domain against one log, for many tasks and threads.

    `clock` gives UTC microseconds; `event_ids` gives a fresh event id at each call; `conversation` gives the
    correlation id of what the caller is doing, for commands that name none. `chance` gives a number from 0 to 1 at
    each call: how much of a pause is made where others keep changing the same streams, 3 seconds in all on average.

    Commands raise `StoreDamaged`, too, where the log says of a stream that it stands where its events do not end.
    """

    def __init__(
        self,
        domain: Domain,
        store: EventStore,
        keys: Keys,
        *,
        clock: Callable[[], int],
        event_ids: Callable[[], str],
        cached_streams: int = 2_000,
        conversation: Callable[[], str | None] = lambda: None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.domain = domain
        self.store = store
        self.commits = GroupCommit(store)
        self.sealing = Sealing(store.log, keys, domain.catalogue)
        self._keys = keys
        self._clock = clock
        self._event_ids = event_ids
        self._conversation = conversation
        self._chance = chance
        self._cached_streams = cached_streams
        self._cache: OrderedDict[str, Loaded] = OrderedDict()
        self._caching = threading.Lock()
        self._turns = Turns()

    async def execute(self, command: Command) -> Receipt:
        """Carries out a command and returns where its events lie, durably. Raises `Refused`.

        Callers are tasks that wait for one writer; the same command again gets its first receipt. Those that stand in
        each other's way at one stream take turns at it.
        """
        answer = await self._attempt(command, 0)
        if isinstance(answer, Receipt):
            return answer
        async with self._turns.at(answer.stream):
            for attempt in range(1, _ATTEMPTS):
                answer = await self._attempt(command, attempt)
                if isinstance(answer, Receipt):
                    return answer
        raise TooBusy

    async def _attempt(self, command: Command, attempt: int) -> Receipt | Conflict:
        if pause := self._pause(attempt):
            from asyncio import sleep  # noqa: PLC0415  # 30 ms to import; whoever awaits has done so

            await sleep(pause)
        prepared = self._decided(command, again=attempt > 0)
        if isinstance(prepared, Receipt):
            return prepared
        return self._settle(command, prepared, await self.commits.append_async(prepared))

    def execute_now(self, command: Command) -> Receipt:
        """The same, for a caller with no event loop: the command line, a worker's thread."""
        for attempt in range(_ATTEMPTS):
            if pause := self._pause(attempt):
                time.sleep(pause)
            prepared = self._decided(command, again=attempt > 0)
            if isinstance(prepared, Receipt):
                return prepared
            answer = self._settle(command, prepared, self.commits.append(prepared))
            if isinstance(answer, Receipt):
                return answer
        raise TooBusy

    def execute_together(self, commands: Sequence[Command]) -> list[Receipt | Refused]:
        """Carries out commands in order, committing runs of independent ones at once; each has its own answer."""
        answers: list[Receipt | Refused] = []
        waiting: list[tuple[Command, Append]] = []
        touched: set[str] = set()

        def commit() -> None:
            verdicts = self.commits.append_many([append for _, append in waiting])
            for (command, append), verdict in zip(waiting, verdicts, strict=True):
                try:
                    answer = self._settle(command, append, verdict)
                    answers.append(answer if isinstance(answer, Receipt) else self.execute_now(command))
                except Refused as refusal:
                    answers.append(refusal)
            waiting.clear()
            touched.clear()

        for command in commands:
            try:
                if not touched.isdisjoint(self._load_for(command, fresh=False)):
                    commit()
                prepared = self._decided(command)
            except Refused as refusal:
                commit()
                answers.append(refusal)
                continue
            if isinstance(prepared, Receipt):
                commit()
                answers.append(prepared)
            else:
                waiting.append((command, prepared))
                touched.update(part.stream for part in prepared.streams if part.events)
        commit()
        return answers

    def load(self, stream: str) -> Loaded:
        """The folded state of a stream: what is cached, then only what is new."""
        held = self._cache.get(stream) or Loaded(0, self.domain.initial(stream))
        news = list(self.store.read_stream(stream, after=held.version))
        return self._keep(stream, self._evolved(held, news)) if held.version or news else held

    def states(self, streams: Sequence[str]) -> dict[str, Any]:
        """The folded states of some streams as they stand, those that are cached brought up to date together."""
        return {stream: loaded.state for stream, loaded in self._as_they_stand(streams).items()}

    def _as_they_stand(self, streams: Sequence[str]) -> dict[str, Loaded]:
        cached = {stream: loaded for stream in streams if (loaded := self._cache.get(stream))}
        for record in self.store.news({stream: loaded.version for stream, loaded in cached.items()}):
            cached[record.stream] = self._evolved(cached[record.stream], [record])
        held = {stream: self._keep(stream, loaded) for stream, loaded in cached.items()}
        return {stream: held.get(stream) or self.load(stream) for stream in streams}

    def _in_memory(self, streams: Sequence[str]) -> dict[str, Loaded]:
        """The folded states that are cached, however old, and of the other streams as they stand."""
        return {
            stream: self._keep(stream, loaded) if (loaded := self._cache.get(stream)) else self.load(stream)
            for stream in streams
        }

    def _evolved(self, held: Loaded, news: Sequence[Recorded]) -> Loaded:
        return Loaded(news[-1].version, evolved(self.domain, held.state, news)) if news else held

    def _keep(self, stream: str, loaded: Loaded) -> Loaded:
        with self._caching:
            self._cache[stream] = loaded
            self._cache.move_to_end(stream)
            if len(self._cache) > self._cached_streams:
                self._cache.popitem(last=False)
        return loaded

    def opened(self, stream: str) -> Iterator[tuple[Recorded, Event]]:
        """The events of a stream with their personal parts, where the key still exists."""
        subject = self.domain.subject_of(stream, self.load(stream).state)
        for record in self.store.read_stream(stream):
            yield record, self.sealing.open(record, subject)

    def close(self) -> None:
        """Lets go of the writer; the store stays open for its owner."""
        self.commits.close()

    def _pause(self, attempt: int) -> float:
        """Seconds to wait before an attempt: at random, so that those who stand in each other's way part."""
        if attempt < _AT_ONCE:
            return 0
        return self._chance() * min(_LONGEST, _SHORTEST * 2.0 ** (attempt - _AT_ONCE))

    def _load_for(self, command: Command, fresh: bool) -> dict[str, Loaded]:
        loaded: dict[str, Loaded] = {}
        states: dict[str, Any] = {}
        while missing := [name for name in self.domain.streams(command, states) if name not in states]:
            loaded |= self._as_they_stand(missing) if fresh else self._in_memory(missing)
            states = {name: one.state for name, one in loaded.items()}
        return loaded

    def _decided(self, command: Command, again: bool = False) -> Append | Receipt:
        """What to append. Decided first on the states in memory, if not `again`: the append checks that they
        still stand. What they refuse is asked of the log, which may know more.
        """
        if not again:
            with suppress(Refused, KeysUnusable):
                return self._prepare(command, self._load_for(command, fresh=False))
        return self._prepare(command, self._load_for(command, fresh=True))

    def _prepare(self, command: Command, loaded: Mapping[str, Loaded]) -> Append | Receipt:
        states = {name: one.state for name, one in loaded.items()}
        try:
            digest = self._digest(self.domain.subject(command, states), command, loaded)
        except KeyErased:
            if known := self.store.find_command(command.id):
                return known.receipt
            raise Refused("the personal record of this client was erased; nothing more can be recorded") from None
        try:
            return self._decide(command, loaded, states, digest)
        except Refused:
            # A repeat is often refused (what it made is there); the append finds those that are not.
            if known := self.store.find_command(command.id):
                return _first_receipt(command, digest, known)
            raise

    def _digest(self, subject: str, command: Command, loaded: Mapping[str, Loaded]) -> bytes:
        try:
            return self._keys.digest(subject, command.submitted())
        except KeyMissing:
            # A new key is for a new subject. One that has a history had a key: a second would hide its loss.
            if any(one.version and self.domain.subject_of(name, one.state) == subject for name, one in loaded.items()):
                raise
            self._keys.ensure(subject)
            return self._keys.digest(subject, command.submitted())

    def _decide(
        self, command: Command, loaded: Mapping[str, Loaded], states: Mapping[str, Any], digest: bytes
    ) -> Append:
        target = next(iter(loaded))
        if command.expected_version is not None and command.expected_version != loaded[target].version:
            raise StaleVersion(target, command.expected_version, loaded[target].version)
        now = self._clock()
        recorded_at = command.recorded_at.us if command.recorded_at else None
        at = command.occurred_at or Instant(recorded_at or now)
        context = Context(now=recorded_at or now, occurred_at=at, digest=digest.hex(), opened=self.opened)
        parts = [
            StreamAppend(
                part.stream,
                loaded[part.stream].version,
                tuple(
                    self.sealing.seal(
                        event, stream=part.stream, subject=part.subject, event_id=self._event_ids(), at=part.at or at
                    )
                    for event in part.events
                ),
            )
            for part in self.domain.decide(command, states, context)
        ]
        written = {part.stream for part in parts}
        parts += [StreamAppend(name, one.version, ()) for name, one in loaded.items() if name not in written]
        return Append(
            command_id=command.id,
            digest=digest,
            actor=command.actor,
            correlation_id=command.correlation_id or self._conversation() or command.id,
            causation_id=command.causation_id,
            recorded_at=recorded_at,
            streams=tuple(parts),
        )

    def _settle(self, command: Command, append: Append, verdict: Verdict) -> Receipt | Conflict:
        match verdict:
            case Appended(receipt):
                self._keep_up(append, receipt)
                return receipt
            case Duplicate():
                return _first_receipt(command, append.digest, verdict)
            case Conflict(stream, expected, actual):
                self._check_whole(stream, actual)
                if command.expected_version is not None and stream == append.streams[0].stream:
                    raise StaleVersion(stream, expected, actual)
                return verdict

    def _check_whole(self, stream: str, actual: int) -> None:
        """Raises `StoreDamaged` where the events of a stream end before the version that a conflict named.

        Whoever was faster has committed, so all of it can be read by now: no race looks like this, and trying again
        would never help.
        """
        reached = self.load(stream).version
        if reached < actual:
            what = stream.replace("-", " ", 1)
            raise StoreDamaged(
                f"the log is damaged: {what} is said to stand at version {actual}, and its events end at {reached}; "
                "homeport doctor says what to do"
            )

    def _keep_up(self, append: Append, receipt: Receipt) -> None:
        """Folds what was appended into the states in memory, so that the next command need not read it."""
        for record in recorded(append, receipt):
            held = self._cache.get(record.stream) or Loaded(0, self.domain.initial(record.stream))
            if held.version == record.version - 1:
                self._keep(record.stream, self._evolved(held, [record]))


def _first_receipt(command: Command, digest: bytes, known: Duplicate) -> Receipt:
    if known.digest != digest:
        raise CommandIdReused(command.id)
    return known.receipt

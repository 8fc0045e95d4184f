"""The link to Redis, which carries nudges and nothing else: without it everything goes on, once a second."""

import threading
from typing import Final, Literal

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from adapters.incidents import all_clear, notice
from engine.refusals import Refused

State = Literal["ok", "unreachable", "full", "evicting", "refusing"]
"""How Redis is; `evicting` where it throws nudges away to make room, `refusing` where it forbids what we need."""

_PATIENCE: Final = 2.0
"""Seconds that Redis may take to answer. The pulse is faster than whatever takes longer."""
_POLICY: Final = "noeviction"
_BEAT: Final = "homeport:beat"


class Link:
    """A connection to the Redis at `url` and what is known of its state. Of use to many threads."""

    def __init__(self, url: str) -> None:
        """Connects nowhere yet. Raises `Refused` where `url` is not the address of a Redis."""
        try:
            self.client = redis.Redis.from_url(
                url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE, retry=Retry(NoBackoff(), 1)
            )
        except ValueError:
            raise Refused(
                "HOMEPORT_REDIS_URL is not the address of a Redis; write it like redis://localhost:6379/0"
            ) from None
        self._lock = threading.Lock()
        self._state: State = "ok"

    @property
    def state(self) -> State:
        """How Redis was when it was last spoken to."""
        return self._state

    def check(self) -> None:
        """Looks how Redis is, and says so in the log where that has changed."""
        try:
            policy = self._policy()
            self.client.set(_BEAT, 1, px=60_000)
        except redis.RedisError as error:
            self.failed(error)
        else:
            self._found("ok" if policy == _POLICY else "evicting")

    def check_at_start(self) -> None:
        """The same, but raises `Refused` where Redis is there and not set up to be worked with."""
        try:
            policy = self._policy()
        except redis.AuthenticationError:
            raise Refused("Redis refuses the user or password in HOMEPORT_REDIS_URL; correct them there") from None
        except redis.RedisError as error:
            self.failed(error)
            return
        if policy != _POLICY:
            raise Refused(
                f"Redis throws messages away when it is full (its maxmemory-policy is {policy}): run "
                f"redis-cli CONFIG SET maxmemory-policy {_POLICY}, and write maxmemory-policy {_POLICY} "
                "into its redis.conf so that it stays"
            )
        self.check()

    def failed(self, error: redis.RedisError) -> None:
        """Takes note of what Redis answered, or of its silence."""
        if isinstance(error, redis.exceptions.OutOfMemoryError) or "OOM" in str(error):
            self._found("full")
        elif isinstance(error, redis.ConnectionError | redis.TimeoutError):
            self._found("unreachable")
        else:
            self._found("refusing")

    def close(self) -> None:
        """Lets go of the connections."""
        self.client.close()

    def _policy(self) -> str:
        # of INFO, not CONFIG GET, which a hosted Redis may not allow
        return str(self.client.info("memory")["maxmemory_policy"])

    def _found(self, state: State) -> None:
        with self._lock:
            has_changed = state != self._state
            self._state = state
        if has_changed:
            (all_clear if state == "ok" else notice)("redis", reason=state)

"""The one place that builds Redis clients, and the small talk over them: publish, subscribe, answers.

Redis is transport and may vanish at any moment, so every call here has a deadline and ends in one of two errors:

    BrokerError
    ├── BrokerUnavailable   no usable server within the deadline
    └── BrokerFull          the server refuses writes: out of memory under `noeviction`
"""

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import OutOfMemoryError, RedisError

Client: TypeAlias = Redis

DEADLINE_S = 2.0
SOCKET_TIMEOUT_S = 5.0
# A blocking read must come back well before the socket gives up, or an idle queue looks like a dead server.
LONGEST_BLOCK_S = 2.0
ANSWER_TTL_S = 60
ANSWER_KEY = "healther:answer:{}"

logger = logging.getLogger(__name__)


class BrokerError(Exception):
    """Redis could not do what was asked."""


class BrokerUnavailable(BrokerError):  # noqa: N818 - named for the problem
    """Redis could not be reached, or did not answer, within the deadline."""


class BrokerFull(BrokerError):  # noqa: N818 - named for the problem
    """Redis is out of memory and refuses new entries; reading and acknowledging still work."""


def connection_options(url: str) -> dict[str, Any]:
    """Return the connection settings every pool of Healther uses for `url` (unix, redis or rediss)."""
    options: dict[str, Any] = {
        "socket_timeout": SOCKET_TIMEOUT_S,
        "socket_connect_timeout": DEADLINE_S,
        "health_check_interval": 15,
        # A pool made from a URL has no retries of its own; the client's default does not reach it.
        "retry": Retry(ExponentialWithJitterBackoff(cap=1, base=0.05), 5),
    }
    if urlsplit(url).scheme != "unix":
        options["socket_keepalive"] = True
    return options


def connect(url: str, *, max_connections: int = 64) -> Client:
    """Return a client for `url`. It connects on first use; the caller closes it with `aclose()`."""
    return Redis.from_url(url, max_connections=max_connections, **connection_options(url))


@contextlib.asynccontextmanager
async def deadline(timeout_s: float) -> AsyncIterator[None]:
    """Bound the block to `timeout_s` and translate every driver error into a BrokerError."""
    try:
        async with asyncio.timeout(timeout_s):
            yield
    except OutOfMemoryError as error:
        raise BrokerFull(str(error)) from error
    except TimeoutError as error:
        raise BrokerUnavailable(f"no answer within {timeout_s:g} s") from error
    except (RedisError, OSError) as error:
        raise BrokerUnavailable(str(error) or type(error).__name__) from error


def ensure_not_cancelled() -> None:
    """Raise CancelledError if this task was cancelled. Every loop around the driver must ask before each round.

    The driver loses a cancellation that meets a breaking connection: it turns into a ConnectionError, which is then
    retried, and whoever waits for the end of the task would wait for ever.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


class Backoff:
    """Pauses between tries: doubling from `first_s` to `cap_s`, with jitter so that workers do not return at once."""

    def __init__(self, first_s: float = 0.05, cap_s: float = 1.0) -> None:
        self._first_s, self._cap_s = first_s, cap_s
        self._next_s = first_s

    async def pause(self) -> None:
        """Sleep for the current pause and double it."""
        await asyncio.sleep(self._next_s * random.uniform(0.5, 1.0))
        self._next_s = min(self._next_s * 2, self._cap_s)

    def reset(self) -> None:
        """Start again from the first pause, after a success."""
        self._next_s = self._first_s


async def publish(client: Client, channel: str, payload: bytes, *, timeout_s: float = DEADLINE_S) -> int:
    """Send `payload` to whoever listens on `channel` now; return how many did. Raises BrokerError."""
    async with deadline(timeout_s):
        return int(await client.publish(channel, payload))


@dataclass(frozen=True, slots=True)
class Message:
    """One published message."""

    channel: str
    payload: bytes


async def subscribe(client: Client, *channels: str, are_patterns: bool = False) -> AsyncGenerator[Message | None, None]:
    """Yield messages of `channels` (or patterns, with `*`) for ever, through any number of lost connections.

    None marks the start of a subscription, the first one and each after a loss: whatever was published before it was
    not seen, so the listener fetches its state anew. Close the generator (`contextlib.aclosing`) to unsubscribe.
    """
    backoff = Backoff()
    while True:
        ensure_not_cancelled()
        pubsub = client.pubsub()
        try:
            async with asyncio.timeout(SOCKET_TIMEOUT_S):
                await (pubsub.psubscribe(*channels) if are_patterns else pubsub.subscribe(*channels))
            async for message in _replies(pubsub, last_channel=channels[-1]):
                backoff.reset()
                yield message
        except (RedisError, OSError, TimeoutError) as error:
            logger.warning("subscription lost", extra={"channels": channels, "error": repr(error)})
            await backoff.pause()
        finally:
            await _close(pubsub)


async def _replies(pubsub: PubSub, *, last_channel: str) -> AsyncIterator[Message | None]:
    """Yield what was published, and None when all channels are confirmed: the driver may reconnect without a word."""
    while True:
        ensure_not_cancelled()
        # The read comes back every few seconds so that the driver can send its health check on a silent connection.
        async with asyncio.timeout(LONGEST_BLOCK_S + SOCKET_TIMEOUT_S):
            reply = await pubsub.get_message(timeout=LONGEST_BLOCK_S)
        if reply is None:
            continue
        channel = reply["channel"].decode()
        if reply["type"] in ("message", "pmessage"):
            yield Message(channel, reply["data"])
        elif reply["type"] in ("subscribe", "psubscribe") and channel == last_channel:
            yield None


async def _close(pubsub: PubSub) -> None:
    try:
        async with asyncio.timeout(DEADLINE_S):
            await pubsub.aclose()  # type: ignore[no-untyped-call]
    except (RedisError, OSError, TimeoutError) as error:
        logger.debug("subscription not closed cleanly", extra={"error": repr(error)})


async def put_answer(client: Client, request_id: str, payload: bytes, *, timeout_s: float = DEADLINE_S) -> None:
    """Leave the answer to a manual request for `ANSWER_TTL_S` seconds. Raises BrokerError."""
    key = ANSWER_KEY.format(request_id)
    async with deadline(timeout_s), client.pipeline(transaction=True) as pipe:
        # In one transaction: an answer without its expiry would stay for ever.
        pipe.rpush(key, payload)
        pipe.expire(key, ANSWER_TTL_S)
        await pipe.execute()


async def await_answer(client: Client, request_id: str, timeout_s: float) -> bytes | None:
    """Wait up to `timeout_s` for the answer to `request_id`; None when there was none in time.

    A Redis that goes away and comes back inside that time is waited for. Raises BrokerUnavailable if it was still
    away at the end.
    """
    backoff = Backoff()
    ends_at = time.monotonic() + timeout_s
    trouble: BrokerError | None = None
    while (left_s := ends_at - time.monotonic()) > 0:
        ensure_not_cancelled()
        try:
            answer = await _pop_answer(client, request_id, left_s)
        except BrokerError as error:
            trouble = error
            await backoff.pause()
            continue
        trouble = None
        if answer is not None:
            return answer
    if trouble is not None:
        raise trouble
    return None


async def _pop_answer(client: Client, request_id: str, left_s: float) -> bytes | None:
    # Redis reads a block of 0 as "for ever", and rounds down below a millisecond.
    block_s = max(min(left_s, LONGEST_BLOCK_S), 0.01)
    async with deadline(left_s + 0.5):
        popped = await client.blpop([ANSWER_KEY.format(request_id)], timeout=block_s)
    if not popped:
        return None
    answer = popped[1]
    assert isinstance(answer, bytes), "clients made here never decode responses"
    return answer

"""The sender: takes news from the outbox, sends it, and only then marks it. At least once, never silently dropped."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Final

from core.reasons import Reason
from db.errors import DatabaseError
from db.outbox import Letter, lease_letters, update_letter_delayed, update_letter_done
from db.pool import acquire
from db.redis import Client, connect, subscribe
from probes.beside import beside
from probes.config import ProbeConfig
from probes.mail import (
    SEND_DEADLINE_S,
    MailDelayed,
    MailRefused,
    Notice,
    compose,
    send_by_smtp,
    write_to_folder,
)
from probes.store import Store, opened, pause
from probes.tasks import SENDER_CHANNEL

POLL_S: Final = 5.0  # a lost wake-up delays a mail by this much
LETTERS_AT_ONCE: Final = 10
MAILS_AT_ONCE: Final = 10
FIRST_DELAY: Final = timedelta(minutes=1)
LONGEST_DELAY: Final = timedelta(hours=1)
GIVE_UP_AFTER: Final = timedelta(hours=24)

Way = Callable[[EmailMessage, str], Awaitable[None]]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one letter: addresses that are settled, and what went wrong with the others."""

    settled: list[str]
    delayed: str | None = None  # some recipients may be served later
    refused: str | None = None  # some never


async def run(config: ProbeConfig, stop: asyncio.Event) -> None:
    """Send what is due until `stop` is set."""
    async with opened(config.database_url, stop, name="healther sender") as store:
        if store is None:
            return
        wake = asyncio.Event()
        redis = connect(config.redis_url, max_connections=4)
        logger.info("sender runs", extra={"smtp": config.smtp_url is not None})
        try:
            async with beside(_listen(redis, wake), _stop_wakes(stop, wake)):
                await _serve(store, config, stop, wake)
        finally:
            await redis.aclose()


async def send_due(store: Store, config: ProbeConfig) -> int:
    """Send one round of due letters and return how many there were; raise DatabaseError."""
    async with acquire(store.pool) as conn:
        letters = await lease_letters(conn, LETTERS_AT_ONCE, _lease())
    places = asyncio.Semaphore(MAILS_AT_ONCE)
    await asyncio.gather(*(_handle(store, config, letter, places) for letter in letters))
    return len(letters)


async def _serve(store: Store, config: ProbeConfig, stop: asyncio.Event, wake: asyncio.Event) -> None:
    while not stop.is_set():
        wake.clear()
        try:
            if await send_due(store, config) == LETTERS_AT_ONCE:
                continue
        except DatabaseError as error:
            logger.warning("outbox not read", extra={"error": repr(error)})
        await pause(wake, POLL_S)


async def _handle(store: Store, config: ProbeConfig, letter: Letter, places: asyncio.Semaphore) -> None:
    result = await deliver(letter, config, places)
    await _note(store, letter, result)


async def deliver(letter: Letter, config: ProbeConfig, places: asyncio.Semaphore) -> Result:
    """Send one mail to each recipient who is not settled yet."""
    waiting = [address for address in letter.recipients if address not in letter.settled]
    outcomes = await asyncio.gather(*(_send(letter, address, config, places) for address in waiting))
    errors = [error for error in outcomes if error is not None]
    return Result(
        letter.settled + [a for a, error in zip(waiting, outcomes, strict=True) if not isinstance(error, MailDelayed)],
        next((str(error) for error in errors if isinstance(error, MailDelayed)), None),
        next((str(error) for error in errors if isinstance(error, MailRefused)), None),
    )


async def _send(
    letter: Letter, address: str, config: ProbeConfig, places: asyncio.Semaphore
) -> MailDelayed | MailRefused | None:
    try:
        message = compose(_notice(letter), address, config.mail_from, config.public_url, now=datetime.now(UTC))
        async with places:
            await _way(config)(message, address)
    except MailDelayed as error:
        logger.warning("mail delayed", extra={"letter": letter.id, "error": str(error)})
        return error
    except MailRefused as error:
        logger.error("mail refused", extra={"letter": letter.id, "error": str(error)})
        return error
    except ValueError as error:  # an address that cannot be written into a header
        logger.exception("mail cannot be written", extra={"letter": letter.id})
        return MailRefused(str(error))
    return None


def _way(config: ProbeConfig) -> Way:
    """Return how mails leave: by SMTP, or as files where no server is set."""
    url = config.smtp_url
    if url is None:
        return lambda message, address: write_to_folder(message, config.mail_dir, address)
    return lambda message, _: send_by_smtp(message, url)


async def _note(store: Store, letter: Letter, result: Result) -> None:
    """Write down what became of the letter. When that fails the lease ends, and it is sent again."""
    try:
        async with acquire(store.pool) as conn:
            if result.delayed is None:
                await update_letter_done(conn, letter.id, result.settled, result.refused)
            elif datetime.now(UTC) - letter.created_at > GIVE_UP_AFTER:
                logger.error("mail given up", extra={"letter": letter.id, "error": result.delayed})
                await update_letter_done(conn, letter.id, result.settled, result.delayed)
            else:
                await update_letter_delayed(conn, letter.id, delay(letter.attempts), result.settled, result.delayed)
    except DatabaseError as error:
        logger.warning("letter not marked, it may be sent again", extra={"letter": letter.id, "error": repr(error)})


def delay(attempts: int) -> timedelta:
    """Return the wait after so many failed tries: 1 minute, doubled each time, at most an hour."""
    return min(FIRST_DELAY * float(2 ** min(attempts - 1, 10)), LONGEST_DELAY)


def _lease() -> timedelta:
    """Return a lease that outlives a round of mails at their time limit, so that no letter is sent by two."""
    return timedelta(seconds=SEND_DEADLINE_S * 5)


def _notice(letter: Letter) -> Notice:
    return Notice(
        letter.incident_id,
        letter.event,
        letter.monitor_id,
        letter.name,
        letter.target,
        letter.started_at,
        letter.ended_at,
        Reason(letter.reason),
        letter.detail,
    )


async def _listen(redis: Client, wake: asyncio.Event) -> None:
    async with contextlib.aclosing(subscribe(redis, SENDER_CHANNEL)) as messages:
        async for _ in messages:
            wake.set()


async def _stop_wakes(stop: asyncio.Event, wake: asyncio.Event) -> None:
    await stop.wait()
    wake.set()

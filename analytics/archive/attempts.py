"""An attempt at long work that a person watches: it says how far it is, and how it ended.

An attempt that loses the database is made again, a few times; one that cannot succeed ends with the reason. Whoever
does not say for ten seconds how far they are is taken for dead, and the next attempt begins anew.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from analytics.archive.read import NoArchiveError
from db.errors import AlreadyExists, DatabaseError, OutOfSpace, Refused, TryAgain, Unavailable
from db.pool import Connection, Pool, acquire

MOST_ATTEMPTS: Final = 3
SAY_EVERY_S: Final = 2.0
GIVEN_UP: Final = (
    f"It was broken off {MOST_ATTEMPTS} times, perhaps for want of memory. The log of the jobs may say more."
)
NO_SPACE: Final = "There is no room left on the disk. Whoever runs Healther must make some; then try again."
NO_DATABASE: Final = f"The database was away {MOST_ATTEMPTS} times meanwhile. Try again later."

logger = logging.getLogger(__name__)


class LostError(Exception):
    """The work is not this attempt's any more: it was removed, or somebody else has it."""


class Progress:
    """How far an attempt is. Raises LostError where the work goes on although nobody waits for it."""

    def __init__(self) -> None:
        self.percent = 1
        self.is_lost = False

    def note(self, percent: int) -> None:
        """Take down how far it is."""
        self.percent = max(1, min(99, percent))
        if self.is_lost:
            raise LostError


class Job(Protocol):
    """Work that somebody took (`attempt` counts from 1)."""

    @property
    def id(self) -> UUID:
        """Which."""

    @property
    def attempt(self) -> int:
        """The how manieth."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where attempts are noted down: the functions of one table. `fail` gets a word for programs and one for people."""

    name: str
    touch: Callable[[Connection, UUID, int, int], Awaitable[bool]]
    put_back: Callable[[Connection, UUID, int], Awaitable[None]]
    fail: Callable[[Connection, UUID, int, str, str], Awaitable[None]]


async def attempt(pool: Pool, desk: Desk, job: Job, work: Callable[[Progress], Awaitable[None]]) -> None:
    """Make one attempt. Raises TryAgain and Unavailable when the same work may succeed a moment later."""
    told = {"work": desk.name, "id": str(job.id), "attempt": job.attempt}
    progress = Progress()
    saying = asyncio.create_task(_say(pool, desk, job, progress))
    try:
        await work(progress)
        logger.info("work done", extra=told)
    except LostError:
        logger.info("work is somebody else's, or not wanted any more", extra=told)
    except Exception as error:  # the person is told, and the other work must go on
        logger.warning("work failed", extra=told, exc_info=not isinstance(error, NoArchiveError))
        if _is_passing(error) and job.attempt < MOST_ATTEMPTS:
            await _put_back(pool, desk, job)
            raise
        async with acquire(pool) as conn:
            await desk.fail(conn, job.id, job.attempt, *words(error))
    finally:
        saying.cancel()
        await asyncio.gather(saying, return_exceptions=True)


def words(error: Exception) -> tuple[str, str]:
    """Return why work failed: a word for programs, a sentence for people."""
    match error:
        case NoArchiveError():
            return error.reason, str(error)
        case OutOfSpace():
            return "no-space", NO_SPACE
        case TryAgain() | Unavailable():
            return "unavailable", NO_DATABASE
        case AlreadyExists() | Refused():
            return "damaged", f"What is in it contradicts itself: {error.constraint}."
        case _:
            return "unexpected", f"{type(error).__name__}: {error}"


def _is_passing(error: Exception) -> bool:
    return isinstance(error, TryAgain | Unavailable) and not isinstance(error, OutOfSpace)


async def _put_back(pool: Pool, desk: Desk, job: Job) -> None:
    with contextlib.suppress(DatabaseError):  # it is still away: found again when nobody says how far it is
        async with acquire(pool) as conn:
            await desk.put_back(conn, job.id, job.attempt)


async def _say(pool: Pool, desk: Desk, job: Job, progress: Progress) -> None:
    while not progress.is_lost:
        await asyncio.sleep(SAY_EVERY_S)
        try:
            async with acquire(pool) as conn:
                progress.is_lost = not await desk.touch(conn, job.id, job.attempt, progress.percent)
        except DatabaseError as error:
            logger.info("progress not noted", extra={"id": str(job.id), "error": repr(error)})

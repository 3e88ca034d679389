"""Confirmation inside the slot: a failed try is repeated before the slot's verdict is given.

A blip that is not confirmed never shows as downtime; a failure that cannot be confirmed in time counts as unknown.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from core.ledger import Try
from core.observation import Observation, unmeasured
from core.reasons import Reason
from core.specs import Confirm
from core.states import Outcome

STORE_MARGIN_MS: Final = 300  # a last try must end this long before the slot does

# Makes a failure of our own unknown; given the start and end of the try in monotonic seconds.
Judge: TypeAlias = Callable[[Observation, float, float], Awaitable[Observation]]


@dataclass(frozen=True, slots=True)
class Rules:
    """How the tries of one slot go. `ends_ms` on the clock that is handed in with it."""

    failures: int  # tries that must fail in a row
    retry_ms: int
    timeout_ms: int
    slot_ms: int
    ends_ms: int


@dataclass(frozen=True, slots=True)
class Sighting:
    """The verdict of one slot, and the failed tries that came before the deciding one."""

    observation: Observation
    tries: tuple[Try, ...]
    lateness_ms: int  # start of the deciding try minus the slot


def rules(confirm: Confirm, timeout_s: float, slot_ms: int, ends_ms: int, *, is_down: bool) -> Rules:
    """Return the rules of a slot; a monitor that is down needs no second failure to be still down."""
    failures = 1 if is_down else confirm.failures
    return Rules(failures, round(confirm.retry_s * 1000), round(timeout_s * 1000), slot_ms, ends_ms)


async def confirmed(
    look: Callable[[], Awaitable[Observation]], judge: Judge, wanted: Rules, now_ms: Callable[[], int]
) -> Sighting:
    """Try until one try does not fail or enough have failed, and return the verdict.

    Every failure is judged, those that will be repeated while the next try is waited for.
    """
    tries: list[Try] = []
    while True:
        lateness_ms, started_s = now_ms() - wanted.slot_ms, time.monotonic()
        seen = await look()
        judged = judge(seen, started_s, time.monotonic())
        if seen.outcome is not Outcome.DOWN or len(tries) + 1 >= wanted.failures:
            return Sighting(await judged, tuple(tries), lateness_ms)
        if now_ms() + wanted.retry_ms + wanted.timeout_ms + STORE_MARGIN_MS > wanted.ends_ms:
            return Sighting(_not_confirmed(await judged), (*tries, Try(seen, lateness_ms)), lateness_ms)
        seen, _ = await asyncio.gather(judged, asyncio.sleep(wanted.retry_ms / 1000))
        if seen.outcome is not Outcome.DOWN:
            return Sighting(seen, tuple(tries), lateness_ms)
        tries.append(Try(seen, lateness_ms))


def _not_confirmed(judged: Observation) -> Observation:
    if judged.outcome is not Outcome.DOWN:
        return judged
    return unmeasured(Reason.NOT_CONFIRMED, judged.detail)

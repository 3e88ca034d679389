"""Confirmation inside the slot: a failed try is repeated before the slot's verdict is given.

A blip that is not confirmed never shows as downtime; a failure that cannot be confirmed in time counts as unknown.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from core.ledger import Try
from core.observation import Observation, unmeasured
from core.reasons import Reason
from core.specs import Confirm
from core.states import Outcome

STORE_MARGIN_MS = 300  # a last try must end this long before the slot does


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


async def confirmed(look: Callable[[], Awaitable[Observation]], wanted: Rules, now_ms: Callable[[], int]) -> Sighting:
    """Try until one try does not fail or enough have failed, and return the verdict."""
    tries: list[Try] = []
    while True:
        lateness_ms = now_ms() - wanted.slot_ms
        seen = await look()
        if seen.outcome is not Outcome.DOWN or len(tries) + 1 >= wanted.failures:
            return Sighting(seen, tuple(tries), lateness_ms)
        tries.append(Try(seen, lateness_ms))
        if now_ms() + wanted.retry_ms + wanted.timeout_ms + STORE_MARGIN_MS > wanted.ends_ms:
            return Sighting(unmeasured(Reason.NOT_CONFIRMED, seen.detail), tuple(tries), lateness_ms)
        await asyncio.sleep(wanted.retry_ms / 1000)

"""One slot in a worker: wait for its time and for a place, try until the verdict is clear."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from core.grid import from_ms
from core.ledger import Verdict
from core.machine import Policy
from core.observation import Observation
from core.schedule import Slot, expires_ms
from core.specs import MonitorSpec
from probes.confirmation import Judge, Sighting, confirmed, rules
from probes.fairness import Fairness
from probes.pace import Pace
from probes.store_clock import StoreClock

Look = Callable[[MonitorSpec], Awaitable[Observation]]


class Entry(NamedTuple):
    """One check of a batch, as it travels: times in milliseconds since the epoch."""

    monitor_id: int
    revision: int
    region: int
    slot_ms: int
    ends_ms: int
    is_down: bool


@dataclass(frozen=True, slots=True)
class Runner:
    """What a worker needs to run slots."""

    look: Look
    judge: Judge
    clock: StoreClock
    fairness: Fairness
    pace: Pace
    probe: int | None = None

    def is_expired(self, entry: Entry, timeout_s: float) -> bool:
        """Tell whether a try would end too late; the dispatcher reports such a slot as missed."""
        last_ms = expires_ms(Slot(entry.slot_ms, entry.ends_ms))
        return self.clock.now_ms() + timeout_s * 1000 > last_ms

    async def run(self, entry: Entry, spec: MonitorSpec, workspace: UUID) -> Verdict | None:
        """Run one slot at its time; None when its time was over before there was a place for it."""
        await self.wait_for(entry.slot_ms)
        async with self.fairness.turn(workspace):
            if self.is_expired(entry, spec.timeout_s):
                return None
            await self.pace.start()
            if self.is_expired(entry, spec.timeout_s):
                return None
            wanted = rules(spec.confirm, spec.timeout_s, entry.slot_ms, entry.ends_ms, is_down=entry.is_down)
            sighting = await confirmed(lambda: self.look(spec), self.judge, wanted, self.clock.now_ms)
        return self.verdict(entry, spec, sighting)

    async def wait_for(self, slot_ms: int) -> None:
        """Slots are sent a little early: wait for the exact time."""
        wait_ms = slot_ms - self.clock.now_ms()
        if wait_ms > 0:
            await asyncio.sleep(wait_ms / 1000)

    def verdict(self, entry: Entry, spec: MonitorSpec, sighting: Sighting) -> Verdict:
        """Return what is to be stored."""
        return Verdict(
            monitor_id=entry.monitor_id,
            region=entry.region,
            slot=from_ms(entry.slot_ms),
            ends=from_ms(entry.ends_ms),
            observation=sighting.observation,
            tries=sighting.tries,
            lateness_ms=sighting.lateness_ms,
            probe=self.probe,
            policy=Policy(recoveries=spec.confirm.recoveries),
            revision=entry.revision,
        )

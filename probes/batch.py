"""One message of the check queue: up to a hundred slots, run at once, done when all of them are stored."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.ledger import Verdict
from core.specs import Kind
from db.errors import DatabaseError
from db.monitors import LiveSpec
from db.pings import LastPingTimes
from probes.confirmation import Sighting
from probes.heartbeat import LastPings, judge
from probes.known_specs import KnownSpecs
from probes.slots import Entry, Runner

LoadPings = Callable[[list[int]], Awaitable[Mapping[int, LastPingTimes]]]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Batches:
    """Runs batches. `put` ends when a verdict is stored."""

    runner: Runner
    specs: KnownSpecs
    load_pings: LoadPings
    put: Callable[[Verdict], Awaitable[None]]

    async def run(self, raw: Sequence[Sequence[int]]) -> None:
        """Run the slots of one message; end when every verdict is stored.

        Slots whose time is over and monitors that were changed since are dropped: the dispatcher reports those.
        """
        entries = [_entry(values) for values in raw]
        entries = [entry for entry in entries if not self.runner.is_expired(entry, 0)]
        if not entries:
            return
        specs = await self._specs(entries)
        wanted = [entry for entry in entries if entry.monitor_id in specs]
        heartbeats = [entry for entry in wanted if specs[entry.monitor_id].spec.kind is Kind.HEARTBEAT]
        beating = {entry.monitor_id for entry in heartbeats}
        checks = [self._check(entry, specs[entry.monitor_id]) for entry in wanted if entry.monitor_id not in beating]
        await asyncio.gather(*checks, *([self._judge(heartbeats, specs)] if heartbeats else []))

    async def _specs(self, entries: Sequence[Entry]) -> dict[int, LiveSpec]:
        left_ms = max(entry.ends_ms for entry in entries) - self.runner.clock.now_ms()
        return await self.specs.fetch(((entry.monitor_id, entry.revision) for entry in entries), left_ms / 1000)

    async def _check(self, entry: Entry, live: LiveSpec) -> None:
        verdict = await self.runner.run(entry, live.spec, live.workspace_id)
        if verdict is not None:
            await self.put(verdict)

    async def _judge(self, entries: Sequence[Entry], specs: Mapping[int, LiveSpec]) -> None:
        """Judge heartbeats by the pings that came up to the last of their slots: one look into the store for all."""
        await self.runner.wait_for(max(entry.slot_ms for entry in entries))
        try:
            pings = await self.load_pings([entry.monitor_id for entry in entries])
        except DatabaseError as error:
            logger.warning("heartbeats not judged", extra={"monitors": len(entries), "error": repr(error)})
            return
        now = self.runner.clock.now()
        verdicts = [
            self._heartbeat(entry, specs[entry.monitor_id], pings[entry.monitor_id], now)
            for entry in entries
            if entry.monitor_id in pings
        ]
        await asyncio.gather(*map(self.put, verdicts))

    def _heartbeat(self, entry: Entry, live: LiveSpec, times: LastPingTimes, now: datetime) -> Verdict:
        seen = judge(live.spec, LastPings(**times.model_dump(exclude={"monitor_id"})), now)
        lateness_ms = self.runner.clock.now_ms() - entry.slot_ms
        return self.runner.verdict(entry, live.spec, Sighting(seen, (), lateness_ms))


def _entry(values: Sequence[int]) -> Entry:
    monitor_id, revision, region, slot_ms, ends_ms, is_down = values
    return Entry(monitor_id, revision, region, slot_ms, ends_ms, bool(is_down))

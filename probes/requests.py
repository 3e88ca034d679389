"""Wishes for a check at once: a row of `check_requests`, taken with priority, answered over Redis.

Such a check stands for no time and never reaches the state machine.
"""

import asyncio
import logging
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from core.addresses import PUBLIC_ONLY
from core.ledger import STATE_OF, Point
from core.observation import Observation
from core.specs import Kind, MonitorSpec
from db import checks
from db.check_requests import CheckRequest, select_check_request, update_check_request_handled
from db.errors import DatabaseError
from db.monitors import select_specs
from db.pings import select_last_pings
from db.pool import acquire
from db.redis import BrokerError, Client, put_answer
from probes.answers import answer_of
from probes.confirmation import Judge
from probes.dialer import Dialer
from probes.heartbeat import LastPings, judge
from probes.manual import look
from probes.resolver import Resolver
from probes.store import Store
from probes.store_clock import StoreClock

MANUAL_ATTEMPT = 1

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Requests:
    """Answers wishes."""

    store: Store
    redis: Client
    clock: StoreClock
    dialer: Dialer
    resolver: Resolver
    judge: Judge
    probe: int
    region: int

    async def run(self, request_id: str) -> None:
        """Answer one wish; nothing happens for one that is done, unknown or too old."""
        request = await self._take(UUID(request_id))
        spec = None if request is None else await self._spec(request)
        if request is None or spec is None:
            return
        started_at = self.clock.now()
        seen = await self._check(request, spec)
        answer = answer_of(seen, started_at)
        await self._tell(request_id, answer)
        await self._keep(request, seen, started_at, answer)

    async def _take(self, request_id: UUID) -> CheckRequest | None:
        async with acquire(self.store.pool) as conn:
            request = await select_check_request(conn, request_id)
        if request is None or request.handled_at is not None or request.expires_at < self.clock.now():
            return None
        return request

    async def _spec(self, request: CheckRequest) -> MonitorSpec | None:
        if request.monitor_id is None:
            return request.spec
        async with acquire(self.store.pool) as conn:
            found = (await select_specs(conn, [request.monitor_id])).get(request.monitor_id)
        return None if found is None else found.spec

    async def _check(self, request: CheckRequest, spec: MonitorSpec) -> Observation:
        if spec.kind is Kind.HEARTBEAT and request.monitor_id is not None:
            return await self._heartbeat(spec, request.monitor_id)
        dialer = Dialer(PUBLIC_ONLY, self.resolver) if request.is_public else self.dialer
        started_s = time.monotonic()
        seen = await look(dialer, spec)
        return await self.judge(seen, started_s, time.monotonic())

    async def _heartbeat(self, spec: MonitorSpec, monitor_id: int) -> Observation:
        async with acquire(self.store.pool) as conn:
            times = (await select_last_pings(conn, [monitor_id]))[monitor_id]
        return judge(spec, LastPings(**times.model_dump(exclude={"monitor_id"})), self.clock.now())

    async def _tell(self, request_id: str, answer: dict[str, Any]) -> None:
        try:
            await put_answer(self.redis, request_id, orjson.dumps(answer))
        except BrokerError as error:
            logger.warning("answer not delivered", extra={"request": request_id, "error": repr(error)})

    async def _keep(
        self, request: CheckRequest, seen: Observation, started_at: datetime, answer: dict[str, Any]
    ) -> None:
        """Mark the wish as done; the check of a saved monitor stays among its checks."""
        try:
            async with asyncio.timeout(10), acquire(self.store.pool) as conn, conn.transaction():
                is_ours = await update_check_request_handled(conn, request.id, answer)
                if is_ours and request.monitor_id is not None:
                    point = Point(
                        started_at, self.region, MANUAL_ATTEMPT, STATE_OF[seen.outcome], 0, seen, 0, self.probe
                    )
                    await checks.insert_points(conn, self.store.engine, [(request.monitor_id, point)])
        except (DatabaseError, TimeoutError) as error:
            logger.warning("manual check not stored", extra={"request": str(request.id), "error": repr(error)})

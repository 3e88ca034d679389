"""One round of the dispatcher: claim what is due, plan, send, note what was missed, write back. One transaction."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.ledger import Verdict
from core.schedule import Plan, plan
from db import ingest
from db.broker import DurableStreamBroker, send
from db.engine import Engine
from db.ingest import Carry
from db.live import LiveEvent
from db.monitor_state import lock_standings
from db.pool import Connection
from db.schedule import Due, Row, claim_due, update_schedules
from probes.missed import missed_verdicts
from probes.tasks import RUN_BATCH, checks_queue

CLAIM_ROWS: Final = 1_000
BATCH_CHECKS: Final = 100
MISSED_AT_ONCE: Final = 5_000  # after a long outage the rest waits for the next round

Message = list[int]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """What a round did."""

    claimed: int = 0
    sent: int = 0
    missed: int = 0
    live: tuple[LiveEvent, ...] = ()  # to publish after the commit


async def dispatch(
    conn: Connection,
    engine: Engine,
    broker: DurableStreamBroker,
    queue_ages_ms: Mapping[int, int],
    rows: int = CLAIM_ROWS,
) -> Done:
    """Run one round of at most `rows` monitors in the caller's transaction; raise BrokerError when the queue is away.

    `queue_ages_ms` per region: how long the oldest check has waited. Messages are sent before the commit, so a crash in
    between repeats them, and never loses one.
    """
    claim = await claim_due(conn, rows)
    if not claim.due:
        return Done()
    plans = list(_bounded((due, _plan(due, claim.now_ms, queue_ages_ms)) for due in claim.due))
    await _send(broker, plans)
    missed = [verdict for due, made in plans for verdict in missed_verdicts(due.monitor_id, due.region, made.missed)]
    live = await _write(
        conn, engine, missed, [Carry(due.monitor_id, due.region, p.carry) for due, p in plans if p.carry]
    )
    await update_schedules(conn, [Row(due.monitor_id, due.region, p.schedule, p.wake_ms) for due, p in plans])
    return Done(len(claim.due), sum(made.send is not None for _, made in plans), len(missed), live)


def _plan(due: Due, now_ms: int, queue_ages_ms: Mapping[int, int]) -> Plan:
    return plan(due.schedule, due.stored, now_ms, queue_ages_ms.get(due.region, 0))


def _bounded(plans: Iterator[tuple[Due, Plan]]) -> Iterator[tuple[Due, Plan]]:
    """Stop when there is enough to write; what is left over stays due."""
    missed = 0
    for due, made in plans:
        yield due, made
        missed += len(made.missed)
        if missed >= MISSED_AT_ONCE:
            return


async def _send(broker: DurableStreamBroker, plans: Sequence[tuple[Due, Plan]]) -> None:
    messages: defaultdict[int, list[Message]] = defaultdict(list)
    for due, made in plans:
        if made.send is not None:
            slot_ms, ends_ms = made.send
            messages[due.region].append([due.monitor_id, due.revision, due.region, slot_ms, ends_ms, int(due.is_down)])
    await asyncio.gather(
        *(
            send(broker, RUN_BATCH, batch, queue=checks_queue(region))
            for region, checks in messages.items()
            for batch in _batches(checks)
        )
    )


def _batches(checks: list[Message]) -> Iterator[list[Message]]:
    for start in range(0, len(checks), BATCH_CHECKS):
        yield checks[start : start + BATCH_CHECKS]


async def _write(
    conn: Connection, engine: Engine, missed: list[Verdict], carries: list[Carry]
) -> tuple[LiveEvent, ...]:
    if not missed and not carries:
        return ()
    # both lock rows of `monitor_state`: all of them at first, in order, so that no worker waits for us while we wait
    await lock_standings(conn, sorted({verdict.monitor_id for verdict in missed} | {one.monitor_id for one in carries}))
    stored = await ingest.store(conn, missed, engine=engine)
    await ingest.carry(conn, carries, engine=engine)
    if missed:
        logger.info("slots were not run", extra={"slots": len(missed)})
    return stored.live

"""One made-up history with everything that is hard, played through ingest as it would arrive.

Around the end of summer time in Europe, so that a day which is not the UTC day of anybody's clock would show.
"""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from core.coverage import pieces
from core.grid import to_ms
from core.ledger import Verdict
from core.states import Outcome
from db import engines, ingest
from db.engine import Engine
from db.incidents import EndCause
from db.ingest import Carry, Cut
from db.pool import Connection
from tests.db.world import add_monitor, add_window, add_workspace, verdict

START = datetime(2026, 10, 22, tzinfo=UTC)
NOW = datetime(2026, 10, 27, 15, 20, 30, tzinfo=UTC)
WEIGHTS = {Outcome.UP: 90, Outcome.DEGRADED: 4, Outcome.DOWN: 4, Outcome.UNKNOWN: 2}


async def play(conn: Connection, engine: Engine) -> None:
    """Fill a migrated database; the same calls in the same order on every engine."""
    dice = random.Random(7)
    await add_workspace(conn)
    every_ten_minutes = await add_monitor(conn, period_s=600, retention_days=3650)
    changed = await add_monitor(conn, period_s=900, retention_days=3650)
    deleted = await add_monitor(conn, period_s=600, retention_days=3650)
    weekly = await add_monitor(conn, period_s=604_800, retention_days=3650)
    for days, hours in ((1, 3), (2, 30)):
        begins = START + timedelta(days=days, hours=7, minutes=11)
        await add_window(conn, begins, begins + timedelta(hours=hours))
    await engines.apply_retention(conn, engine, START)  # the longest retention in use opens the horizon

    for monitor_id in (every_ten_minutes, deleted):
        await _deliver(conn, engine, _slots(dice, monitor_id, START, NOW, 600, phase_ms=137_250), dice)
    await _change_period(conn, engine, changed, dice)
    await ingest.cut(conn, [Cut(deleted, 0, NOW - timedelta(minutes=3), EndCause.DELETED)], engine=engine)
    await _carry_a_week(conn, engine, weekly)


def _slots(
    dice: random.Random, monitor_id: int, start: datetime, end: datetime, period_s: int, phase_ms: int
) -> list[Verdict]:
    verdicts = []
    slot = start + timedelta(milliseconds=phase_ms)
    while slot < end:
        outcome = dice.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        good = outcome in (Outcome.UP, Outcome.DEGRADED)
        latency_us = round(dice.lognormvariate(11, 1)) if good and dice.random() < 0.97 else None
        one = verdict(
            monitor_id,
            slot,
            outcome,
            seconds=period_s,
            latency_us=latency_us,
            tries=int(outcome is Outcome.DOWN),
            recoveries=2,
        )
        verdicts.append(replace(one, observation=replace(one.observation, latency_us=latency_us)))
        slot += timedelta(seconds=period_s)
    return verdicts


async def _deliver(conn: Connection, engine: Engine, verdicts: list[Verdict], dice: random.Random) -> None:
    """Lose some, delay some past their successors, deliver some twice, in batches that end anywhere."""
    arriving = [one for one in verdicts if dice.random() < 0.97]
    delays = {id(one): dice.choice([0] * 18 + [4, 300]) for one in arriving}
    arriving.sort(key=lambda one: to_ms(one.slot) + delays[id(one)] * 600_000)
    arriving += dice.sample(arriving, 20)
    position = 0
    while position < len(arriving):
        size = dice.randint(1, 120)
        await ingest.store(conn, arriving[position : position + size], engine=engine)
        position += size


async def _change_period(conn: Connection, engine: Engine, monitor_id: int, dice: random.Random) -> None:
    """From every 15 minutes to every 100 seconds, in the middle of a slot."""
    edited_at = datetime(2026, 10, 24, 23, 52, 10, tzinfo=UTC)
    before = _slots(dice, monitor_id, START, edited_at, 900, phase_ms=0)
    await ingest.store(conn, before, engine=engine)
    await ingest.cut(conn, [Cut(monitor_id, 0, edited_at)], engine=engine)
    after = _slots(dice, monitor_id, edited_at + timedelta(milliseconds=400), NOW, 100, phase_ms=0)
    for position in range(0, len(after), 500):
        await ingest.store(conn, after[position : position + 500], engine=engine)


async def _carry_a_week(conn: Connection, engine: Engine, monitor_id: int) -> None:
    """One check, then carry points hour by hour and one long stretch after a dispatcher was away."""
    slot = START + timedelta(hours=5, minutes=17)
    await ingest.store(conn, [verdict(monitor_id, slot, seconds=604_800)], engine=engine)
    slot_ms, ends_ms = to_ms(slot), to_ms(slot) + 604_800_000
    stretch = pieces(slot_ms, ends_ms, to_ms(NOW))[1:]
    await ingest.carry(conn, [Carry(monitor_id, 0, (stretch[0],))], engine=engine)
    await ingest.carry(conn, [Carry(monitor_id, 0, tuple(stretch[1:]))], engine=engine)

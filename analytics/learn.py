"""The daily job that learns what is usual for each monitor, and when its latency changed for good."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Final

import polars as pl

from analytics.baselines import CHECKS, TIME, baseline
from analytics.changes import changes
from db.baselines import Change, put_baseline, replace_changes, select_latencies, select_learners
from db.clock import select_now
from db.pool import Pool, acquire

WINDOW: Final = timedelta(weeks=6)  # of checks, as far as they are kept
SETTLED: Final = timedelta(days=3)  # at the beginning of the window a change has too little before it to be judged anew

logger = logging.getLogger(__name__)


async def learn_all(pool: Pool) -> None:
    """Learn anew for every monitor, one after the other; raise DatabaseError, to be run again later."""
    async with acquire(pool) as conn:
        monitor_ids = await select_learners(conn)
        now = await select_now(conn)
    for monitor_id in monitor_ids:
        await learn(pool, monitor_id, now)
    logger.info("baselines learnt", extra={"monitors": len(monitor_ids)})


async def learn(pool: Pool, monitor_id: int, now: datetime) -> None:
    """Learn one monitor from its last six weeks of checks. Days are learnt whole: today is left out."""
    end = now.replace(hour=0, minute=0, second=0, microsecond=0)
    start = end - WINDOW
    async with acquire(pool) as conn:
        slots_us, latencies_us = await select_latencies(conn, monitor_id, start, end)
    if not slots_us:
        return  # what was learnt before still holds: a monitor that is paused comes back as it was
    usual, found = await asyncio.to_thread(_computed, slots_us, latencies_us)
    columns = [usual[name].to_list() for name in ("hour_of_week", "median_us", "mad_us", "checks")]
    first = frame(slots_us[:1], latencies_us[:1])["slot"][0]
    since = first + SETTLED
    async with acquire(pool) as conn, conn.transaction():
        await put_baseline(conn, monitor_id, first, end, columns)
        await replace_changes(conn, monitor_id, since, [one for one in found if one.at >= since])


def frame(slots_us: list[int], latencies_us: list[int]) -> pl.DataFrame:
    """Return columns of the database as CHECKS."""
    slots = pl.Series("slot", slots_us, pl.Int64).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    assert slots.dtype == TIME
    return pl.DataFrame([slots, pl.Series("latency_us", latencies_us, CHECKS["latency_us"])])


def _computed(slots_us: list[int], latencies_us: list[int]) -> tuple[pl.DataFrame, list[Change]]:
    checks = frame(slots_us, latencies_us)
    return baseline(checks), [Change(*row) for row in changes(checks).rows()]

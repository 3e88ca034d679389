"""Check points: what was seen in each slot, and the time it stands for.

Table `checks`, one row per monitor, slot, region and attempt: 0 a verdict (or, without an outcome, a carry point), 1
and up the tries behind it and manual checks, -1 a cut. Never changed; dropped by retention. Writer: probes.
Times in microseconds (`_us`), `lateness_ms` in milliseconds, `covers_s` in seconds.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from pydantic import BaseModel

from core.ledger import Point, Verdict
from core.observation import Phases
from core.states import State
from db.engine import Engine
from db.pool import Connection


class Check(BaseModel, frozen=True):
    """One row, without its monitor."""

    slot: datetime
    attempt: int
    region: str
    state: int
    outcome: int
    covers_s: int
    latency_us: int | None
    dns_us: int | None
    connect_us: int | None
    tls_us: int | None
    wait_us: int | None
    transfer_us: int | None
    lateness_ms: int | None
    http_status: int | None
    reason: int | None
    detail: str | None
    address: IPv4Address | IPv6Address | None
    probe: int | None


class Cursor(BaseModel, frozen=True):
    """Where a page of checks ended."""

    slot: datetime
    attempt: int


class Sieve(BaseModel, frozen=True):
    """Which checks to read; None means all."""

    attempt: int | None = None  # 0: verdicts only
    state: int | None = None
    outcome: int | None = None


# Newest first. A page goes on strictly before the cursor ($4, $5); the range is half-open.
SELECT_CHECKS: Final = """
    SELECT c.slot, c.attempt, r.name AS region, c.state, c.outcome, c.covers_s, c.latency_us, c.dns_us, c.connect_us,
           c.tls_us, c.wait_us, c.transfer_us, c.lateness_ms, c.http_status, c.reason, c.detail,
           c.address, c.probe
      FROM checks c
      JOIN regions r ON r.id = c.region
     WHERE c.monitor_id = $1
       AND c.slot >= $2
       AND c.slot < $3
       AND c.outcome IS NOT NULL
       AND ($4::timestamptz IS NULL OR (c.slot, c.attempt) < ($4, $5::smallint))
       AND ($6::smallint IS NULL OR c.attempt = $6)
       AND ($7::smallint IS NULL OR c.state = $7)
       AND ($8::smallint IS NULL OR c.outcome = $8)
     ORDER BY c.slot DESC, c.attempt DESC
     LIMIT $9
"""
ALL: Final = Sieve()
_TICK: Final = timedelta(microseconds=1)  # the database's smallest step


async def select_checks(
    conn: Connection,
    monitor_id: int,
    start: datetime,
    end: datetime,
    *,
    before: Cursor | None = None,
    sieve: Sieve = ALL,
    limit: int,
) -> list[Check]:
    """Return verdicts and tries of the half-open range, newest first; carry points and cuts are left out."""
    slot, attempt = (before.slot, before.attempt) if before else (None, None)
    if slot is not None:
        end = min(end, slot + _TICK)  # so that partitions behind the cursor are not looked at
    asked = (sieve.attempt, sieve.state, sieve.outcome)
    rows = await conn.fetch(SELECT_CHECKS, monitor_id, start, end, slot, attempt, *asked, limit)
    return [Check(**row) for row in rows]


SELECT_CHECK: Final = """
    SELECT c.slot, c.attempt, r.name AS region, c.state, c.outcome, c.covers_s, c.latency_us, c.dns_us, c.connect_us,
           c.tls_us, c.wait_us, c.transfer_us, c.lateness_ms, c.http_status, c.reason, c.detail,
           c.address, c.probe
      FROM checks c
      JOIN regions r ON r.id = c.region
     WHERE c.monitor_id = $1
       AND c.slot = $2
       AND c.attempt = 0
       AND c.outcome IS NOT NULL
"""


async def select_check(conn: Connection, monitor_id: int, slot: datetime) -> Check | None:
    """Return the verdict of one slot."""
    row = await conn.fetchrow(SELECT_CHECK, monitor_id, slot)
    return Check(**row) if row else None


SELECT_STORED_SLOTS: Final = """
    SELECT c.monitor_id, c.slot
      FROM checks c
      JOIN unnest($1::integer[], $2::timestamptz[], $3::smallint[]) AS asked (monitor_id, slot, region)
        ON asked.monitor_id = c.monitor_id
       AND asked.slot = c.slot
       AND asked.region = c.region
     WHERE c.attempt = 0
       AND c.slot >= $4
       AND c.slot < $5
"""


async def select_stored_slots(conn: Connection, verdicts: Sequence[Verdict]) -> set[tuple[int, datetime]]:
    """Return which of these verdicts' slots have a point already, as (monitor, slot)."""
    asked = [(verdict.monitor_id, verdict.slot, verdict.region) for verdict in verdicts]
    first, last = min(slot for _, slot, _ in asked), max(verdict.ends for verdict in verdicts)
    rows = await conn.fetch(SELECT_STORED_SLOTS, *zip(*asked, strict=True), first, last)
    return {(row["monitor_id"], row["slot"]) for row in rows}


INSERT_POINTS: Final = """
    INSERT INTO checks (slot, monitor_id, region, attempt, state, covers_s, lateness_ms, probe, outcome, reason, detail,
                        latency_us, dns_us, connect_us, tls_us, wait_us, transfer_us, http_status, address)
    SELECT slot, monitor_id, region, attempt, state, covers_s, lateness_ms, probe, outcome, reason, detail,
           latency_us, dns_us, connect_us, tls_us, wait_us, transfer_us, http_status, address::inet
      FROM unnest($1::new_point[])
    ON CONFLICT (monitor_id, slot, region, attempt) DO NOTHING
    RETURNING monitor_id, slot
"""
# TimescaleDB notes by itself which buckets changed; the days are noted for the keeper, who refreshes each once more
# when the policies no longer look at it. Only days it may be about to forget are written again, and thereby locked.
INSERT_POINTS_TIMESCALE: Final = f"""
      WITH stored AS ({INSERT_POINTS}),
           recent AS (
           INSERT INTO fresh_days (day)
           SELECT DISTINCT (slot AT TIME ZONE 'UTC')::date
             FROM stored
            WHERE slot >= date_trunc('day', now(), 'UTC') - INTERVAL '48 hours'
               ON CONFLICT (day) DO NOTHING),
           late AS (
           INSERT INTO fresh_days (day)
           SELECT DISTINCT (slot AT TIME ZONE 'UTC')::date
             FROM stored
            WHERE slot < date_trunc('day', now(), 'UTC') - INTERVAL '48 hours'
            ORDER BY 1
               ON CONFLICT (day) DO UPDATE SET marked_at = clock_timestamp())
    SELECT count(*)
      FROM stored
"""  # noqa: S608 - made of our own constants
# The mark is written by the statement that writes the points. A mark of an hour that is over is locked if it is there
# already: a refresh that wants it comes later and sees our points. Sorted, so that no two batches wait for each other.
# Marks of an hour that goes on are not taken by anyone yet (db.engines.postgres waits until it is settled).
INSERT_POINTS_POSTGRES: Final = f"""
      WITH stored AS ({INSERT_POINTS}),
           hours AS (
           SELECT DISTINCT monitor_id, date_bin('1 hour', slot, '2000-01-01 00:00:00+00') AS bucket
             FROM stored),
           marked AS (
           INSERT INTO dirty_hours (monitor_id, bucket)
           SELECT monitor_id, bucket
             FROM hours
            WHERE bucket > now() - INTERVAL '1 hour'
               ON CONFLICT (monitor_id, bucket) DO NOTHING),
           marked_and_locked AS (
           INSERT INTO dirty_hours (monitor_id, bucket)
           SELECT monitor_id, bucket
             FROM hours
            WHERE bucket <= now() - INTERVAL '1 hour'
            ORDER BY 1, 2
               ON CONFLICT (monitor_id, bucket) DO UPDATE SET bucket = excluded.bucket WHERE false)
    SELECT count(*)
      FROM stored
"""  # noqa: S608 - made of our own constants
INSERT_POINTS_ON: Final[Mapping[Engine, str]] = {
    Engine.TIMESCALE: INSERT_POINTS_TIMESCALE,
    Engine.POSTGRES: INSERT_POINTS_POSTGRES,
}

_NOT_MEASURED: Final = Phases()
_NOTHING_SEEN: Final = (None,) * 11


async def insert_points(conn: Connection, engine: Engine, points: Sequence[tuple[int, Point]]) -> int:
    """Write points as (monitor, point) and return how many are new; one that is there already stays as it is."""
    if not points:
        return 0
    rows = [_row(monitor_id, point) for monitor_id, point in points]
    stored: int = await conn.fetchval(INSERT_POINTS_ON[engine], rows)
    return stored


SELECT_RECORDED: Final = """
    SELECT coalesce(recorded, 4)
      FROM monitor_state
     WHERE monitor_id = $1
"""


async def insert_manual_check(conn: Connection, engine: Engine, verdict: Verdict) -> None:
    """Store a check that a person asked for: it stands for no time and moves nothing. Two statements."""
    state = await conn.fetchval(SELECT_RECORDED, verdict.monitor_id)
    seen, lateness_ms = verdict.observation, verdict.lateness_ms
    point = Point(verdict.slot, verdict.region, 1, State(state or State.UNKNOWN), 0, seen, lateness_ms, verdict.probe)
    await insert_points(conn, engine, [(verdict.monitor_id, point)])


def _row(monitor_id: int, point: Point) -> tuple[object, ...]:
    """Return a `new_point`."""
    slot, region, attempt, state, covers_s, seen, lateness_ms, probe = point
    head = (slot, monitor_id, region, attempt, state, covers_s, lateness_ms, probe)
    if seen is None:
        return head + _NOTHING_SEEN
    return (*head, seen.outcome, seen.reason, seen.detail, seen.latency_us, *_phases(seen.phases), seen.http_status,
            seen.address)  # fmt: skip


def _phases(phases: Phases) -> tuple[int | None, ...]:
    if phases is _NOT_MEASURED:
        return (None, None, None, None, None)
    return (phases.dns_us, phases.connect_us, phases.tls_us, phases.wait_us, phases.transfer_us)

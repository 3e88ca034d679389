"""When each monitor is due next: the dispatcher's working table.

Table `schedule`, one row per monitor and region. The dispatcher claims what is due (`claim_due`), plans with
`core.schedule`, sends, writes back (`update_schedules`), all in one transaction; it follows what people want with
`claim_changes` and `put_schedules`. Times cross this border as milliseconds since the epoch. Writer: probes.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from pydantic import BaseModel

from core.grid import from_ms, to_ms
from core.schedule import Schedule, Slot, Stored
from db.pool import Connection


class Due(NamedTuple):
    """A monitor to look at now."""

    monitor_id: int
    region: int
    revision: int
    schedule: Schedule
    stored: Stored
    is_down: bool


class Claim(NamedTuple):
    """What is due, and the database's clock."""

    now_ms: int
    due: list[Due]


class Row(NamedTuple):
    """A schedule to write back; `wake_ms` is when to look again."""

    monitor_id: int
    region: int
    schedule: Schedule
    wake_ms: int


class Wanted(BaseModel, frozen=True):
    """A monitor that was made, changed, paused, resumed or deleted; `known_revision` is None for a new one."""

    monitor_id: int
    changed_at: datetime
    now: datetime
    workspace_id: UUID
    kind: str
    revision: int
    period_s: int
    grace_s: int
    timeout_ms: int
    confirm_failures: int
    retry_ms: int
    paused_at: datetime | None
    deleted_at: datetime | None
    known_revision: int | None
    is_scheduled: bool  # has a time to wake


SELECT_CLOCK: Final = "SELECT clock_timestamp()"
CLAIM_DUE: Final = """
    SELECT sc.monitor_id, sc.region, sc.revision, sc.period_s, sc.phase_ms, sc.budget_ms, sc.timeout_ms, sc.next_slot,
           sc.sent_slot, sc.sent_ends, sc.sends, sc.unswept_slot, sc.unswept_ends,
           st.last_slot, st.covered_until, st.state
      FROM schedule sc
      JOIN monitor_state st ON st.monitor_id = sc.monitor_id
     WHERE sc.wake_at <= $1
     ORDER BY sc.wake_at
     LIMIT $2
       FOR UPDATE OF sc SKIP LOCKED
"""


async def claim_due(conn: Connection, limit: int = 1000) -> Claim:
    """Lock the monitors whose time to wake has come, those that waited longest first. Two statements."""
    now = await conn.fetchval(SELECT_CLOCK)
    rows = await conn.fetch(CLAIM_DUE, now, limit)
    return Claim(to_ms(now), [_due(row) for row in rows])


POSTPONE_FIRST: Final = """
    UPDATE schedule
       SET wake_at = clock_timestamp() + $1::interval
     WHERE (monitor_id, region) IN (SELECT monitor_id, region
                                      FROM schedule
                                     WHERE wake_at <= clock_timestamp()
                                     ORDER BY wake_at
                                     LIMIT 1
                                       FOR UPDATE SKIP LOCKED)
 RETURNING monitor_id
"""


async def postpone_first(conn: Connection, delay: timedelta) -> int | None:
    """Look at the monitor that waits longest only after `delay`, and return its id: so it stops nobody else."""
    monitor_id: int | None = await conn.fetchval(POSTPONE_FIRST, delay)
    return monitor_id


LOCK_SCHEDULED: Final = """
    SELECT sc.monitor_id, sc.region, sc.revision, sc.period_s, sc.phase_ms, sc.budget_ms, sc.timeout_ms, sc.next_slot,
           sc.sent_slot, sc.sent_ends, sc.sends, sc.unswept_slot, sc.unswept_ends,
           st.last_slot, st.covered_until, st.state
      FROM schedule sc
      JOIN monitor_state st ON st.monitor_id = sc.monitor_id
     WHERE sc.monitor_id = ANY($1::integer[])
     ORDER BY sc.monitor_id, sc.region
       FOR UPDATE OF sc
"""


async def lock_scheduled(conn: Connection, monitor_ids: Sequence[int]) -> list[Due]:
    """Lock the schedules of these monitors, due or not, and return them."""
    return [_due(row) for row in await conn.fetch(LOCK_SCHEDULED, monitor_ids)]


SELECT_NEXT_WAKE: Final = """
    SELECT min(wake_at)
      FROM schedule
     WHERE wake_at IS NOT NULL
"""


async def select_next_wake_ms(conn: Connection) -> int | None:
    """Return when the next monitor is due; None when there is none."""
    wake_at = await conn.fetchval(SELECT_NEXT_WAKE)
    return to_ms(wake_at) if wake_at is not None else None


UPDATE_SCHEDULES: Final = """
    UPDATE schedule AS sc
       SET next_slot = new.next_slot, sent_slot = new.sent_slot, sent_ends = new.sent_ends, sends = new.sends,
           unswept_slot = new.unswept_slot, unswept_ends = new.unswept_ends, wake_at = new.wake_at
      FROM unnest($1::integer[], $2::smallint[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[],
                  $6::smallint[], $7::timestamptz[], $8::timestamptz[], $9::timestamptz[])
           AS new (monitor_id, region, next_slot, sent_slot, sent_ends, sends, unswept_slot, unswept_ends, wake_at)
     WHERE sc.monitor_id = new.monitor_id
       AND sc.region = new.region
"""


async def update_schedules(conn: Connection, rows: Sequence[Row]) -> None:
    """Write back what was planned for claimed rows."""
    if rows:
        await conn.execute(UPDATE_SCHEDULES, *zip(*(_memory(row) for row in rows), strict=True))


# What changed most recently counts; a change that another dispatcher holds is left to it.
CLAIM_CHANGES: Final = """
      WITH taken AS (
           DELETE FROM monitor_changes
            WHERE id IN (SELECT id
                           FROM monitor_changes
                          ORDER BY id
                          LIMIT $1
                            FOR UPDATE SKIP LOCKED)
           RETURNING monitor_id, changed_at),
           latest AS (
           SELECT monitor_id, max(changed_at) AS changed_at
             FROM taken
            GROUP BY monitor_id)
    SELECT l.monitor_id, l.changed_at, clock_timestamp() AS now, m.workspace_id, m.kind, m.revision, m.period_s,
           m.grace_s, m.timeout_ms, m.confirm_failures, m.retry_ms, m.paused_at,
           coalesce(m.deleted_at, w.deleted_at) AS deleted_at,
           sc.revision AS known_revision, sc.wake_at IS NOT NULL AS is_scheduled
      FROM latest l
      JOIN monitors m ON m.id = l.monitor_id
      JOIN workspaces w ON w.id = m.workspace_id
      LEFT JOIN schedule sc ON sc.monitor_id = m.id
     ORDER BY l.monitor_id
"""


async def claim_changes(conn: Connection, limit: int = 1000) -> list[Wanted]:
    """Take what people changed, once per monitor. The rows are gone when the transaction commits."""
    return [Wanted(**row) for row in await conn.fetch(CLAIM_CHANGES, limit)]


PUT_SCHEDULES: Final = """
    INSERT INTO schedule (monitor_id, region, next_slot, sent_slot, sent_ends, sends, unswept_slot, unswept_ends,
                          wake_at, revision, period_s, phase_ms, budget_ms, timeout_ms)
    SELECT monitor_id, region, next_slot, sent_slot, sent_ends, sends, unswept_slot, unswept_ends,
           wake_at, revision, period_s, phase_ms, budget_ms, timeout_ms
      FROM unnest($1::integer[], $2::smallint[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[],
                  $6::smallint[], $7::timestamptz[], $8::timestamptz[], $9::timestamptz[], $10::integer[],
                  $11::integer[], $12::integer[], $13::integer[], $14::integer[])
           AS new (monitor_id, region, next_slot, sent_slot, sent_ends, sends, unswept_slot, unswept_ends, wake_at,
                   revision, period_s, phase_ms, budget_ms, timeout_ms)
    ON CONFLICT (monitor_id, region) DO UPDATE
       SET next_slot = excluded.next_slot, sent_slot = excluded.sent_slot, sent_ends = excluded.sent_ends,
           sends = excluded.sends, unswept_slot = excluded.unswept_slot, unswept_ends = excluded.unswept_ends,
           wake_at = excluded.wake_at, revision = excluded.revision, period_s = excluded.period_s,
           phase_ms = excluded.phase_ms, budget_ms = excluded.budget_ms, timeout_ms = excluded.timeout_ms
"""


async def put_schedules(conn: Connection, rows: Sequence[tuple[Row, int]]) -> None:
    """Write the schedules of new, changed or resumed monitors, each with its revision; `cut_at` stays.

    The row of `monitor_state` must exist or is made by `db.monitor_state.insert_states`.
    """
    if rows:
        ordered = sorted(rows, key=lambda pair: pair[0][:2])
        await conn.execute(PUT_SCHEDULES, *zip(*(_whole(*pair) for pair in ordered), strict=True))


LOCK_SCHEDULES: Final = """
    SELECT monitor_id
      FROM schedule
     WHERE monitor_id = ANY($1::integer[])
     ORDER BY monitor_id, region
       FOR UPDATE
"""


async def lock_schedules(conn: Connection, monitor_ids: Sequence[int]) -> None:
    """Keep dispatchers from these rows until the transaction ends."""
    await conn.execute(LOCK_SCHEDULES, monitor_ids)


UPDATE_CUTS: Final = """
    UPDATE schedule AS sc
       SET cut_at = new.cut_at,
           wake_at = CASE WHEN new.is_stopped THEN NULL ELSE sc.wake_at END,
           sent_slot = CASE WHEN new.is_stopped THEN NULL ELSE sc.sent_slot END,
           sent_ends = CASE WHEN new.is_stopped THEN NULL ELSE sc.sent_ends END,
           unswept_slot = CASE WHEN new.is_stopped THEN NULL ELSE sc.unswept_slot END,
           unswept_ends = CASE WHEN new.is_stopped THEN NULL ELSE sc.unswept_ends END
      FROM unnest($1::integer[], $2::smallint[], $3::timestamptz[], $4::boolean[])
           AS new (monitor_id, region, cut_at, is_stopped)
     WHERE sc.monitor_id = new.monitor_id
       AND sc.region = new.region
"""


async def update_cuts(conn: Connection, cuts: Sequence[tuple[int, int, datetime, bool]]) -> None:
    """Note when points were cut, as (monitor, region, time, is stopped); a stopped monitor is not due any more."""
    if cuts:
        await conn.execute(UPDATE_CUTS, *zip(*cuts, strict=True))


def _due(row: Any) -> Due:
    """Build the plan's input from a driver record."""
    schedule = Schedule(
        row["period_s"],
        row["phase_ms"],
        row["budget_ms"],
        row["timeout_ms"],
        to_ms(row["next_slot"]),
        _slot(row["sent_slot"], row["sent_ends"]),
        row["sends"],
        _slot(row["unswept_slot"], row["unswept_ends"]),
    )
    stored = Stored(_ms(row["last_slot"]), _ms(row["covered_until"]))
    return Due(row["monitor_id"], row["region"], row["revision"], schedule, stored, row["state"] == 3)


def _memory(row: Row) -> tuple[object, ...]:
    monitor_id, region, schedule, wake_ms = row
    sent, unswept = schedule.sent, schedule.unswept
    return (
        monitor_id,
        region,
        from_ms(schedule.next_ms),
        from_ms(sent.slot_ms) if sent else None,
        from_ms(sent.ends_ms) if sent else None,
        schedule.sends,
        from_ms(unswept.slot_ms) if unswept else None,
        from_ms(unswept.ends_ms) if unswept else None,
        from_ms(wake_ms),
    )


def _whole(row: Row, revision: int) -> tuple[object, ...]:
    schedule = row.schedule
    rules = (schedule.period_s, schedule.phase_ms, schedule.budget_ms, schedule.timeout_ms)
    return (*_memory(row), revision, *rules)


def _slot(slot: datetime | None, ends: datetime | None) -> Slot | None:
    return Slot(to_ms(slot), to_ms(ends)) if slot is not None and ends is not None else None


def _ms(at: datetime | None) -> int | None:
    return to_ms(at) if at is not None else None

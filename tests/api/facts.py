"""Facts put into the tables by hand: what probes would have written."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from db.pool import Pool, acquire

DAY_S = 86_400


def today() -> date:
    """Return the UTC day."""
    return datetime.now(UTC).date()


def midnight() -> datetime:
    """Return its beginning."""
    return datetime.combine(today(), time(), UTC)


async def add_day(pool: Pool, monitor_id: int, age: int, **columns: int) -> None:
    """Give a monitor a day that came without points, so many days ago."""
    names, values = ", ".join(columns), ", ".join(str(value) for value in columns.values())
    async with acquire(pool) as conn:
        await conn.execute(
            f"INSERT INTO imported_days (monitor_id, day, source, {names}) VALUES ($1, $2, 'test', {values})",
            monitor_id,
            today() - timedelta(days=age),
        )


async def add_check(pool: Pool, monitor_id: int, slot: datetime, **columns: Any) -> None:
    """Give a monitor a check: an up of 20 ms, or what `columns` says."""
    row = {"covers_s": 60, "region": 0, "attempt": 0, "state": 1, "outcome": 1, "latency_us": 20_000, **columns}
    places = ", ".join(f"${number}" for number in range(3, 3 + len(row)))
    async with acquire(pool) as conn:
        await conn.execute(
            f"INSERT INTO checks (monitor_id, slot, {', '.join(row)}) VALUES ($1, $2, {places})",
            *(monitor_id, slot, *row.values()),
        )


async def add_incident(
    pool: Pool, monitor_id: int, start: datetime, lasts: timedelta | None, *, reason: int = 2, detail: str | None = None
) -> None:
    """Give a monitor an outage; one without a length goes on."""
    end = None if lasts is None else start + lasts
    async with acquire(pool) as conn:
        await conn.execute(
            "INSERT INTO incidents (monitor_id, started_at, ended_at, end_cause, reason, detail)"
            " VALUES ($1, $2, $3, $4, $5, $6)",
            *(monitor_id, start, end, None if end is None else "recovered", reason, detail),
        )


async def set_state(pool: Pool, monitor_id: int, state: int | None, **columns: Any) -> None:
    """Let a monitor be in a state (the number of core.states) since ten minutes ago; it was checked just now."""
    now = datetime.now(UTC)
    row = {
        "state": state,
        "recorded": state,
        "since": None if state is None else now - timedelta(minutes=10),
        "last_slot": now,
        "covered_until": now + timedelta(minutes=1),
        **columns,
    }
    names, places = ", ".join(row), ", ".join(f"${number}" for number in range(2, 2 + len(row)))
    async with acquire(pool) as conn:
        await conn.execute(
            f"INSERT INTO monitor_state (monitor_id, {names}) VALUES ($1, {places})"
            f" ON CONFLICT (monitor_id) DO UPDATE SET ({names}) = ROW ({places})",
            *(monitor_id, *row.values()),
        )

"""Facts of a public page, put into the database as probes would."""

import re
from datetime import datetime, timedelta
from typing import Any

import httpx

from db.pool import Pool, acquire

STATES = {"up": 1, "degraded": 2, "down": 3, "unknown": 4, "maintenance": 5}
DAY_S = 86_400


async def set_state(pool: Pool, monitor_id: int, state: str, minutes: int = 18) -> None:
    """Let a monitor have been in a state for some minutes."""
    code = STATES[state]
    async with acquire(pool) as conn:
        await conn.execute(
            """
            INSERT INTO monitor_state (monitor_id, state, since, last_slot, covered_until, recorded, outcome)
            VALUES ($1, $2::smallint, now() - make_interval(mins => $3), now(), now() + interval '1 hour', $2::smallint,
                    least($2::smallint, 4))
                ON CONFLICT (monitor_id) DO UPDATE
                SET state = excluded.state, recorded = excluded.recorded, since = excluded.since
            """,
            *(monitor_id, code, minutes),
        )


async def add_outage(pool: Pool, monitor_id: int, start: datetime, lasted: timedelta | None, detail: str = "") -> int:
    """Add an incident; one that goes on has no length. Return its id."""
    end = None if lasted is None else start + lasted
    async with acquire(pool) as conn:
        found: int = await conn.fetchval(
            """
            INSERT INTO incidents (monitor_id, started_at, ended_at, end_cause, reason, detail)
            VALUES ($1, $2, $3, CASE WHEN $3::timestamptz IS NOT NULL THEN 'recovered' END, 40, $4)
            RETURNING id
            """,
            *(monitor_id, start, end, detail),
        )
    return found


async def add_day(pool: Pool, monitor_id: int, age: int, down_s: int = 0, maintenance_s: int = 0) -> None:
    """Add a whole day, `age` days ago."""
    async with acquire(pool) as conn:
        await conn.execute(
            """
            INSERT INTO imported_days (monitor_id, day, source, up_s, degraded_s, down_s, maintenance_s)
            VALUES ($1, (now() AT TIME ZONE 'UTC')::date - $2::int, 'test', $3, 0, $4, $5)
            """,
            *(monitor_id, age, DAY_S - down_s - maintenance_s, down_s, maintenance_s),
        )


async def banner_of(client: httpx.AsyncClient, page: dict[str, Any]) -> str:
    """Return the sentence of a page."""
    text = (await client.get(f"/status/{page['slug']}")).text
    found = re.search(r"<h2>(.*?)</h2>", text)
    assert found is not None
    return found[1]

"""What people were told of each monitor's outages, so that a flapping one is folded.

Table `alert_state`, one row per monitor that was ever told of. Writer: probes, one sender at a time (db.locks).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from pydantic import BaseModel

from db.outbox import Outage
from db.pool import Connection


class AlertState(BaseModel, frozen=True):
    """The last outage that was told of, when, and how many since then were only counted."""

    monitor_id: int
    told_at: datetime
    incident_id: int
    folded: int


SELECT_ALERT_STATES: Final = """
    SELECT monitor_id, told_at, incident_id, folded
      FROM alert_state
     WHERE monitor_id = ANY($1::integer[])
"""


async def select_alert_states(conn: Connection, monitor_ids: Sequence[int]) -> dict[int, AlertState]:
    """Return what was told of these monitors; those never told of are left out."""
    rows = await conn.fetch(SELECT_ALERT_STATES, monitor_ids)
    return {row["monitor_id"]: AlertState(**row) for row in rows}


UPSERT_ALERT_STATE: Final = """
    INSERT INTO alert_state (monitor_id, told_at, incident_id, folded)
    VALUES ($1, $2, $3, $4)
        ON CONFLICT (monitor_id) DO UPDATE
       SET told_at = excluded.told_at,
           incident_id = excluded.incident_id,
           folded = excluded.folded
"""


async def upsert_alert_state(conn: Connection, state: AlertState) -> None:
    """Note what was told."""
    await conn.execute(UPSERT_ALERT_STATE, state.monitor_id, state.told_at, state.incident_id, state.folded)


class Folded(Outage, frozen=True):
    """A monitor whose cool-down is over and that had outages nobody was told of: the latest of them, and how many."""

    told_at: datetime
    told_incident_id: int
    folded: int


SELECT_FOLDED: Final = """
    SELECT i.id AS incident_id, i.started_at, i.ended_at, i.end_cause, i.reason, i.detail, i.http_status,
           m.id AS monitor_id, m.name AS monitor_name, m.kind, m.target,
           m.recipients, m.is_public AND w.is_public AS has_page, m.paused_at IS NOT NULL AS is_paused,
           coalesce(m.deleted_at, w.deleted_at) IS NOT NULL AS is_gone, w.id AS workspace_id, w.name AS workspace_name,
           w.slug AS workspace_slug, a.told_at, a.incident_id AS told_incident_id, a.folded
      FROM alert_state a
      JOIN monitors m ON m.id = a.monitor_id
      JOIN workspaces w ON w.id = m.workspace_id
     CROSS JOIN LATERAL (SELECT id, started_at, ended_at, end_cause, reason, detail, http_status
                           FROM incidents
                          WHERE monitor_id = a.monitor_id
                          ORDER BY started_at DESC, id DESC
                          LIMIT 1) i
     WHERE a.folded > 0
       AND a.told_at <= $1
       AND NOT is_in_maintenance(a.monitor_id, clock_timestamp())
     ORDER BY a.told_at
     LIMIT $2
"""


async def select_folded(conn: Connection, now: datetime, cool_down: timedelta, limit: int) -> list[Folded]:
    """Return monitors with folded outages whose cool-down is over, the longest waiting first."""
    return [Folded(**row) for row in await conn.fetch(SELECT_FOLDED, now - cool_down, limit)]

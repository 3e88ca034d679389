"""Incidents: the stretches in which a monitor was confirmed down, and the news about them.

Table `incidents`, one row per outage; at most one is open per monitor. Opening and recovery write their `outbox` row
in the same statement, so no news is lost or invented; an outage that ends by a pause or a deletion is no news.
Writer: probes.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection


class EndCause(StrEnum):
    """Why an incident ended."""

    RECOVERED = "recovered"
    PAUSED = "paused"
    DELETED = "deleted"


class Incident(BaseModel, frozen=True):
    """One outage; `ended_at` is None while it goes on."""

    id: int
    monitor_id: int
    started_at: datetime
    ended_at: datetime | None
    end_cause: EndCause | None
    reason: int
    detail: str | None
    http_status: int | None


class Opening(NamedTuple):
    """An outage that began; `ended_at` is set when the same batch saw its recovery."""

    monitor_id: int
    started_at: datetime
    ended_at: datetime | None
    reason: int
    detail: str | None
    http_status: int | None


class Closing(NamedTuple):
    """The end of a monitor's open incident."""

    monitor_id: int
    ended_at: datetime
    cause: EndCause


SELECT_INCIDENTS: Final = """
    SELECT id, monitor_id, started_at, ended_at, end_cause, reason, detail, http_status
      FROM incidents
     WHERE monitor_id = ANY($1::integer[])
       AND started_at < $3
       AND (ended_at IS NULL OR ended_at > $2)
       AND ($4::bigint IS NULL OR (started_at, id) < ((SELECT started_at FROM incidents WHERE id = $4), $4))
     ORDER BY started_at DESC, id DESC
     LIMIT $5
"""


async def select_incidents(
    conn: Connection,
    monitor_ids: Sequence[int],
    start: datetime,
    end: datetime,
    *,
    before: int | None = None,
    limit: int = 100,
) -> list[Incident]:
    """Return the incidents that reach into the half-open range, newest first, behind the incident `before`."""
    rows = await conn.fetch(SELECT_INCIDENTS, monitor_ids, start, end, before, limit)
    return [Incident(**row) for row in rows]


SELECT_OPEN_INCIDENTS: Final = """
    SELECT i.id, i.monitor_id, i.started_at, i.ended_at, i.end_cause, i.reason, i.detail, i.http_status
      FROM incidents i
      JOIN monitors m ON m.id = i.monitor_id
     WHERE m.workspace_id = $1
       AND i.ended_at IS NULL
     ORDER BY i.started_at DESC, i.id DESC
"""


async def select_open_incidents(conn: Connection, workspace_id: UUID) -> list[Incident]:
    """Return what is down in a workspace right now, newest first."""
    return [Incident(**row) for row in await conn.fetch(SELECT_OPEN_INCIDENTS, workspace_id)]


INSERT_INCIDENTS: Final = """
      WITH opened AS (
           INSERT INTO incidents (monitor_id, started_at, ended_at, end_cause, reason, detail, http_status)
           SELECT monitor_id, started_at, ended_at, CASE WHEN ended_at IS NOT NULL THEN 'recovered' END, reason, detail,
                  http_status
             FROM unnest($1::integer[], $2::timestamptz[], $3::timestamptz[], $4::smallint[], $5::text[],
                         $6::smallint[])
                  AS new (monitor_id, started_at, ended_at, reason, detail, http_status)
           RETURNING id, monitor_id, started_at, ended_at, end_cause, reason, detail, http_status),
           told AS (
           INSERT INTO outbox (incident_id, event)
           SELECT id, 'opened'
             FROM opened
            UNION ALL
           SELECT id, 'closed'
             FROM opened
            WHERE ended_at IS NOT NULL)
    SELECT * FROM opened ORDER BY id
"""


async def insert_incidents(conn: Connection, openings: Sequence[Opening]) -> list[Incident]:
    """Open incidents, write the news of it, and return them."""
    if not openings:
        return []
    return [Incident(**row) for row in await conn.fetch(INSERT_INCIDENTS, *zip(*openings, strict=True))]


UPDATE_INCIDENTS_END: Final = """
      WITH closed AS (
           UPDATE incidents AS i
              SET ended_at = greatest(ended.ended_at, i.started_at), end_cause = ended.cause
             FROM unnest($1::integer[], $2::timestamptz[], $3::text[]) AS ended (monitor_id, ended_at, cause)
            WHERE i.monitor_id = ended.monitor_id
              AND i.ended_at IS NULL
           RETURNING i.id, i.monitor_id, i.started_at, i.ended_at, i.end_cause, i.reason, i.detail, i.http_status),
           told AS (
           INSERT INTO outbox (incident_id, event)
           SELECT id, 'closed'
             FROM closed
            WHERE end_cause = 'recovered')
    SELECT * FROM closed ORDER BY id
"""


async def update_incidents_end(conn: Connection, closings: Sequence[Closing]) -> list[Incident]:
    """Close the open incident of each monitor, if there is one, write the news of recoveries, and return them."""
    if not closings:
        return []
    return [Incident(**row) for row in await conn.fetch(UPDATE_INCIDENTS_END, *zip(*closings, strict=True))]

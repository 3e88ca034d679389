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


class ListedIncident(Incident, frozen=True):
    """An outage with the names that a list over several monitors needs."""

    monitor_name: str
    workspace_id: UUID
    workspace_name: str


class Scope(NamedTuple):
    """Whose incidents to list: all of the person's, or those of one workspace or monitor."""

    user_id: UUID
    workspace_id: UUID | None = None
    monitor_id: int | None = None
    is_open: bool | None = None  # None: those that go on and those that are over


# Each monitor gives its newest ones by its own index, so what is read grows with what is shown, not with the history.
SELECT_LISTED_INCIDENTS: Final = """
    SELECT i.id, i.monitor_id, i.started_at, i.ended_at, i.end_cause, i.reason, i.detail, i.http_status,
           m.name AS monitor_name, w.id AS workspace_id, w.name AS workspace_name
      FROM memberships s
      JOIN workspaces w ON w.id = s.workspace_id AND w.deleted_at IS NULL
      JOIN monitors m ON m.workspace_id = w.id AND m.deleted_at IS NULL
     CROSS JOIN LATERAL (
           SELECT id, monitor_id, started_at, ended_at, end_cause, reason, detail, http_status
             FROM incidents
            WHERE monitor_id = m.id
              AND started_at < $6
              AND (ended_at IS NULL OR ended_at > $5)
              AND ($4::boolean IS NULL OR (ended_at IS NULL) = $4)
              AND ($7::bigint IS NULL OR (started_at, id) < ((SELECT started_at FROM incidents WHERE id = $7), $7))
            ORDER BY started_at DESC, id DESC
            LIMIT $8) AS i
     WHERE s.user_id = $1
       AND ($2::uuid IS NULL OR s.workspace_id = $2)
       AND ($3::integer IS NULL OR m.id = $3)
     ORDER BY i.started_at DESC, i.id DESC
     LIMIT $8
"""


async def select_listed_incidents(
    conn: Connection, scope: Scope, start: datetime, end: datetime, *, before: int | None = None, limit: int = 100
) -> list[ListedIncident]:
    """Return the incidents that reach into the half-open range, newest first, behind the incident `before`."""
    rows = await conn.fetch(SELECT_LISTED_INCIDENTS, *scope, start, end, before, limit)
    return [ListedIncident(**row) for row in rows]


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

"""Incidents: the stretches in which a monitor was confirmed down, and the news about them.

Table `incidents`, one row per outage; at most one is open per monitor. Opening and recovery write their `outbox` row
in the same statement, so no news is lost or invented; an outage that ends by a pause or a deletion is no news.
Writer: probes.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final, LiteralString, NamedTuple
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


# The newest n incidents are of the n monitors whose own newest ones are the newest. So each monitor is asked for one,
# by its own index, and only those n for more: what is read grows with what is shown, not with the history.
# Conditions that can be absent are kept out of the inner parts: a plan for any parameters would sort instead.
def _listed(wanted: LiteralString) -> LiteralString:
    newest: LiteralString = f"""
             FROM incidents
            WHERE monitor_id = m.id
              AND {wanted}
              AND (started_at, id) < ($5, $6::bigint)
            ORDER BY started_at DESC, id DESC
    """
    return f"""
      WITH latest AS MATERIALIZED (
           SELECT m.id, m.name, w.id AS workspace_id, w.name AS workspace_name
             FROM memberships s
             JOIN workspaces w ON w.id = s.workspace_id AND w.deleted_at IS NULL
             JOIN monitors m ON m.workspace_id = w.id AND m.deleted_at IS NULL
            CROSS JOIN LATERAL (SELECT started_at, id {newest.strip()} LIMIT 1) AS first
            WHERE s.user_id = $1
              AND ($2::uuid IS NULL OR s.workspace_id = $2)
              AND ($3::integer IS NULL OR m.id = $3)
            ORDER BY first.started_at DESC, first.id DESC
            LIMIT $7)
    SELECT i.id, i.monitor_id, i.started_at, i.ended_at, i.end_cause, i.reason, i.detail, i.http_status,
           m.name AS monitor_name, m.workspace_id, m.workspace_name
      FROM latest m
     CROSS JOIN LATERAL (
           SELECT id, monitor_id, started_at, ended_at, end_cause, reason, detail, http_status
           {newest.strip()}
            LIMIT $7) AS i
     ORDER BY i.started_at DESC, i.id DESC
     LIMIT $7
    """  # noqa: S608 - made of our own constants


SELECT_LISTED_INCIDENTS: Final = _listed("(ended_at IS NULL OR ended_at > $4)")
SELECT_LISTED_OPEN_INCIDENTS: Final = _listed("ended_at IS NULL AND $4::timestamptz IS NOT NULL")


async def select_listed_incidents(
    conn: Connection,
    scope: Scope,
    start: datetime,
    end: datetime,
    *,
    only_open: bool = False,
    before: int | None = None,
    limit: int = 100,
) -> list[ListedIncident]:
    """Return the incidents that reach into the half-open range, newest first, behind the incident `before`.

    One statement, two with `before`; nothing for one that is not there.
    """
    behind = end if before is None else await _started_at(conn, before)
    if behind is None:
        return []
    query = SELECT_LISTED_OPEN_INCIDENTS if only_open else SELECT_LISTED_INCIDENTS
    rows = await conn.fetch(query, *scope, start, behind, before or 0, limit)
    return [ListedIncident(**row) for row in rows]


SELECT_STARTED_AT: Final = "SELECT started_at FROM incidents WHERE id = $1"


async def _started_at(conn: Connection, incident_id: int) -> datetime | None:
    started_at: datetime | None = await conn.fetchval(SELECT_STARTED_AT, incident_id)
    return started_at


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

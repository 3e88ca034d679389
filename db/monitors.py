"""Monitors: what to check, how often, and how to judge the answer.

Table `monitors`, one row per monitor. Writer: api. Deleted ones keep their row (`deleted_at`). `revision` grows with
every change that probes must see. Reads for a person are scoped to a membership and carry what is true now
(`monitor_state`, writer: probes).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel

from core.specs import Confirm, Kind, MonitorSpec
from db.pool import Connection
from db.specs import expect_from_json


class Wish(BaseModel, frozen=True):
    """What a person wants of a monitor: the columns the API writes."""

    name: str
    target: str
    period_value: int
    period_unit: str
    period_s: int
    retention_days: int
    timeout_ms: int
    confirm_failures: int
    confirm_recoveries: int
    retry_ms: int
    grace_s: int
    method: str
    headers: dict[str, str]
    body: str | None
    follow_redirects: bool
    verify_tls: bool
    expect: dict[str, Any]
    dns_record: str
    dns_resolver: str | None
    tags: list[str]
    group_name: str | None
    is_public: bool
    public_name: str | None
    recipients: list[str] | None


class Monitor(Wish, frozen=True):
    """A monitor as a member sees it, with what is true now. `role` is that member's."""

    id: int
    workspace_id: UUID
    kind: str
    ping_token: str | None
    paused_at: datetime | None
    created_at: datetime
    updated_at: datetime
    role: str
    shown_state: str  # one of the seven words people see
    shown_since: datetime | None
    last_slot: datetime | None
    outcome: int | None
    reason: int | None
    detail: str | None
    latency_us: int | None
    http_status: int | None
    certificate_expires_at: datetime | None


class Filter(BaseModel, frozen=True):
    """Which monitors to list; None means all."""

    state: str | None = None
    tag: str | None = None
    workspace_id: UUID | None = None
    text: str | None = None  # part of the name or the target


class LiveSpec(BaseModel, frozen=True):
    """A monitor as workers need it."""

    revision: int
    workspace_id: UUID
    name: str
    spec: MonitorSpec


# The state people see. A state is only shown while its point still stands (with room for the next verdict to arrive):
# when nothing is checked any more, nothing is known.
SHOWN_STATE: Final = """
           CASE WHEN m.paused_at IS NOT NULL THEN 'paused'
                WHEN st.recorded IS NULL THEN 'pending'
                WHEN st.covered_until < now() - make_interval(secs => least(m.period_s, 3600) + 60) THEN 'unknown'
                ELSE (ARRAY['up', 'degraded', 'down', 'unknown', 'maintenance'])[st.recorded]
            END
"""
SHOWN_SINCE: Final = """
           CASE WHEN m.paused_at IS NOT NULL THEN m.paused_at
                WHEN st.recorded IS NULL THEN NULL
                WHEN st.covered_until < now() - make_interval(secs => least(m.period_s, 3600) + 60)
                THEN st.covered_until
                WHEN st.recorded = st.state THEN st.since
                ELSE (SELECT i.started_at
                        FROM state_intervals i
                       WHERE i.monitor_id = m.id
                         AND i.ended_at IS NULL)
            END
"""
_COLUMNS: Final = f"""
           m.id, m.workspace_id, m.name, m.kind, m.target, m.period_value, m.period_unit, m.period_s, m.retention_days,
           m.timeout_ms, m.confirm_failures, m.confirm_recoveries, m.retry_ms, m.grace_s, m.method, m.headers, m.body,
           m.follow_redirects, m.verify_tls, m.expect, m.dns_record, m.dns_resolver, m.tags, m.group_name, m.is_public,
           m.public_name, m.recipients, m.ping_token, m.paused_at, m.created_at, m.updated_at, s.role,
           {SHOWN_STATE.strip()} AS shown_state,
           {SHOWN_SINCE.strip()} AS shown_since,
           st.last_slot, st.outcome, st.reason, st.detail, st.latency_us, st.http_status, st.certificate_expires_at
"""
MEMBERS_MONITORS: Final = """
      FROM monitors m
      JOIN workspaces w ON w.id = m.workspace_id AND w.deleted_at IS NULL
      JOIN memberships s ON s.workspace_id = m.workspace_id
      LEFT JOIN monitor_state st ON st.monitor_id = m.id
"""

SELECT_MONITOR: Final = f"""
    SELECT {_COLUMNS}
    {MEMBERS_MONITORS}
     WHERE m.id = $1
       AND s.user_id = $2
       AND m.deleted_at IS NULL
"""


async def select_monitor(conn: Connection, monitor_id: int, user_id: UUID) -> Monitor | None:
    """Return a monitor of a workspace the person belongs to."""
    row = await conn.fetchrow(SELECT_MONITOR, monitor_id, user_id)
    return Monitor(**row) if row else None


SELECT_MONITORS_BY_ID: Final = f"""
    SELECT {_COLUMNS}
    {MEMBERS_MONITORS}
     WHERE m.id = ANY($1::integer[])
       AND s.user_id = $2
       AND m.deleted_at IS NULL
     ORDER BY m.id
"""


async def select_monitors_by_id(conn: Connection, monitor_ids: Sequence[int], user_id: UUID) -> list[Monitor]:
    """Return these monitors in the order of their ids, as far as the person may see them."""
    return [Monitor(**row) for row in await conn.fetch(SELECT_MONITORS_BY_ID, monitor_ids, user_id)]


SELECT_MONITORS_FOR_UPDATE: Final = f"{SELECT_MONITORS_BY_ID} FOR UPDATE OF m"


async def select_monitors_for_update(conn: Connection, monitor_ids: Sequence[int], user_id: UUID) -> list[Monitor]:
    """Return the same, and keep others from changing these monitors until the transaction ends."""
    return [Monitor(**row) for row in await conn.fetch(SELECT_MONITORS_FOR_UPDATE, monitor_ids, user_id)]


SELECT_MONITORS: Final = f"""
    SELECT {_COLUMNS}
    {MEMBERS_MONITORS}
     WHERE s.user_id = $1
       AND m.deleted_at IS NULL
       AND m.id > $2
       AND ($3::uuid IS NULL OR m.workspace_id = $3)
       AND ($4::text IS NULL OR $4 = ANY(m.tags))
       AND ($5::text IS NULL OR strpos(lower(m.name), lower($5)) > 0 OR strpos(lower(m.target), lower($5)) > 0)
       AND ($6::text IS NULL OR {SHOWN_STATE} = $6)
     ORDER BY m.id
     LIMIT $7
"""


async def select_monitors(conn: Connection, user_id: UUID, wanted: Filter, after: int, limit: int) -> list[Monitor]:
    """Return the person's monitors over all workspaces in the order of their ids, behind the id `after`."""
    arguments = (wanted.workspace_id, wanted.tag, wanted.text, wanted.state)
    rows = await conn.fetch(SELECT_MONITORS, user_id, after, *arguments, limit)
    return [Monitor(**row) for row in rows]


SELECT_WORKSPACE_ID: Final = "SELECT workspace_id FROM monitors WHERE id = $1"


async def select_workspace_id(conn: Connection, monitor_id: int) -> UUID | None:
    """Return whose a monitor is, deleted ones too. Not scoped to a person: do not show it."""
    workspace_id: UUID | None = await conn.fetchval(SELECT_WORKSPACE_ID, monitor_id)
    return workspace_id


class MonitorAge(BaseModel, frozen=True):
    """A monitor's id and the time it was made."""

    id: int
    created_at: datetime


SELECT_MONITOR_AGES: Final = """
    SELECT m.id, m.created_at
      FROM monitors m
      JOIN memberships s ON s.workspace_id = m.workspace_id
     WHERE m.workspace_id = $1
       AND s.user_id = $2
       AND m.deleted_at IS NULL
     ORDER BY m.id
"""


async def select_monitor_ages(conn: Connection, workspace_id: UUID, user_id: UUID) -> list[MonitorAge]:
    """Return id and age of each monitor of a workspace the person belongs to."""
    rows = await conn.fetch(SELECT_MONITOR_AGES, workspace_id, user_id)
    return [MonitorAge(**row) for row in rows]


class NamedMonitor(BaseModel, frozen=True):
    """A monitor by its names, for whoever looks after the installation."""

    id: int
    name: str
    workspace: str
    retention_days: int


SELECT_NAMED_MONITORS: Final = """
    SELECT m.id, m.name, w.name AS workspace, m.retention_days
      FROM monitors m
      JOIN workspaces w ON w.id = m.workspace_id
     WHERE m.deleted_at IS NULL
       AND w.deleted_at IS NULL
       AND $1 IN (m.id::text, m.name)
       AND ($2::text IS NULL OR $2 IN (w.slug, w.id::text, w.name))
     ORDER BY m.id
     LIMIT 100
"""


async def select_named_monitors(conn: Connection, named: str, workspace: str | None) -> list[NamedMonitor]:
    """Return the monitors with this id or name, of a workspace if one is given. For the command line: as the owner."""
    return [NamedMonitor(**row) for row in await conn.fetch(SELECT_NAMED_MONITORS, named, workspace)]


SELECT_SPECS: Final = """
    SELECT id, revision, workspace_id, name, kind, target, period_s, timeout_ms, confirm_failures, confirm_recoveries,
           retry_ms, grace_s, method, headers, body, follow_redirects, verify_tls, expect, dns_record, dns_resolver
      FROM monitors
     WHERE id = ANY($1::int[])
       AND deleted_at IS NULL
"""


async def select_specs(conn: Connection, monitor_ids: list[int]) -> dict[int, LiveSpec]:
    """Return what workers need, by monitor id; deleted monitors are left out."""
    rows = await conn.fetch(SELECT_SPECS, monitor_ids)
    return {
        row["id"]: LiveSpec(
            revision=row["revision"], workspace_id=row["workspace_id"], name=row["name"], spec=_spec(dict(row))
        )
        for row in rows
    }


def _spec(row: dict[str, Any]) -> MonitorSpec:
    return MonitorSpec(
        kind=Kind(row["kind"]),
        target=row["target"],
        period_s=row["period_s"],
        timeout_s=row["timeout_ms"] / 1000,
        confirm=Confirm(row["confirm_failures"], row["confirm_recoveries"], row["retry_ms"] / 1000),
        expect=expect_from_json(row["expect"]),
        method=row["method"],
        headers=row["headers"],
        body=row["body"],
        follow_redirects=row["follow_redirects"],
        verify_tls=row["verify_tls"],
        dns_record=row["dns_record"],
        dns_resolver=row["dns_resolver"],
        grace_s=row["grace_s"],
    )

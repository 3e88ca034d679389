"""All monitors of a person at once, as much as a first page needs: their states, and what is wrong or ends soon.

Reads `monitors`, `monitor_state` and `incidents`; nothing is written here. The light rows are read for every monitor,
everything that takes words only for the few that are shown.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from db.monitors import MEMBERS_MONITORS, SHOWN_SINCE, SHOWN_STATE
from db.pool import Connection


class Stand(BaseModel, frozen=True):
    """Where one monitor stands, in short."""

    id: int
    workspace_id: UUID
    created_at: datetime
    shown_state: str
    last_slot: datetime | None
    certificate_expires_at: datetime | None


class Trouble(BaseModel, frozen=True):
    """One monitor in words. `reason` is that of the latest verdict, or of the incident that goes on."""

    id: int
    workspace_id: UUID
    workspace_name: str
    name: str
    shown_state: str
    shown_since: datetime | None
    incident_id: int | None
    reason: int | None
    detail: str | None
    http_status: int | None
    latency_us: int | None
    certificate_expires_at: datetime | None


SELECT_STANDS: Final = f"""
    SELECT m.id, m.workspace_id, m.created_at,
           {SHOWN_STATE.strip()} AS shown_state,
           st.last_slot, st.certificate_expires_at
    {MEMBERS_MONITORS}
     WHERE s.user_id = $1
       AND ($2::uuid IS NULL OR s.workspace_id = $2)
       AND m.deleted_at IS NULL
"""


async def select_stands(conn: Connection, user_id: UUID, workspace_id: UUID | None) -> list[Stand]:
    """Return where the person's monitors stand; those of one workspace only if `workspace_id` says which."""
    rows = await conn.fetch(SELECT_STANDS, user_id, workspace_id)
    return [Stand.model_construct(**row) for row in rows]  # the database checked the types


SELECT_TROUBLES: Final = f"""
    SELECT m.id, m.workspace_id, w.name AS workspace_name, m.name,
           {SHOWN_STATE.strip()} AS shown_state,
           {SHOWN_SINCE.strip()} AS shown_since,
           i.id AS incident_id,
           coalesce(st.reason, i.reason) AS reason,
           CASE WHEN st.reason IS NULL THEN i.detail ELSE st.detail END AS detail,
           CASE WHEN st.reason IS NULL THEN i.http_status ELSE st.http_status END AS http_status,
           st.latency_us, st.certificate_expires_at
    {MEMBERS_MONITORS}
      LEFT JOIN incidents i ON i.monitor_id = m.id AND i.ended_at IS NULL
     WHERE m.id = ANY($2::integer[])
       AND s.user_id = $1
       AND m.deleted_at IS NULL
"""


async def select_troubles(conn: Connection, user_id: UUID, monitor_ids: Sequence[int]) -> list[Trouble]:
    """Return these monitors of the person in words."""
    return [Trouble(**row) for row in await conn.fetch(SELECT_TROUBLES, user_id, monitor_ids)]

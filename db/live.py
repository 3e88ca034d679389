"""What open pages must hear of: changes of state and incidents, numbered without gaps for each workspace.

Table `live_events`, one row per change, swept after an hour; `workspaces.live_seq` is the number of the latest one.
Written in the transaction of the change itself, by probes (db.ingest) and api (pausing, deleting), so a number that
others can see has its row. Told over Redis after the commit: db/live_channels.py.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson

from core.times import write_utc
from db.pool import Connection

KEPT: Final = timedelta(hours=1)


class StateChange(NamedTuple):
    """People see another state of a monitor. `old` is None for a new monitor, `new` for one that was deleted."""

    monitor_id: int
    at: datetime
    old: str | None
    new: str | None

    @property
    def payload(self) -> dict[str, Any]:
        """What the row keeps beside its keys."""
        return {"at": write_utc(self.at), "old_state": self.old, "new_state": self.new}


class IncidentChange(NamedTuple):
    """An incident began (`event` opened) or ended (closed, with the cause of its end)."""

    monitor_id: int
    at: datetime
    incident_id: int
    event: str
    reason: str
    end_cause: str | None = None

    @property
    def payload(self) -> dict[str, Any]:
        """What the row keeps beside its keys."""
        return {
            "at": write_utc(self.at),
            "incident_id": self.incident_id,
            "event": self.event,
            "reason": self.reason,
            "end_cause": self.end_cause,
        }


class LiveEvent(NamedTuple):
    """One row of `live_events`."""

    workspace_id: UUID
    seq: int
    monitor_id: int
    kind: str
    payload: dict[str, Any]

    @property
    def frame(self) -> dict[str, Any]:
        """What is sent to open pages."""
        return {
            "seq": self.seq,
            "type": self.kind,
            "workspace_id": str(self.workspace_id),
            "monitor_id": self.monitor_id,
            **self.payload,
        }


# In the order of their ids, so that two transactions never wait for each other. Adding monitors goes on meanwhile.
LOCK_WORKSPACES: Final = """
    SELECT id
      FROM workspaces
     WHERE id IN (SELECT workspace_id FROM monitors WHERE id = ANY($1::integer[]))
     ORDER BY id
       FOR NO KEY UPDATE
"""


async def lock_workspaces(conn: Connection, monitor_ids: Sequence[int]) -> None:
    """Keep others from numbering changes in the workspaces of these monitors until the transaction ends.

    `append_live_events` does it too; call this first when a transaction appends more than once.
    """
    await conn.execute(LOCK_WORKSPACES, monitor_ids)


# A verdict that was on its way when a monitor was paused changes nothing that people see.
APPEND_EVENTS: Final = """
      WITH wanted AS (
           SELECT m.workspace_id, new.monitor_id, new.kind, new.payload::jsonb AS payload,
                  row_number() OVER (PARTITION BY m.workspace_id ORDER BY new.place) AS number
             FROM unnest($1::integer[], $2::text[], $3::text[]) WITH ORDINALITY
                  AS new (monitor_id, kind, payload, place)
             JOIN monitors m ON m.id = new.monitor_id
            WHERE new.kind = 'incident'
               OR NOT $4
               OR (m.paused_at IS NULL AND m.deleted_at IS NULL)),
           counted AS (
           SELECT workspace_id, count(*) AS events
             FROM wanted
            GROUP BY workspace_id),
           moved AS (
           UPDATE workspaces w
              SET live_seq = w.live_seq + counted.events
             FROM counted
            WHERE w.id = counted.workspace_id
           RETURNING w.id, w.live_seq - counted.events AS before)
    INSERT INTO live_events (workspace_id, seq, monitor_id, kind, payload)
    SELECT wanted.workspace_id, moved.before + wanted.number, wanted.monitor_id, wanted.kind, wanted.payload
      FROM wanted
      JOIN moved ON moved.id = wanted.workspace_id
 RETURNING workspace_id, seq, monitor_id, kind, payload
"""


async def append_live_events(
    conn: Connection, changes: Sequence[StateChange | IncidentChange], *, is_of_checks: bool = False
) -> tuple[LiveEvent, ...]:
    """Number changes and keep them; publish what is returned after the commit. Two statements, none for no changes.

    `is_of_checks`: these states were seen by checks, so those of monitors that are paused or deleted are left out.
    """
    if not changes:
        return ()
    ids = [change.monitor_id for change in changes]
    kinds = ["state" if isinstance(change, StateChange) else "incident" for change in changes]
    payloads = [orjson.dumps(change.payload).decode() for change in changes]
    await lock_workspaces(conn, ids)
    rows = await conn.fetch(APPEND_EVENTS, ids, kinds, payloads, is_of_checks)
    return tuple(sorted(LiveEvent(*row) for row in rows))


SELECT_EVENTS_SINCE: Final = """
    SELECT workspace_id, seq, monitor_id, kind, payload
      FROM live_events
     WHERE workspace_id = $1
       AND seq > $2
     ORDER BY seq
     LIMIT $3
"""


async def select_events_since(conn: Connection, workspace_id: UUID, seq: int, limit: int) -> list[LiveEvent]:
    """Return the kept changes behind number `seq`, oldest first."""
    return [LiveEvent(*row) for row in await conn.fetch(SELECT_EVENTS_SINCE, workspace_id, seq, limit)]


SELECT_SEQS: Final = "SELECT id, live_seq FROM workspaces WHERE id = ANY($1::uuid[])"


async def select_seqs(conn: Connection, workspace_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return the number of the latest change of each workspace."""
    return {row["id"]: row["live_seq"] for row in await conn.fetch(SELECT_SEQS, workspace_ids)}


DELETE_OLD_EVENTS: Final = "DELETE FROM live_events WHERE at < clock_timestamp() - $1::interval"


async def delete_old_live_events(conn: Connection) -> None:
    """Forget changes that are older than an hour."""
    await conn.execute(DELETE_OLD_EVENTS, KEPT)

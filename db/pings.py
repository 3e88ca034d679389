"""Inbound pings of heartbeats.

Table `pings`, one row per ping. Writer: api. The newest of each sort decide whether a heartbeat is up.
"""

from datetime import datetime, timedelta
from typing import Final

from pydantic import BaseModel

from db.pool import Connection

BODY_LIMIT: Final = 10_000  # characters
USER_AGENT_LIMIT: Final = 200


class NewPing(BaseModel, frozen=True):
    """A ping as it arrived. `kind`: success, start, fail, log or exit (then with `exit_status`)."""

    kind: str
    exit_status: int | None
    method: str
    address: str | None
    user_agent: str | None
    body: str | None


class LastPingTimes(BaseModel, frozen=True):
    """The newest ping of each sort. Exit status 0 is a success, any other a failure.

    `created_at` is when pings began to be expected: when the monitor was made, or resumed last.
    """

    monitor_id: int
    last_success_at: datetime | None
    last_start_at: datetime | None
    last_fail_at: datetime | None
    last_exit_status: int | None
    created_at: datetime


INSERT_PING: Final = """
    INSERT INTO pings (monitor_id, kind, exit_status, method, address, user_agent, body)
    SELECT id, $2, $3, $4, $5::text::inet, $6, $7
      FROM monitors
     WHERE ping_token = $1
       AND deleted_at IS NULL
 RETURNING monitor_id
"""


async def insert_ping(conn: Connection, token: str, ping: NewPing) -> int | None:
    """Store a ping and return its monitor; None for a token that is not known."""
    monitor_id = await conn.fetchval(
        INSERT_PING, token, ping.kind, ping.exit_status, ping.method, ping.address, ping.user_agent, ping.body
    )
    return None if monitor_id is None else int(monitor_id)


SELECT_LAST_PINGS: Final = """
    SELECT m.id AS monitor_id, success.received_at AS last_success_at, started.received_at AS last_start_at,
           failed.received_at AS last_fail_at, failed.exit_status AS last_exit_status,
           greatest(m.created_at, m.resumed_at) AS created_at
      FROM monitors m
      LEFT JOIN LATERAL (
           SELECT p.received_at
             FROM pings p
            WHERE p.monitor_id = m.id
              AND (p.kind = 'success' OR p.exit_status = 0)
            ORDER BY p.received_at DESC
            LIMIT 1) success ON true
      LEFT JOIN LATERAL (
           SELECT p.received_at
             FROM pings p
            WHERE p.monitor_id = m.id
              AND p.kind = 'start'
            ORDER BY p.received_at DESC
            LIMIT 1) started ON true
      LEFT JOIN LATERAL (
           SELECT p.received_at, p.exit_status
             FROM pings p
            WHERE p.monitor_id = m.id
              AND (p.kind = 'fail' OR p.exit_status > 0)
            ORDER BY p.received_at DESC
            LIMIT 1) failed ON true
     WHERE m.id = ANY($1::int[])
"""


async def select_last_pings(conn: Connection, monitor_ids: list[int]) -> dict[int, LastPingTimes]:
    """Return the newest pings of heartbeats, by monitor id."""
    rows = await conn.fetch(SELECT_LAST_PINGS, monitor_ids)
    return {row["monitor_id"]: LastPingTimes(**row) for row in rows}


DELETE_PINGS_BEFORE: Final = """
    DELETE FROM pings p
     USING monitors m
     WHERE m.id = p.monitor_id
       AND p.received_at < now() - $1::interval
       AND p.received_at < now() - 3 * make_interval(secs => m.period_s + m.grace_s)
"""


async def delete_pings_before(conn: Connection, age: timedelta) -> None:
    """Forget pings older than `age`, but none that may still decide whether its heartbeat is up."""
    await conn.execute(DELETE_PINGS_BEFORE, age)

"""What is true of each monitor now: its machine, the end of its open interval, the latest verdict.

Table `monitor_state`, one row per monitor, made when the dispatcher first schedules it. Writer: probes (db.ingest).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from pydantic import BaseModel

from core.ledger import Standing, Verdict
from core.machine import Machine
from core.states import State
from db.pool import Connection


class MonitorState(BaseModel, frozen=True):
    """One row; `state` is None while nothing is known, `recorded` while no interval is open."""

    monitor_id: int
    state: int | None
    since: datetime | None
    streak: int
    last_slot: datetime | None
    covered_until: datetime | None
    recorded: int | None
    outcome: int | None
    reason: int | None
    detail: str | None
    latency_us: int | None
    http_status: int | None
    certificate_expires_at: datetime | None


class Locked(NamedTuple):
    """A monitor's standing, locked until the transaction ends, and how its schedule meets verdicts on their way."""

    standing: Standing
    accepts_from: datetime  # the raw horizon: older points are refused
    revision: int | None
    cut_at: datetime | None
    is_stopped: bool  # paused or deleted


STATES: Final[Mapping[int | None, State | None]] = {None: None, **{state.value: state for state in State}}

SELECT_STATES: Final = """
    SELECT monitor_id, state, since, streak, last_slot, covered_until, recorded, outcome, reason, detail, latency_us,
           http_status, certificate_expires_at
      FROM monitor_state
     WHERE monitor_id = ANY($1::integer[])
     ORDER BY monitor_id
"""


async def select_states(conn: Connection, monitor_ids: Sequence[int]) -> list[MonitorState]:
    """Return what is true of these monitors now, in the order of their ids."""
    return [MonitorState(**row) for row in await conn.fetch(SELECT_STATES, monitor_ids)]


INSERT_STATES: Final = """
    INSERT INTO monitor_state (monitor_id)
    SELECT unnest($1::integer[])
    ON CONFLICT (monitor_id) DO NOTHING
"""


async def insert_states(conn: Connection, monitor_ids: Sequence[int]) -> None:
    """Make the rows of monitors that are new: nothing known yet."""
    await conn.execute(INSERT_STATES, monitor_ids)


# The order by monitor makes every transaction lock in the same order. The raw horizon is read by the same statement.
LOCK_STANDINGS: Final = """
    SELECT st.monitor_id, st.state, st.since, st.streak, st.streak_since, st.last_slot, st.covered_until, st.recorded,
           (SELECT greatest(raw_from, (now() AT TIME ZONE 'UTC')::date - raw_days)::timestamp AT TIME ZONE 'UTC'
              FROM installation) AS accepts_from,
           sc.revision, sc.cut_at, sc.monitor_id IS NOT NULL AND sc.wake_at IS NULL AS is_stopped
      FROM monitor_state st
      LEFT JOIN schedule sc ON sc.monitor_id = st.monitor_id
     WHERE st.monitor_id = ANY($1::integer[])
     ORDER BY st.monitor_id
       FOR UPDATE OF st
"""


async def lock_standings(conn: Connection, monitor_ids: Sequence[int]) -> dict[int, Locked]:
    """Lock and return the standing of each monitor; one that was never scheduled, or is gone, is missing."""
    rows = await conn.fetch(LOCK_STANDINGS, monitor_ids)
    return {
        monitor_id: Locked(
            Standing(Machine(STATES[state], since, streak, streak_since), last_slot, covered_until, STATES[recorded]),
            *rest,
        )
        for monitor_id, state, since, streak, streak_since, last_slot, covered_until, recorded, *rest in rows
    }


UPDATE_STANDINGS: Final = """
    UPDATE monitor_state AS st
       SET state = new.state, since = new.since, streak = new.streak, streak_since = new.streak_since,
           last_slot = new.last_slot, covered_until = new.covered_until, recorded = new.recorded
      FROM unnest($1::integer[], $2::smallint[], $3::timestamptz[], $4::smallint[], $5::timestamptz[],
                  $6::timestamptz[], $7::timestamptz[], $8::smallint[])
           AS new (monitor_id, state, since, streak, streak_since, last_slot, covered_until, recorded)
     WHERE st.monitor_id = new.monitor_id
"""


async def update_standings(conn: Connection, standings: Sequence[tuple[int, Standing]]) -> None:
    """Write where each monitor stands, without a new verdict (carry points, cuts)."""
    if standings:
        await conn.execute(UPDATE_STANDINGS, *zip(*(_standing_row(*one) for one in standings), strict=True))


UPDATE_STATES: Final = """
    UPDATE monitor_state AS st
       SET state = new.state, since = new.since, streak = new.streak, streak_since = new.streak_since,
           last_slot = new.last_slot, covered_until = new.covered_until, recorded = new.recorded,
           outcome = new.outcome, reason = new.reason, detail = new.detail, latency_us = new.latency_us,
           http_status = new.http_status,
           certificate_expires_at = coalesce(new.certificate_expires_at, st.certificate_expires_at)
      FROM unnest($1::new_state[]) AS new
     WHERE st.monitor_id = new.monitor_id
"""


async def update_states(conn: Connection, states: Sequence[tuple[Standing, Verdict]]) -> None:
    """Write where each monitor stands after its latest verdict. A certificate once seen stays until the next one."""
    if states:
        await conn.execute(UPDATE_STATES, [_state_row(*one) for one in states])


def _standing_row(monitor_id: int, standing: Standing) -> tuple[object, ...]:
    machine = standing.machine
    return (
        monitor_id,
        machine.state,
        machine.since,
        machine.streak,
        machine.streak_since,
        standing.last_slot,
        standing.covered_until,
        standing.recorded,
    )


def _state_row(standing: Standing, verdict: Verdict) -> tuple[object, ...]:
    seen = verdict.observation
    return (
        *_standing_row(verdict.monitor_id, standing),
        seen.outcome,
        seen.reason,
        seen.detail,
        seen.latency_us,
        seen.http_status,
        seen.certificate.not_after if seen.certificate is not None else None,
    )

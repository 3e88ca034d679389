"""What the tests of db need to exist: a person, a workspace, monitors that are scheduled, verdicts."""

from datetime import datetime, timedelta
from uuid import UUID

from core.ledger import Try, Verdict
from core.machine import Policy
from core.observation import Observation, Phases, failed, unmeasured
from core.reasons import Reason
from core.spans import Span
from core.states import Outcome
from db.maintenance import insert_occurrences
from db.pool import Connection

WORKSPACE = UUID("00000000-0000-0000-0000-000000000001")

SEEN = {
    Outcome.UP: Observation(
        Outcome.UP, latency_us=20_000, phases=Phases(1, 2, 3, 4, 5), http_status=200, address="::1"
    ),
    Outcome.DEGRADED: Observation(Outcome.DEGRADED, Reason.TOO_SLOW, "2.0 s", latency_us=2_000_000),
    Outcome.DOWN: failed(Reason.HTTP_STATUS, "500", seen=Observation(Outcome.UP, latency_us=5_000, http_status=500)),
    Outcome.UNKNOWN: unmeasured(Reason.NOT_RUN),
}


async def add_workspace(conn: Connection) -> UUID:
    await conn.execute("INSERT INTO workspaces (id, name, slug) VALUES ($1, 'Lab', 'lab')", WORKSPACE)
    return WORKSPACE


async def add_monitor(
    conn: Connection, *, period_s: int = 60, retention_days: int = 90, is_scheduled: bool = True
) -> int:
    monitor_id: int = await conn.fetchval(
        """
        INSERT INTO monitors (workspace_id, name, kind, target, period_value, period_unit, period_s, retention_days,
                              timeout_ms, confirm_failures, confirm_recoveries, retry_ms)
        VALUES ($1, 'Shop', 'http', 'http://localhost', $2, 'seconds', $2, $3, 1000, 1, 1, 0)
        RETURNING id
        """,
        WORKSPACE,
        period_s,
        retention_days,
    )
    if is_scheduled:
        await conn.execute("INSERT INTO monitor_state (monitor_id) VALUES ($1)", monitor_id)
        await conn.execute(
            """
            INSERT INTO schedule (monitor_id, region, revision, period_s, phase_ms, budget_ms, timeout_ms, next_slot,
                                  wake_at)
            VALUES ($1, 0, 1, $2, 0, 1000, 1000, now(), now())
            """,
            monitor_id,
            period_s,
        )
    return monitor_id


async def add_window(conn: Connection, starts_at: datetime, ends_at: datetime, *monitor_ids: int) -> int:
    """Plan work on these monitors, on all if none is named, and return the window's id."""
    window_id: int = await conn.fetchval(
        """
        INSERT INTO maintenance_windows (workspace_id, title, is_for_all, monitor_ids, starts_at, duration_s, time_zone,
                                         expanded_until)
        VALUES ($1, 'Upgrade', $2, $3, $4, 3600, 'UTC', $5)
        RETURNING id
        """,
        *(WORKSPACE, not monitor_ids, monitor_ids, starts_at, ends_at),
    )
    await insert_occurrences(conn, window_id, [Span(starts_at, ends_at)])
    return window_id


def verdict(
    monitor_id: int,
    slot: datetime,
    outcome: Outcome = Outcome.UP,
    *,
    seconds: float = 60,
    latency_us: int | None = None,
    tries: int = 0,
    recoveries: int = 1,
    revision: int | None = None,
) -> Verdict:
    seen = SEEN[outcome]
    if latency_us is not None:
        seen = Observation(seen.outcome, seen.reason, seen.detail, latency_us)
    return Verdict(
        monitor_id,
        0,
        slot,
        slot + timedelta(seconds=seconds),
        seen,
        tuple(Try(SEEN[Outcome.DOWN], 20 * number) for number in range(1, tries + 1)),
        lateness_ms=3,
        probe=None,
        policy=Policy(recoveries=recoveries),
        revision=revision,
    )

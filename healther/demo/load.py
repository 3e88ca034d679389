"""Put the demo into the database: an account, a public workspace, its monitors and their made-up past. Once."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from api.monitor_schemas import ExpectIn, MonitorBody, PeriodIn
from api.monitor_wishes import new_wish
from api.passwords import Passwords
from core.grid import from_ms, to_ms
from core.specs import Kind
from db.bulk import (
    Standing,
    copy_incidents,
    copy_intervals,
    copy_points,
    insert_standings,
    mark_for_refresh,
    update_created,
)
from db.engine import detect
from db.engines import refresh
from db.monitor_wishes import insert_monitor
from db.pings import NewPing, insert_ping
from db.pool import Connection, connected
from db.users import insert_user, select_credentials, update_password_hash
from db.workspaces import insert_workspace, update_workspace
from healther.demo.catalogue import EMAIL, MONITORS, WORKSPACE_NAME, WORKSPACE_SLUG, DemoMonitor
from healther.demo.history import HEARTBEAT_GRACE_S, HEARTBEAT_PERIOD_S, Past, invent
from healther.demo.people import add_people, add_promises
from healther.demo.targets import Ports

SEED: Final = 2026
Pasts = Sequence[tuple[DemoMonitor, int, Past]]


async def load(database_url: str, ports: Ports, password: str, ping_token: str) -> bool:
    """Make the demo unless it is there; set its password either way. Returns whether it was made."""
    passwords = Passwords(memory_kib=19_456)
    password_hash = await passwords.hash(password)
    passwords.close()
    async with connected(database_url) as conn:
        account = await select_credentials(conn, EMAIL)
        if account is not None:
            await update_password_hash(conn, account.id, password_hash)
            return False
        async with conn.transaction():
            await _make(conn, ports, password_hash, ping_token)
        await refresh(conn, await detect(conn), datetime.now(UTC))
    return True


async def _make(conn: Connection, ports: Ports, password_hash: str, ping_token: str) -> None:
    user = await insert_user(conn, EMAIL, password_hash, "Dana", "Demo")
    workspace = await insert_workspace(conn, WORKSPACE_NAME, WORKSPACE_SLUG, user.id)
    if workspace is None:
        raise RuntimeError(f"a workspace with the address {WORKSPACE_SLUG} exists already: rename it first")
    await update_workspace(conn, workspace.id, user.id, ["owner"], name=None, slug=None, is_public=True)
    now_ms = to_ms(datetime.now(UTC))
    pasts: list[tuple[DemoMonitor, int, Past]] = []
    for monitor in MONITORS:
        monitor_id = await _make_monitor(conn, monitor, workspace.id, user.id, ports, ping_token)
        pasts.append((monitor, monitor_id, invent(monitor, monitor_id, now_ms, SEED)))
    await add_people(conn, workspace.id, user.id, EMAIL)
    await add_promises(conn, workspace.id, {monitor.name: monitor_id for monitor, monitor_id, _ in pasts}, "Ana Silva")
    await _write(conn, pasts, from_ms(now_ms))


async def _make_monitor(
    conn: Connection, monitor: DemoMonitor, workspace_id: UUID, user_id: UUID, ports: Ports, ping_token: str
) -> int:
    wish = new_wish(monitor.kind, monitor.name, ports.address(monitor.target), _body(monitor, ports), None)
    token = ping_token if monitor.kind is Kind.HEARTBEAT else None
    monitor_id = await insert_monitor(conn, workspace_id, user_id, ["owner"], monitor.kind.value, token, wish)
    assert monitor_id is not None, "the owner may make monitors"
    if token is not None:  # the last one of the past
        await insert_ping(
            conn,
            token,
            NewPing(kind="success", exit_status=None, method="GET", address=None, user_agent=None, body=None),
        )
    return monitor_id


def _body(monitor: DemoMonitor, ports: Ports) -> MonitorBody:
    is_heartbeat = monitor.kind is Kind.HEARTBEAT
    period_s = HEARTBEAT_PERIOD_S if is_heartbeat else monitor.period_s
    return MonitorBody(
        period=PeriodIn(value=period_s // 60, unit="minutes"),
        expect=ExpectIn.model_validate(monitor.expect) if monitor.expect else None,
        dns_resolver=f"127.0.0.1:{ports.dns}" if monitor.kind is Kind.DNS else None,
        verify_tls=False if monitor.kind is Kind.TLS else None,  # the demo's certificate is self-signed
        grace_s=HEARTBEAT_GRACE_S if is_heartbeat else None,
        tags=list(monitor.tags),
        group=monitor.group,
        is_public=monitor.is_public,
    )


async def _write(conn: Connection, pasts: Pasts, now: datetime) -> None:
    engine = await detect(conn)
    for monitor, monitor_id, past in pasts:
        await update_created(conn, monitor_id, now - timedelta(days=monitor.age_days))
        await copy_points(conn, engine, past.points)
        await copy_intervals(conn, _intervals(monitor_id, past))
        await copy_incidents(conn, _incidents(monitor_id, past))
    await insert_standings(conn, [_standing(monitor_id, past) for _, monitor_id, past in pasts])
    first = min(past.points[0][0] for _, _, past in pasts)
    await mark_for_refresh(conn, engine, [monitor_id for _, monitor_id, _ in pasts], first, now)


def _intervals(monitor_id: int, past: Past) -> list[tuple[object, ...]]:
    *closed, last = past.intervals
    rows: list[tuple[object, ...]] = [
        (monitor_id, from_ms(one.start_ms), from_ms(one.end_ms), one.state) for one in closed
    ]
    return [*rows, (monitor_id, from_ms(last.start_ms), None, last.state)]


def _incidents(monitor_id: int, past: Past) -> list[tuple[object, ...]]:
    return [
        (
            monitor_id,
            from_ms(one.start_ms),
            None if one.end_ms is None else from_ms(one.end_ms),
            None if one.end_ms is None else "recovered",
            one.cause.reason,
            one.cause.detail,
            one.cause.http_status,
        )
        for one in past.outages
    ]


def _standing(monitor_id: int, past: Past) -> Standing:
    last = past.intervals[-1]
    state, since = past.machine.state, past.machine.since
    assert state is not None, "the history has a verdict"
    assert since is not None, "a known state holds since some slot"
    return Standing(
        monitor_id=monitor_id,
        state=state,
        since=since,
        last_slot=from_ms(past.last_slot_ms),
        covered_until=from_ms(last.end_ms),
        recorded=last.state,
        outcome=past.last_outcome,
        latency_us=past.last_latency_us,
    )

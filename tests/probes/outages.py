"""Outages as ingest writes them, and people who are told."""

from datetime import timedelta
from typing import Final

from tests.probes.flow import Flow

ALICE: Final = "alice@example.com"
BOB: Final = "bob@example.com"
HOUR: Final = timedelta(hours=1)

OPEN: Final = """
      WITH made AS (
           INSERT INTO incidents (monitor_id, started_at, reason, detail)
           VALUES ($1, coalesce((SELECT max(ended_at) + interval '1 second' FROM incidents WHERE monitor_id = $1),
                                '2026-03-01 12:00+00'), 40, '503')
           RETURNING id)
    INSERT INTO outbox (incident_id, event) SELECT id, 'opened' FROM made RETURNING incident_id
"""
CLOSE: Final = """
      WITH ended AS (
           UPDATE incidents SET ended_at = started_at + interval '12 minutes 3 seconds', end_cause = 'recovered'
            WHERE monitor_id = $1 AND ended_at IS NULL
           RETURNING id)
    INSERT INTO outbox (incident_id, event) SELECT id, 'closed' FROM ended
"""


async def goes_down(installation: Flow, monitor_id: int) -> int:
    """Begin an outage and return its incident."""
    return int(await installation.value(OPEN, monitor_id))


async def recovers(installation: Flow, monitor_id: int) -> None:
    """End it after 12 min 3 s."""
    await installation.execute(CLOSE, monitor_id)


async def outage(installation: Flow, *, name: str = "Shop", is_over: bool = False) -> int:
    """Make a monitor with an outage and return its incident."""
    monitor = await installation.add_monitor("https://shop.example.com", name=name)
    incident = await goes_down(installation, monitor)
    if is_over:
        await recovers(installation, monitor)
    return incident


async def add_recipient(installation: Flow, email: str, *, is_named_only: bool = False) -> None:
    """Tell an address from now on."""
    await installation.execute(
        "INSERT INTO recipients (workspace_id, email, confirmed_at, is_named_only) VALUES ($1, $2, now(), $3)",
        installation.workspace,
        email,
        is_named_only,
    )


async def time_passes(installation: Flow, by: timedelta) -> None:
    """Let everything that was told or tried have happened earlier."""
    await installation.execute("UPDATE alert_state SET told_at = told_at - $1::interval", by)
    await installation.execute("UPDATE mails SET due_at = due_at - $1::interval WHERE sent_at IS NULL", by)

"""What a public page is made of. A model of its own with an allow list of fields: targets cannot get into it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from api.numbers.day_lines import DayLines, Line
from db.clock import select_now
from db.incidents import Incident, select_incidents
from db.monitors import PublicMonitor, select_public_monitors
from db.pool import Connection
from db.workspaces import PublicWorkspace, select_public_workspace

INCIDENT_DAYS: Final = 14
MAX_INCIDENTS: Final = 50


@dataclass(frozen=True, slots=True)
class Service:
    """One monitor of the page with its ninety days."""

    monitor: PublicMonitor
    line: Line


@dataclass(frozen=True, slots=True)
class Outage:
    """When a monitor was down; what was seen stays inside."""

    id: int
    monitor_id: int
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class PageData:
    """Everything a page shows, at one moment of the database's clock."""

    workspace: PublicWorkspace
    services: tuple[Service, ...]
    outages: tuple[Outage, ...]  # open ones first, then the newest
    at: datetime

    @property
    def monitor_ids(self) -> frozenset[int]:
        """The monitors that are shown."""
        return frozenset(service.monitor.id for service in self.services)


async def load(conn: Connection, days: DayLines, slug: str) -> PageData | None:
    """Read a page's data; None for a page that is private or does not exist."""
    workspace = await select_public_workspace(conn, slug)
    if workspace is None:
        return None
    now = await select_now(conn)
    monitors = await select_public_monitors(conn, workspace.id)
    lines = await days.lines(conn, monitors, now.date())
    since = now - timedelta(days=INCIDENT_DAYS)
    incidents = await select_incidents(conn, [m.id for m in monitors], since, now, limit=MAX_INCIDENTS)
    outages = sorted(map(_public, incidents), key=lambda outage: outage.ended_at is not None)
    services = tuple(Service(monitor, lines[monitor.id]) for monitor in monitors)
    return PageData(workspace, services, tuple(outages), now)


def _public(incident: Incident) -> Outage:
    return Outage(incident.id, incident.monitor_id, incident.started_at, incident.ended_at)

"""What a public page is made of. A model of its own with an allow list of fields: targets cannot get into it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Final

from api.numbers.day_lines import WINDOW_DAYS, DayLines, Line
from api.status.works import Work, load_works, under_way
from db.clock import select_now
from db.incidents import Incident, select_incidents
from db.pool import Connection
from db.status_pages import PublicMonitor, PublicPage, select_public_monitors, select_public_page

MAX_INCIDENTS: Final = 500
DAY: Final = timedelta(days=1)


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
    name: str
    started_at: datetime
    ended_at: datetime | None

    def within(self, start: datetime, end: datetime, at: datetime) -> tuple[datetime, datetime] | None:
        """Return the part that lies in a range; one that goes on is known until `at`."""
        begins, ends = max(self.started_at, start), min(self.ended_at or at, end)
        return (begins, ends) if begins < ends else None


@dataclass(frozen=True)
class PageData:
    """Everything a page shows, at one moment of the database's clock."""

    workspace: PublicPage
    services: tuple[Service, ...]
    outages: tuple[Outage, ...]  # the newest first, of ninety days
    works: tuple[Work, ...]  # the first to begin first
    at: datetime

    @property
    def present_works(self) -> list[Work]:
        """What is planned or running."""
        return [work for work in self.works if not work.is_over(self.at)]

    @cached_property
    def monitor_ids(self) -> frozenset[int]:
        """The monitors that are shown."""
        return frozenset(service.monitor.id for service in self.services)

    @property
    def today(self) -> date:
        """The last of the ninety days (UTC)."""
        return self.at.date()

    @property
    def first_day(self) -> date:
        """The first of the ninety days (UTC)."""
        return self.today - timedelta(days=WINDOW_DAYS - 1)

    @property
    def began_at(self) -> datetime:
        """When the oldest of the monitors was made; the workspace, without any."""
        return min((service.monitor.created_at for service in self.services), default=self.workspace.created_at)

    def days(self) -> Iterator[tuple[int, date]]:
        """Yield place and date of each of the ninety days, the newest first."""
        for place in range(WINDOW_DAYS - 1, -1, -1):
            yield place, self.first_day + timedelta(days=place)

    def service(self, monitor_id: int) -> Service | None:
        """Return one of the monitors that are shown."""
        return next((service for service in self.services if service.monitor.id == monitor_id), None)

    def down_on(self, monitor_id: int, day: date) -> timedelta:
        """Return how long a monitor's outages lasted on a UTC day."""
        start = datetime.combine(day, time(), UTC)
        return sum((end - begin for begin, end in self._parts(monitor_id, start)), timedelta())

    def _parts(self, monitor_id: int, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        for outage in self._by_monitor.get(monitor_id, ()):
            part = outage.within(start, start + DAY, self.at)
            if part is not None:
                yield part

    @cached_property
    def _by_monitor(self) -> dict[int, list[Outage]]:
        found: dict[int, list[Outage]] = {}
        for outage in self.outages:
            found.setdefault(outage.monitor_id, []).append(outage)
        return found


async def load(conn: Connection, days: DayLines, slug: str) -> PageData | None:
    """Read a page's data; None for a page that is private or does not exist."""
    page = await select_public_page(conn, slug)
    if page is None:
        return None
    now = await select_now(conn)
    monitors = await select_public_monitors(conn, page.id)
    lines = await days.lines(conn, monitors, now.date())
    since = datetime.combine(now.date(), time(), UTC) - timedelta(days=WINDOW_DAYS - 1)
    names = {monitor.id: monitor.name for monitor in monitors}
    incidents = await select_incidents(conn, list(names), since, now, limit=MAX_INCIDENTS)
    outages = tuple(_public(incident, names[incident.monitor_id]) for incident in incidents)
    works = await load_works(conn, page.id, names, now)
    on = under_way(works, now)
    services = tuple(Service(_as_worked_on(monitor, on.get(monitor.id)), lines[monitor.id]) for monitor in monitors)
    return PageData(page, services, outages, works, now)


def _as_worked_on(monitor: PublicMonitor, work: Work | None) -> PublicMonitor:
    """Show a monitor that is worked on as such from the first second on; its next check may be an hour away."""
    if work is None or monitor.shown_state == "paused":
        return monitor
    return monitor.model_copy(update={"shown_state": "maintenance", "shown_since": work.starts_at})


def _public(incident: Incident, name: str) -> Outage:
    return Outage(incident.id, incident.monitor_id, name, incident.started_at, incident.ended_at)

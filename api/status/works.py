"""Planned maintenance on a public page: what is told of it, and when.

Strangers see when and which public monitors; what a window is called and says is for members.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from db.planned_work import PublicWork, select_public_works
from db.pool import Connection

TOLD_AFTER: Final = timedelta(days=30)  # what is over stays in the feed for so long
TOLD_BEFORE: Final = timedelta(days=365)
RECURRING_TOLD_BEFORE: Final = timedelta(days=7)  # else every week of a year would be announced
MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Work:
    """One time at which monitors of the page are worked on. `announced_at` never changes: feeds go by it."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    announced_at: datetime
    monitor_ids: tuple[int, ...]
    names: tuple[str, ...]

    def is_running(self, at: datetime) -> bool:
        """Tell whether it is being worked on at a time."""
        return self.starts_at <= at < self.ends_at

    def is_over(self, at: datetime) -> bool:
        """Tell whether it has ended."""
        return self.ends_at <= at


async def load_works(conn: Connection, page_id: UUID, names: Mapping[int, str], now: datetime) -> tuple[Work, ...]:
    """Return what is planned, is running and was lately, the first to begin first. `names` in the page's order."""
    since, until = now - TOLD_AFTER, now + TOLD_BEFORE
    found = await select_public_works(conn, page_id, since, until, now + RECURRING_TOLD_BEFORE, MOST)
    return tuple(_work(page_id, one, names) for one in reversed(found))


def under_way(works: Sequence[Work], at: datetime) -> dict[int, Work]:
    """Return by monitor what is worked on at a time; of several the one that ends last."""
    running = sorted((work for work in works if work.is_running(at)), key=lambda work: work.ends_at)
    return {monitor_id: work for work in running for monitor_id in work.monitor_ids}


def _work(page_id: UUID, one: PublicWork, names: Mapping[int, str]) -> Work:
    recurs_at = one.starts_at - RECURRING_TOLD_BEFORE
    worked_on = set(one.monitor_ids)
    concerned = {monitor_id: name for monitor_id, name in names.items() if monitor_id in worked_on}
    return Work(
        id=uuid5(page_id, f"maintenance/{one.window_id}/{one.starts_at.isoformat()}"),
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        announced_at=min(one.starts_at, max(one.planned_at, recurs_at) if one.is_recurring else one.planned_at),
        monitor_ids=tuple(concerned),
        names=tuple(concerned.values()),
    )

"""Finds what a badge may show: a monitor that is public on a public page. What pages know is used; little is asked."""

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from api.status.built import Built
from api.status.data import Service
from api.status.pages import Pages
from db.errors import Unavailable
from db.pool import Pool, acquire
from db.status_pages import select_public_latency, select_public_slug

FRESH_S: Final = 60.0
MAX_KEPT: Final = 20_000
DATABASE_DEADLINE_S: Final = 3.0


@dataclass(frozen=True, slots=True)
class Shown:
    """A monitor on its page."""

    built: Built
    service: Service


@dataclass(frozen=True, slots=True)
class _Kept:
    slug: str | None
    latency_us: int | None
    until: float  # on the monotonic clock


class Badges:
    """Finds monitors by their id and remembers where they are shown, also those that are shown nowhere."""

    def __init__(self, pages: Pages, pool: Pool) -> None:
        self._pages, self._pool = pages, pool
        self._kept: OrderedDict[int, _Kept] = OrderedDict()

    async def find(self, monitor_id: int) -> Shown | None:
        """Return the monitor if a public page shows it. Raises Unavailable if that is not known and cannot be asked."""
        kept = await self._look(monitor_id)
        built = await self._pages.get(kept.slug) if kept.slug else None
        service = built.data.service(monitor_id) if built else None
        return Shown(built, service) if built and service else None

    async def latency_us(self, monitor_id: int) -> int | None:
        """Return the median latency of the last 24 hours; about a minute old at most while the database is there."""
        return (await self._look(monitor_id)).latency_us

    async def _look(self, monitor_id: int) -> _Kept:
        kept = self._kept.get(monitor_id)
        if kept is not None and kept.until > time.monotonic():
            return kept
        try:
            kept = await self._ask(monitor_id)
        except (Unavailable, TimeoutError):
            if kept is None:
                raise
            return kept
        self._kept[monitor_id] = kept
        self._kept.move_to_end(monitor_id)
        while len(self._kept) > MAX_KEPT:
            self._kept.popitem(last=False)
        return kept

    async def _ask(self, monitor_id: int) -> _Kept:
        async with asyncio.timeout(DATABASE_DEADLINE_S), acquire(self._pool) as conn:
            slug = await select_public_slug(conn, monitor_id)
            latency_us = await select_public_latency(conn, monitor_id) if slug else None
        return _Kept(slug, latency_us, time.monotonic() + FRESH_S)

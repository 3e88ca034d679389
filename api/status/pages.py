"""Public pages as compressed bytes, kept in this process and made anew when a few seconds old or after a change.

When the database is away the last known data is shown, and the page says how old it is.
"""

import asyncio
import logging
import re
import time
from collections import OrderedDict
from datetime import UTC, datetime
from typing import Final

from api.numbers.day_lines import DayLines
from api.status.built import Built
from api.status.data import PageData, load
from api.status.pictures import Pictures
from db.errors import Unavailable
from db.pool import Pool, acquire

logger = logging.getLogger(__name__)

MAX_PAGES: Final = 2_000
DATABASE_DEADLINE_S: Final = 3.0

SLUG: Final = re.compile(r"[a-z0-9](?:-?[a-z0-9]){1,62}")


class Pages:
    """Builds pages, keeps them, and forgets them."""

    def __init__(self, public_url: str, pool: Pool, days: DayLines) -> None:
        self._public_url, self._pool, self._days = public_url, pool, days
        self._built: OrderedDict[str, Built] = OrderedDict()
        self._expired: set[str] = set()
        self._locks: dict[str, asyncio.Lock] = {}
        self._forgotten = 0
        self.pictures = Pictures()

    def fresh(self, slug: str) -> Built | None:
        """Return the page if it may be served as it is."""
        built = self._built.get(slug)
        if built is None or built.until < time.monotonic() or slug in self._expired:
            return None
        return built

    async def get(self, slug: str) -> Built | None:
        """Return the page, made anew if needed; None if there is none or it is private.

        Raises Unavailable when the database is away and the page is not known yet.
        """
        if not SLUG.fullmatch(slug):
            return None
        lock = self._locks.setdefault(slug, asyncio.Lock())
        try:
            async with lock:
                return self.fresh(slug) or await self._build(slug)
        finally:
            if not lock.locked():
                self._locks.pop(slug, None)

    def forget(self, *slugs: str) -> None:
        """Drop pages at once: they moved, or are no longer public."""
        self._forgotten += 1
        for slug in slugs:
            self._built.pop(slug, None)

    def mark(self, slug: str) -> None:
        """Have a page made anew when it is asked for next."""
        self._expired.add(slug)

    def mark_monitor(self, monitor_id: int) -> None:
        """Have every page that shows the monitor made anew."""
        for slug, built in self._built.items():
            if monitor_id in built.data.monitor_ids:
                self._expired.add(slug)

    def mark_all(self) -> None:
        """Have every page made anew: changes may have been missed."""
        self._expired.update(self._built)

    async def _build(self, slug: str) -> Built | None:
        forgotten = self._forgotten
        self._expired.discard(slug)
        try:
            data = await self._load(slug)
        except (Unavailable, TimeoutError):
            return self._rebuild_old(slug)
        if data is None:
            self._built.pop(slug, None)
            return None
        built = make(data, data.at, self._address(slug))
        if forgotten == self._forgotten:  # else it may have become private while it was read
            self._keep(slug, built)
        return built

    def _rebuild_old(self, slug: str) -> Built:
        """Make the page of what is known, so that it says how old that is; raise Unavailable if nothing is known."""
        known = self._built.get(slug)
        if known is None:
            raise Unavailable("the database is away and this page is not known yet")
        logger.warning("a public page is served from old data", extra={"slug": slug, "data_at": str(known.data.at)})
        built = make(known.data, max(known.data.at, datetime.now(UTC)), self._address(slug))
        self._keep(slug, built)
        return built

    def _address(self, slug: str) -> str:
        return f"{self._public_url}/status/{slug}"

    async def _load(self, slug: str) -> PageData | None:
        async with asyncio.timeout(DATABASE_DEADLINE_S), acquire(self._pool) as conn:
            return await load(conn, self._days, slug)

    def _keep(self, slug: str, built: Built) -> None:
        self._built[slug] = built
        self._built.move_to_end(slug)
        while len(self._built) > MAX_PAGES:
            self._built.popitem(last=False)


def make(data: PageData, now: datetime, page_url: str) -> Built:
    """Turn data into a page, whose bytes are made when they are asked for."""
    return Built(data, now, page_url)

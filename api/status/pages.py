"""Public pages as compressed bytes, kept in this process and made anew when a few seconds old or after a change.

When the database is away the last known data is shown, and the page says how old it is.
"""

import asyncio
import gzip
import logging
import re
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

import orjson

from api.numbers.day_lines import DayLines
from api.status.data import PageData, load
from api.status.html import render
from api.status.summary import summary
from db.errors import Unavailable
from db.pool import Pool, acquire

logger = logging.getLogger(__name__)

FRESH_S: Final = 5.0
MAX_PAGES: Final = 2_000
GZIP_LEVEL: Final = 6
DATABASE_DEADLINE_S: Final = 3.0

SLUG: Final = re.compile(r"[a-z0-9](?:-?[a-z0-9]){1,62}")
POLICY: Final = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
RawHeaders = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Body:
    """Ready bytes of one representation, with everything a response needs."""

    plain: bytes
    compressed: bytes
    etag: bytes
    plain_headers: RawHeaders
    compressed_headers: RawHeaders
    unchanged_headers: RawHeaders


@dataclass(frozen=True, slots=True)
class Built:
    """A page at one moment; `until` is on the monotonic clock."""

    data: PageData
    html: Body
    summary: Body
    until: float


class Pages:
    """Builds pages, keeps them, and forgets them."""

    def __init__(self, public_url: str, pool: Pool, days: DayLines) -> None:
        self._public_url, self._pool, self._days = public_url, pool, days
        self._built: OrderedDict[str, Built] = OrderedDict()
        self._expired: set[str] = set()
        self._locks: dict[str, asyncio.Lock] = {}
        self._forgotten = 0

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
    """Turn data into bytes."""
    html = _body(render(data, now, page_url).encode(), b"text/html; charset=utf-8")
    as_json = _body(orjson.dumps(summary(data, now, page_url)), b"application/json")
    return Built(data, html, as_json, time.monotonic() + FRESH_S)


def _body(plain: bytes, media_type: bytes) -> Body:
    compressed = gzip.compress(plain, GZIP_LEVEL, mtime=0)
    etag = b'"%s"' % sha256(plain).hexdigest()[:24].encode()
    common: RawHeaders = [
        (b"etag", etag),
        (b"cache-control", b"public, max-age=5, stale-while-revalidate=30, stale-if-error=86400"),
        (b"vary", b"Accept-Encoding"),
        (b"content-security-policy", POLICY.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"access-control-allow-origin", b"*"),
    ]
    typed = [*common, (b"content-type", media_type)]
    return Body(
        plain,
        compressed,
        etag,
        [*typed, (b"content-length", b"%d" % len(plain))],
        [*typed, (b"content-encoding", b"gzip"), (b"content-length", b"%d" % len(compressed))],
        common,
    )

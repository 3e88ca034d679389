"""The pictures of pages for links to them (Open Graph): drawn by a child process, one at a time, and kept a while."""

import asyncio
import logging
import re
import sys
from asyncio.subprocess import PIPE
from collections import OrderedDict
from pathlib import Path
from typing import Any, Final

import orjson

from api.errors import unavailable
from api.numbers.day_lines import LETTERS
from api.static import FOLDER
from api.status.bodies import Body, body
from api.status.built import Built
from api.status.data import PageData
from api.status.html import picture_version
from api.status.pipes import pipes
from api.status.strips import SIZES, as_pipes
from api.status.words import banner, bare_percent
from core.uptime import DayState, Seconds, uptime

logger = logging.getLogger(__name__)

CHILD: Final = Path(__file__).with_name("picture_child.py")
FONT: Final = FOLDER / "geist-5.3.0-latin.woff2"
DEADLINE_S: Final = 10.0
MAX_KEPT: Final = 64
MAX_WAITING: Final = 16
A_WHILE: Final = b"public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
# The worst state of a day wins: the bars of the picture are those of the page as a whole.
WORST_FIRST: Final = (
    *(DayState.DOWN, DayState.MAJOR, DayState.MINOR, DayState.MAINTENANCE),
    *(DayState.FULL, DayState.NONE, DayState.BEFORE),
)
_FOREIGN: Final = re.compile("[^ -~\u00a0-\u017f\u2010-\u2026]")  # what the font has no letters for


class Pictures:
    """Draws and keeps pictures."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Body] = OrderedDict()
        self._free = asyncio.Semaphore(1)
        self._waiting = 0

    async def get(self, built: Built) -> Body:
        """Return the picture of a page, drawn anew if it would look different. Raises a 503 in a flood."""
        data = built.data
        key = str(data.workspace.id), picture_version(data, built.now)
        if (kept := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
            return kept
        if self._waiting >= MAX_WAITING:
            raise unavailable("Too many pictures are asked for at this moment. Try again in a few seconds.")
        self._waiting += 1
        try:
            async with self._free:
                return self._kept.get(key) or self._keep(key, await _draw(wish(built)))
        finally:
            self._waiting -= 1

    def _keep(self, key: tuple[str, str], png: bytes) -> Body:
        found = self._kept[key] = body(png, b"image/png", cache=A_WHILE)
        while len(self._kept) > MAX_KEPT:
            self._kept.popitem(last=False)
        return found


def wish(built: Built) -> dict[str, Any]:
    """Return what the picture shows."""
    data, said = built.data, banner(built.data, built.now)
    drawing = pipes(as_pipes(worst_days(data)), SIZES)
    title = said.title if not _FOREIGN.search(said.title) else _PLAIN.get(said.state, "Status")
    name = data.workspace.name if not _FOREIGN.search(data.workspace.name) else data.workspace.slug
    good_s = sum(service.line.good_s for service in data.services)
    counted_s = sum(service.line.counted_s for service in data.services)
    ratio = uptime(Seconds(up_s=good_s, down_s=counted_s - good_s))
    return {
        "font": str(FONT),
        "name": name,
        "title": title,
        "detail": f"{data.at.day} {data.at:%B %Y}" if said.state == "unknown" else "",
        "state": said.state,
        "paths": drawing.paths,
        "tips": drawing.tips,
        "width": 720,
        "uptime": "" if ratio is None else f"{bare_percent(ratio)} uptime",
    }


_PLAIN: Final = {
    "up": "All systems are up",
    "down": "Something is down",
    "degraded": "Something is degraded",
    "maintenance": "In maintenance",
}


def worst_days(data: PageData) -> str:
    """Return ninety letters (see day_lines.LETTERS): of each day the worst that any component had."""
    lines = [service.line.letters for service in data.services]
    days = zip(*lines, strict=True) if lines else iter([(LETTERS[DayState.BEFORE],)] * 90)
    ranks = {LETTERS[state]: rank for rank, state in enumerate(WORST_FIRST)}
    return "".join(min(set(day), key=lambda letter: ranks[letter]) for day in days)


async def _draw(wanted: dict[str, Any]) -> bytes:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-B", str(CHILD), stdin=PIPE, stdout=PIPE, stderr=PIPE, env={}, cwd="/"
    )
    try:
        async with asyncio.timeout(DEADLINE_S):
            png, complaint = await child.communicate(orjson.dumps(wanted))
    except TimeoutError:
        png, complaint = b"", b"deadline"
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode != 0 or not png:
        logger.warning("a picture was not drawn", extra={"complaint": complaint[-500:].decode("utf-8", "replace")})
        raise unavailable("The picture cannot be drawn right now.")
    return png

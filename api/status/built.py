"""One public page at one moment: its data, and every representation of it, made when it is asked for."""

import re
import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

import orjson

from api.status import summary
from api.status.bodies import ATOM, HTML, JSON, Body, body
from api.status.data import PageData
from api.status.feed import feed
from api.status.html import Theme, render, render_day, render_history, version_of
from api.status.live import live

FRESH_S: Final = 5.0

STATUSPAGE: Final[dict[str, Callable[[PageData, datetime, str], dict[str, Any]]]] = {
    "api/v2/summary.json": summary.summary,
    "api/v2/status.json": summary.status,
    "api/v2/components.json": summary.components,
    "api/v2/incidents.json": summary.incidents,
    "api/v2/incidents/unresolved.json": summary.unresolved,
    "api/v2/scheduled-maintenances.json": summary.maintenances,
    "api/v2/scheduled-maintenances/active.json": summary.active,
    "api/v2/scheduled-maintenances/upcoming.json": summary.upcoming,
}
# Asked for again and again; the rest is made each time, so that a walk through all days fills no memory.
KEPT: Final = frozenset({"", "live.json", "history.atom", "api/v2/summary.json"})
_DAY: Final = re.compile(r"day/(\d{4}-\d{2}-\d{2})")


class Built:
    """A page at one moment; `until` is on the monotonic clock. `now` may be later than the data."""

    def __init__(self, data: PageData, now: datetime, page_url: str) -> None:
        self.data, self.now, self.page_url = data, now, page_url
        self.until = time.monotonic() + FRESH_S
        self._made: dict[tuple[str, Theme | None], Body] = {}

    def get(self, what: str, theme: Theme | None = None) -> Body | None:
        """Return what is below the page's address (nothing: the page itself); None for what there is not."""
        found = self._made.get((what, theme)) or self._make(what, theme)
        if found is not None and what in KEPT:
            self._made[what, theme] = found
        return found

    @property
    def html(self) -> Body:
        """The page itself."""
        found = self.get("")
        assert found is not None, "every page has one"
        return found

    def _make(self, what: str, theme: Theme | None) -> Body | None:
        arguments = self.data, self.now, self.page_url
        if what == "":
            return body(render(*arguments, theme).encode(), HTML)
        if what == "history":
            return body(render_history(*arguments, theme).encode(), HTML)
        if what == "history.atom":
            return body(feed(self.data, self.page_url), ATOM)
        if what == "live.json":
            version = version_of(self.html.plain.decode())
            return body(orjson.dumps(live(self.data, self.now, version)), JSON, etag=f"v-{version}")
        if what in STATUSPAGE:
            return body(orjson.dumps(STATUSPAGE[what](*arguments)), JSON)
        return self._make_day(what, theme)

    def _make_day(self, what: str, theme: Theme | None) -> Body | None:
        match = _DAY.fullmatch(what)
        try:
            day = date.fromisoformat(match[1]) if match else None
        except ValueError:  # the thirtieth of February
            return None
        html = render_day(self.data, self.now, self.page_url, day, theme) if day else None
        return body(html.encode(), HTML) if html is not None else None

"""The HTML of public pages: templates filled with strings. Works without a script; user's text is escaped."""

from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from api.static import address_of
from api.status import history
from api.status.data import PageData
from api.status.pipes import Sizes, pipes
from api.status.rows import groups_of
from api.status.strips import DAYS
from api.status.words import Banner, banner, clock, is_stale, work_name, work_times

Theme = Literal["light", "dark"]

LEGEND: Final = (
    ("u", "100 %"),
    ("m", "95 to 100 %"),
    ("o", "50 to 95 %"),
    ("d", "under 50 %"),
    ("w", "maintenance"),
    ("x", "no data"),
)
_NO_VERSION: Final = 'data-version=""'
_NO_TIME: Final = '<time id="at"></time>'


def render(data: PageData, now: datetime, page_url: str, theme: Theme | None = None) -> str:
    """Return the page. `now` may be later than the data: then the page says how old it is."""
    template = _template("page.html")
    values = {**_frame(data, now, page_url, theme), **_page(data, now)}
    return _dated(template.render(values), data, now)


def render_history(data: PageData, now: datetime, page_url: str, theme: Theme | None = None) -> str:
    """Return the incidents of ninety days."""
    values = {"months": history.months(data), "is_cut": history.is_cut(data), "began": data.began_at}
    return _dated(_template("history.html").render({**_frame(data, now, page_url, theme), **values}), data, now)


def render_day(data: PageData, now: datetime, page_url: str, day: date, theme: Theme | None = None) -> str | None:
    """Return the page of one day; None for a day that is not among the ninety."""
    found = history.day_page(data, day)
    if found is None:
        return None
    values = {**_frame(data, now, page_url, theme), "day": found}
    return _dated(_template("day.html").render(values), data, now)


def version_of(html: str) -> str:
    """Return what changes when something of the page but its time changes."""
    return html.partition('data-version="')[2].partition('"')[0]


def render_notice(title: str, detail: str) -> str:
    """Return a page that only says something: that there is none, or that we are away."""
    return _template("notice.html").render(banner=Banner("unknown", title, detail))


def _dated(html: str, data: PageData, now: datetime) -> str:
    """Fill in the page's version and its time, which is no part of the version."""
    version = sha256(html.encode()).hexdigest()[:16]
    at = f'<time id="at" datetime="{data.at:%Y-%m-%dT%H:%M:%SZ}">{clock(data.at, now)}</time>'
    return html.replace(_NO_VERSION, f'data-version="{version}"', 1).replace(_NO_TIME, at, 1)


def _frame(data: PageData, now: datetime, page_url: str, theme: Theme | None) -> dict[str, Any]:
    """Return what every page of a workspace shows."""
    said = banner(data, now)
    return {
        "name": data.workspace.name,
        "title": _title(data.workspace.name),
        "description": data.workspace.description,
        "banner": said,
        "theme": theme,
        "page_url": page_url,
        "path": f"/status/{data.workspace.slug}",
        "picture": f"{page_url}/og.png?v={picture_version(data, now)}",
        "favicon": address_of("icon-down.svg" if said.state == "down" else "icon.svg"),
    }


def _page(data: PageData, now: datetime) -> dict[str, Any]:
    is_old = is_stale(data, now)
    return {
        "groups": groups_of(data, is_old=is_old),
        "works": [
            (work.is_running(data.at), work_name(work), work_times(work, data.at)) for work in data.present_works
        ],
        "open_outages": history.open_outages(data),
        "days": history.recent_days(data),
        "recent_days": history.RECENT_DAYS,
        "is_young": (data.at - data.began_at).days < history.RECENT_DAYS,
        "began": data.began_at,
        "first_day": data.first_day,
        "legend": [(letter, words, _swatch(letter)) for letter, words in LEGEND],
    }


def picture_version(data: PageData, now: datetime) -> str:
    """Return what changes when the picture of the page changes."""
    said = banner(data, now)
    letters = "".join(service.line.letters for service in data.services)
    return sha256(f"{data.workspace.name}\0{said.state}\0{said.title}\0{letters}".encode()).hexdigest()[:12]


@cache
def _swatch(letter: str) -> str:
    """Return one bar as the legend shows it."""
    drawing = pipes(letter, Sizes(width=5, gap=3, height=14, hang=(0, 2, 4, 6)))
    shapes = [f'<path class="p{letter}" d="{drawing.paths[letter]}"/>']
    shapes += [f'<path class="tip t{letter}" d="{tip}"/>' for tip in drawing.tips.values()]
    return f'<svg class="swatch" viewBox="{drawing.view_box}" aria-hidden="true">{"".join(shapes)}</svg>'


@cache
def _template(name: str) -> Template:
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(
        stylesheet=address_of("status.css"),
        script=address_of("status.js"),
        icon=address_of("icon.svg"),
        total_days=DAYS,
    )
    return environment.get_template(name)


def _title(name: str) -> str:
    return name if name.lower().endswith("status") else f"{name} status"

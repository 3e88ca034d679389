"""The page's Atom feed (RFC 4287): one entry when an incident begins, one when it is over;
one when work is planned, when it begins and when it is over.

Entries are named by ids that stay, whatever happens to the page's address; so no reader tells anything twice.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, NamedTuple
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from api.status.data import Outage, PageData
from api.status.words import duration, work_name
from api.status.works import Work

ATOM: Final = "http://www.w3.org/2005/Atom"
MAX_ENTRIES: Final = 50
# What XML 1.0 cannot hold, even escaped.
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

register_namespace("", ATOM)


def feed(data: PageData, page_url: str) -> bytes:
    """Return the feed, the newest entry first."""
    root = Element(f"{{{ATOM}}}feed")
    entries = sorted(_events(data), key=lambda event: event.at, reverse=True)[:MAX_ENTRIES]
    _add(root, "title", f"{data.workspace.name}: incidents")
    _add(root, "id", data.workspace.id.urn)
    _add(root, "updated", _time(entries[0].at if entries else data.began_at))
    _add(root, "link", rel="alternate", type="text/html", href=page_url)
    _add(root, "link", rel="self", type="application/atom+xml", href=f"{page_url}/history.atom")
    _add(_add(root, "author"), "name", data.workspace.name)
    _add(root, "generator", "Healther")
    for event in entries:
        root.append(_entry(page_url, event))
    content: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return content


class Event(NamedTuple):
    """What an entry tells. `id` stays; `path` leads to it from the page."""

    at: datetime
    id: UUID
    path: str
    title: str
    content: str


def _events(data: PageData) -> Iterator[Event]:
    for outage in data.outages:
        yield _of_outage(data, outage, outage.started_at, "opened")
        if outage.ended_at is not None:
            yield _of_outage(data, outage, outage.ended_at, "closed")
    for work in data.works:
        for at, event in ((work.announced_at, "planned"), (work.starts_at, "begun"), (work.ends_at, "over")):
            if at <= data.at:
                yield _of_work(work, at, event)


def _of_outage(data: PageData, outage: Outage, at: datetime, event: str) -> Event:
    id_ = uuid5(data.workspace.id, f"incidents/{outage.id}/{event}")
    return Event(at, id_, f"/day/{outage.started_at.date()}", _title(outage, event), _content(outage, event))


def _of_work(work: Work, at: datetime, event: str) -> Event:
    """Tell of planned work; its times are written with their dates, which stay true."""
    times = f"{work.starts_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC to {work.ends_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    content = f"From {times}: {', '.join(work.names)}."
    return Event(at, uuid5(work.id, event), "#maintenance", f"{work_name(work)} {_WORK_WORDS[event]}", content)


_WORK_WORDS: Final = {"planned": "is planned", "begun": "has begun", "over": "is over"}


def _entry(page_url: str, event: Event) -> Element:
    entry = Element(f"{{{ATOM}}}entry")
    _add(entry, "title", event.title)
    _add(entry, "id", event.id.urn)
    _add(entry, "published", _time(event.at))
    _add(entry, "updated", _time(event.at))
    _add(entry, "link", rel="alternate", type="text/html", href=f"{page_url}{event.path}")
    _add(entry, "content", event.content, type="text")
    return entry


def _title(outage: Outage, event: str) -> str:
    return f"{outage.name} is down" if event == "opened" else f"{outage.name} is up again"


def _content(outage: Outage, event: str) -> str:
    start = f"{outage.started_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    if event == "opened" or outage.ended_at is None:
        return f"{outage.name} has been down since {start}. Detected automatically."
    end = f"{outage.ended_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return f"{outage.name} was down for {duration(outage.ended_at - outage.started_at)}, from {start} to {end}."


def _add(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    child = SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    child.text = None if text is None else _NOT_XML.sub("", text)
    return child


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

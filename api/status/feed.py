"""The page's Atom feed (RFC 4287): one entry when an incident begins, one when it is over.

Entries are named by ids that stay, whatever happens to the page's address; so no reader tells anything twice.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final
from uuid import uuid5
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from api.status.data import Outage, PageData
from api.status.words import duration

ATOM: Final = "http://www.w3.org/2005/Atom"
MAX_ENTRIES: Final = 50
# What XML 1.0 cannot hold, even escaped.
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

register_namespace("", ATOM)


def feed(data: PageData, page_url: str) -> bytes:
    """Return the feed, the newest entry first."""
    root = Element(f"{{{ATOM}}}feed")
    entries = sorted(_events(data), key=lambda event: event[0], reverse=True)[:MAX_ENTRIES]
    _add(root, "title", f"{data.workspace.name}: incidents")
    _add(root, "id", data.workspace.id.urn)
    _add(root, "updated", _time(entries[0][0] if entries else data.began_at))
    _add(root, "link", rel="alternate", type="text/html", href=page_url)
    _add(root, "link", rel="self", type="application/atom+xml", href=f"{page_url}/history.atom")
    _add(_add(root, "author"), "name", data.workspace.name)
    _add(root, "generator", "Healther")
    for at, outage, event in entries:
        root.append(_entry(data, page_url, at, outage, event))
    content: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _events(data: PageData) -> Iterator[tuple[datetime, Outage, str]]:
    for outage in data.outages:
        yield outage.started_at, outage, "opened"
        if outage.ended_at is not None:
            yield outage.ended_at, outage, "closed"


def _entry(data: PageData, page_url: str, at: datetime, outage: Outage, event: str) -> Element:
    entry = Element(f"{{{ATOM}}}entry")
    _add(entry, "title", _title(outage, event))
    _add(entry, "id", uuid5(data.workspace.id, f"incidents/{outage.id}/{event}").urn)
    _add(entry, "published", _time(at))
    _add(entry, "updated", _time(at))
    _add(entry, "link", rel="alternate", type="text/html", href=f"{page_url}/day/{outage.started_at.date()}")
    _add(entry, "content", _content(outage, event), type="text")
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

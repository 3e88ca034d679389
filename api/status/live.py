"""What an open page asks for every half minute: whether anything changed, and the state in short."""

from datetime import datetime
from typing import Any

from api.status.data import PageData
from api.status.words import banner, is_stale


def live(data: PageData, now: datetime, version: str) -> dict[str, Any]:
    """Return the content of live.json. `version` changes with what the page shows, but not with its time."""
    said = banner(data, now)
    return {
        "version": version,
        "at": data.at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "is_stale": is_stale(data, now),
        "state": said.state,
        "title": said.title,
        "detail": said.detail,
        "components": {str(service.monitor.id): service.monitor.shown_state for service in data.services},
    }

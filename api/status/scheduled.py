"""Planned maintenance in Statuspage's shape: `scheduled`, then `in_progress`, then `completed`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import uuid5

from api.status.data import PageData
from api.status.words import work_name, work_times
from api.status.works import Work
from core.times import write_utc

Shape = dict[str, Any]
WORDS: Final = ("scheduled", "in_progress", "completed")  # in the order in which they happen


def word_of(work: Work, at: datetime) -> str:
    """Return how far it is."""
    return WORDS[2] if work.is_over(at) else WORDS[1] if work.is_running(at) else WORDS[0]


def shape(data: PageData, work: Work, components: Sequence[Shape], page_url: str) -> Shape:
    """Return one maintenance; `components` are those it concerns."""
    updates = _updates(data, work)
    return {
        "id": str(work.id),
        "name": work_name(work),
        "status": updates[0]["status"],
        "created_at": write_utc(work.announced_at),
        "updated_at": updates[0]["updated_at"],
        "monitoring_at": None,
        "resolved_at": write_utc(work.ends_at) if work.is_over(data.at) else None,
        "impact": "maintenance",
        "shortlink": f"{page_url}#maintenance",
        "started_at": write_utc(work.starts_at),
        "page_id": str(data.workspace.id),
        "scheduled_for": write_utc(work.starts_at),
        "scheduled_until": write_utc(work.ends_at),
        "incident_updates": updates,
        "components": list(components),
    }


def _updates(data: PageData, work: Work) -> list[Shape]:
    """Return what happened, the newest first."""
    times = work_times(work, data.at)
    told = (
        (f"Planned: {times}.", work.announced_at, ("operational", "operational")),
        (f"Begun: {times}.", work.starts_at, ("operational", "under_maintenance")),
        (f"Over: {times}.", work.ends_at, ("under_maintenance", "operational")),
    )
    far = WORDS.index(word_of(work, data.at)) + 1
    return [_update(work, word, *one) for word, one in zip(WORDS[:far], told, strict=False)][::-1]


def _update(work: Work, word: str, text: str, at: datetime, change: tuple[str, str]) -> Shape:
    return {
        "id": str(uuid5(work.id, word)),
        "status": word,
        "body": text,
        "incident_id": str(work.id),
        "created_at": write_utc(at),
        "updated_at": write_utc(at),
        "display_at": write_utc(at),
        "affected_components": [
            {"code": str(monitor_id), "name": name, "old_status": change[0], "new_status": change[1]}
            for monitor_id, name in zip(work.monitor_ids, work.names, strict=True)
        ],
        "deliver_notifications": True,
        "custom_tweet": None,
        "tweet_id": None,
    }

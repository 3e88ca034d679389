"""What a mail about an incident says."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from core.reasons import Reason, sentence
from db.outbox import News
from probes.mail import plain

_NAME_LIMIT: Final = 100  # characters of a monitor's name in the subject


@dataclass(frozen=True, slots=True)
class Alert:
    """One mail about one event, ready for its queue."""

    message_id: str
    subject: str
    headers: dict[str, str]
    body: str


def alert(news: News, address: str, public_url: str) -> Alert:
    """Write the mail to one address. An event always gets the same Message-ID; a recovery answers its outage."""
    headers = {"Auto-Submitted": "auto-generated"}
    if news.event == "closed":
        opening = message_id(news.incident_id, "opened", address, public_url)
        headers |= {"In-Reply-To": opening, "References": opening}
    word = "Down" if news.event == "opened" else "Recovered"
    subject = f"[{word}] {plain(news.monitor_name)[:_NAME_LIMIT]}"
    return Alert(
        message_id(news.incident_id, news.event, address, public_url), subject, headers, _text(news, public_url)
    )


def message_id(incident_id: int, event: str, address: str, public_url: str) -> str:
    """Return the id of the mail about an event to an address."""
    to = hashlib.sha256(address.lower().encode()).hexdigest()[:16]
    return f"<incident-{incident_id}-{event}-{to}@{urlsplit(public_url).hostname or 'localhost'}>"


def span(duration: timedelta) -> str:
    """Write a duration by its two largest units, rounded down: `45 s`, `12 min 3 s`, `5 h 10 min`, `3 d 4 h`."""
    rest = max(0, int(duration.total_seconds()))
    parts: list[tuple[int, str]] = []
    for unit, seconds in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        value, rest = divmod(rest, seconds)
        if value or parts:
            parts.append((value, unit))
    return " ".join(f"{value} {unit}" for value, unit in parts[:2] if value) or "0 s"


def _text(news: News, public_url: str) -> str:
    lines = _opened(news) if news.event == "opened" else _closed(news)
    target = [f"Target: {plain(news.target)}"] if news.target else []
    return "\n".join([*lines, *target, "", public_url, ""])


def _opened(news: News) -> list[str]:
    return [f"{plain(news.monitor_name)} is down since {_clock(news.started_at)}.", "", _why(news)]


def _closed(news: News) -> list[str]:
    ended_at = news.ended_at or news.started_at
    return [
        f"{plain(news.monitor_name)} has recovered at {_clock(ended_at)}.",
        f"It was down for {span(ended_at - news.started_at)}, since {_clock(news.started_at)}.",
        "",
        f"What was wrong: {_why(news)}",
    ]


def _why(news: News) -> str:
    return plain(sentence(Reason(news.reason), news.detail))


def _clock(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"

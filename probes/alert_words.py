"""What a mail about an outage says, in words; `probes.alerts` sends it as text, `probes.alert_page` shows it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from core.reasons import Reason, sentence
from db.alert_state import Folded
from db.outbox import Outage
from probes.mail import plain

_NAME_LIMIT: Final = 100  # characters of a monitor's name in the subject
_MOMENT: Final = timedelta(seconds=1)
WORDS: Final = {"down": "Down", "up": "Recovered"}

State = Literal["down", "up"]


@dataclass(frozen=True, slots=True)
class Words:
    """A message, before it has an addressee. `facts`: label and value; `links`: label and address."""

    state: State
    subject: str
    headline: str
    summary: str
    facts: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]
    workspace: str


def down(outage: Outage, now: datetime, public_url: str) -> Words:
    """Say that an outage began. It may be over by now: then its end is told in a message of its own."""
    lasted = (outage.ended_at or now) - outage.started_at
    facts = (("Since", _since(outage.started_at, now)), ("Why", _why(outage)), *_about(outage))
    if outage.ended_at is not None:
        state = f"It was down for {span(lasted)}."
    elif lasted < _MOMENT:
        state = "It went down just now."
    else:
        state = f"It has been down for {span(lasted)} now."
    return _words("down", outage, "is down" if outage.ended_at is None else "was down", state, facts, public_url)


def recovered(outage: Outage, public_url: str) -> Words:
    """Say that an outage ended."""
    ended_at = outage.ended_at or outage.started_at
    lasted = span(ended_at - outage.started_at)
    facts = (
        ("Down since", clock(outage.started_at)),
        ("Up since", clock(ended_at)),
        ("Lasted", lasted),
        ("Why it was down", _why(outage)),
        *_about(outage),
    )
    return _words("up", outage, "has recovered", f"It was down for {lasted}.", facts, public_url)


def down_again(folded: Folded, now: datetime, public_url: str) -> Words:
    """Say that a monitor went down again and again, and is down now."""
    summary = f"{_folding(folded)} It is down now."
    facts = (("Since", _since(folded.started_at, now)), ("Why", _why(folded)), *_about(folded))
    return _words("down", folded, "is down again", summary, facts, public_url)


def up_again(folded: Folded, public_url: str) -> Words:
    """Say that a monitor went down again and again, and is not down now."""
    summary = f"{_folding(folded)} It is not down now."
    facts = (
        (
            "Last down",
            f"{clock(folded.started_at)}, for {span((folded.ended_at or folded.started_at) - folded.started_at)}",
        ),
        ("Why it was down", _why(folded)),
        *_about(folded),
    )
    return _words("up", folded, "has recovered, after more outages", summary, facts, public_url)


def span(duration: timedelta) -> str:
    """Write a duration by its two largest units, rounded down: `45 s`, `12 min 3 s`, `5 h 10 min`, `3 d 4 h`."""
    rest = max(0, int(duration.total_seconds()))
    parts: list[tuple[int, str]] = []
    for unit, seconds in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        value, rest = divmod(rest, seconds)
        if value or parts:
            parts.append((value, unit))
    return " ".join(f"{value} {unit}" for value, unit in parts[:2] if value) or "0 s"


def _since(at: datetime, now: datetime) -> str:
    return f"{clock(at)}, just now" if now - at < _MOMENT else f"{clock(at)}, {span(now - at)} ago"


def clock(at: datetime) -> str:
    """Write a time in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _words(
    state: State, outage: Outage, what: str, summary: str, facts: tuple[tuple[str, str], ...], public_url: str
) -> Words:
    name = plain(outage.monitor_name)
    return Words(
        state=state,
        subject=f"[{WORDS[state]}] {name[:_NAME_LIMIT]}",
        headline=f"{name} {what}",
        summary=summary,
        facts=facts,
        links=tuple(_links(outage, public_url)),
        workspace=plain(outage.workspace_name),
    )


def _links(outage: Outage, public_url: str) -> list[tuple[str, str]]:
    monitor = f"{public_url}/w/{outage.workspace_id}/monitors/{outage.monitor_id}"
    page = [("Public page", f"{public_url}/status/{outage.workspace_slug}")] if outage.has_page else []
    return [("Open the monitor", monitor), *page]


def _about(outage: Outage) -> list[tuple[str, str]]:
    target = [("Target", plain(outage.target))] if outage.target else []
    return [*target, ("Workspace", plain(outage.workspace_name))]


def _why(outage: Outage) -> str:
    return plain(sentence(Reason(outage.reason), outage.detail))


def _folding(folded: Folded) -> str:
    times = "once more" if folded.folded == 1 else f"{folded.folded} more times"
    return f"It went down {times} since the mail of {clock(folded.told_at)}; this mail stands for all of them."

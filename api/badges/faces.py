"""What a badge says: label, message and colour. Colours are the design tokens; white on each of them is AA at least."""

from typing import Final, Literal, NamedTuple

from api.badges.shown import Shown
from api.status.words import bare_percent, is_stale

Kind = Literal["status", "uptime", "latency"]

GREEN, YELLOW, ORANGE, RED, VIOLET, GREY, BLUE = (
    *("#0D503A", "#644500", "#7D3500", "#A51026", "#563974", "#5B5852", "#29598B"),
)
STATES: Final = {
    "up": ("up", GREEN),
    "degraded": ("degraded", YELLOW),
    "down": ("down", RED),
    "maintenance": ("maintenance", VIOLET),
    "unknown": ("no data", GREY),
    "paused": ("paused", GREY),
    "pending": ("not checked yet", GREY),
}
UPTIMES: Final = ((0.999, GREEN), (0.95, YELLOW), (0.5, ORANGE), (0.0, RED))
NO_DATA: Final = ("no data", GREY)


class Face(NamedTuple):
    """What to draw. `title` is the whole in words."""

    label: str
    message: str
    colour: str
    title: str


def face(kind: Kind, shown: Shown, latency_us: int | None, label: str | None) -> Face:
    """Return what a badge says. `label`: instead of the usual one."""
    name = shown.service.monitor.name
    match kind:
        case "status":
            message, colour = _state(shown)
            usual, title = name, f"{name}: {message}"
        case "uptime":
            message, colour = _uptime(shown.service.line.uptime)
            usual, title = "uptime", f"{name}: uptime of the last 90 days: {message}"
        case "latency":
            message, colour = _latency(latency_us)
            usual, title = "latency", f"{name}: median latency of the last 24 hours: {message}"
    return Face(label or usual, message, colour, title)


def _state(shown: Shown) -> tuple[str, str]:
    """Return word and colour of the state; what was true some time ago has no colour."""
    is_old = is_stale(shown.built.data, shown.built.now)
    return NO_DATA if is_old else STATES[shown.service.monitor.shown_state]


def _uptime(ratio: float | None) -> tuple[str, str]:
    if ratio is None:
        return NO_DATA
    return bare_percent(ratio), next(colour for least, colour in UPTIMES if ratio >= least)


def _latency(latency_us: int | None) -> tuple[str, str]:
    if latency_us is None:
        return NO_DATA
    milliseconds = latency_us / 1000
    return (f"{milliseconds:.0f} ms" if milliseconds >= 10 else f"{milliseconds:.1f} ms"), BLUE

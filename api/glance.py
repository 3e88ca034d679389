"""Workspaces at a glance, from the short rows of their monitors. Pure functions."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from api.numbers.day_lines import LETTERS, WINDOW_DAYS, Line
from core.uptime import DayState, Seconds, uptime
from db.overview import Stand
from db.workspaces import Workspace

STATES: Final = ("up", "degraded", "down", "unknown", "maintenance", "pending", "paused")
# From the best to the worst. A day of which nothing is known hides nothing that is known of another monitor.
RANKS: Final = "".join(
    LETTERS[state]
    for state in (
        DayState.BEFORE,
        DayState.NONE,
        DayState.FULL,
        DayState.MAINTENANCE,
        DayState.MINOR,
        DayState.MAJOR,
        DayState.DOWN,
    )
)
DIGITS: Final = "0123456"
_TO_DIGITS: Final = str.maketrans(RANKS, DIGITS)
_TO_LETTERS: Final = str.maketrans(DIGITS, RANKS)


@dataclass(frozen=True, slots=True)
class Glance:
    """One workspace: how many of its monitors are in which state, the worst of each day, and its uptime."""

    workspace: Workspace
    counts: Mapping[str, int]
    states: str
    uptime: float | None
    last_checked_at: datetime | None


def glances(workspaces: Iterable[Workspace], stands: Iterable[Stand], lines: Mapping[int, Line]) -> list[Glance]:
    """Return each workspace at a glance, those with trouble first."""
    by_workspace: dict[UUID, list[Stand]] = defaultdict(list)
    for stand in stands:
        by_workspace[stand.workspace_id].append(stand)
    found = [_glance(workspace, by_workspace[workspace.id], lines) for workspace in workspaces]
    return sorted(found, key=_trouble)


def count_states(stands: Iterable[Stand]) -> dict[str, int]:
    """Count monitors: `monitors`, `active` (not paused), and each state."""
    counted = Counter(stand.shown_state for stand in stands)
    monitors = counted.total()
    return {
        "monitors": monitors,
        "active": monitors - counted["paused"],
        **{state: counted[state] for state in STATES},
    }


def worst_of(lines: Sequence[str], days: int = WINDOW_DAYS) -> str:
    """Return the worst letter of each day over lines of equal length; without lines, days before anything was there."""
    if not lines:
        return LETTERS[DayState.BEFORE] * days
    ranked = [line.translate(_TO_DIGITS) for line in lines]
    return "".join(map(max, zip(*ranked, strict=True))).translate(_TO_LETTERS)


def _glance(workspace: Workspace, stands: Sequence[Stand], lines: Mapping[int, Line]) -> Glance:
    own = [lines[stand.id] for stand in stands]
    good_s, counted_s = sum(line.good_s for line in own), sum(line.counted_s for line in own)
    return Glance(
        workspace=workspace,
        counts=count_states(stands),
        states=worst_of([line.letters for line in own]),
        uptime=uptime(Seconds(up_s=good_s, down_s=counted_s - good_s)),
        last_checked_at=max((stand.last_slot for stand in stands if stand.last_slot), default=None),
    )


def _trouble(glance: Glance) -> tuple[int, int, int, str]:
    """Sort by what is down, then degraded, then unknown, then by name."""
    counts = glance.counts
    return -counts["down"], -counts["degraded"], -counts["unknown"], glance.workspace.name.casefold()

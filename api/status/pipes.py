"""Hanging pipes: ninety days of a monitor as one inline SVG with one path for each state.

A day that fails hangs below the baseline, deeper the worse it was, with a dark tip: so it is told without colour too.
The strings are made once for each place in the row; a row is a few joins.
"""

from typing import Final

from api.numbers.day_lines import LETTERS
from core.uptime import DayState

DAYS: Final = 90
PITCH: Final = 8.0
WIDTH: Final = 5.2
TODAY_GAP: Final = 3.0  # today is set off by a wider gap
TOP: Final = 4.0  # room for the tick over today
HEIGHT: Final = 30.0
HANG: Final = {DayState.MINOR: 3, DayState.MAJOR: 6, DayState.DOWN: 9}
DASHES: Final = 5
DASH_HEIGHT: Final = 3.0
VIEW_WIDTH: Final = (DAYS - 1) * PITCH + TODAY_GAP + WIDTH
VIEW_HEIGHT: Final = TOP + HEIGHT + 9

WORDS: Final[dict[DayState, str]] = {
    DayState.FULL: "without trouble",
    DayState.MINOR: "with minor trouble",
    DayState.MAJOR: "with major trouble",
    DayState.DOWN: "mostly down",
    DayState.MAINTENANCE: "in maintenance",
    DayState.NONE: "without data",
    DayState.BEFORE: "before monitoring began",
}
STATES: Final = {letter: state for state, letter in LETTERS.items()}


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _left(place: int) -> float:
    return place * PITCH + (TODAY_GAP if place == DAYS - 1 else 0)


def _bar(place: int, top: float, height: float) -> str:
    width = _number(WIDTH)
    return f"M{_number(_left(place))} {_number(top)}h{width}v{_number(height)}h-{width}z"


def _dashes(place: int) -> str:
    step = (HEIGHT - DASH_HEIGHT) / (DASHES - 1)
    return "".join(_bar(place, TOP + dash * step, DASH_HEIGHT) for dash in range(DASHES))


_BARS: Final = [_bar(place, TOP, HEIGHT) for place in range(DAYS)]
_STUBS: Final = [_bar(place, TOP + HEIGHT - 3, 3) for place in range(DAYS)]
_DASHED: Final = [_dashes(place) for place in range(DAYS)]
_TIPS: Final = {state: [_bar(place, TOP + HEIGHT, hang) for place in range(DAYS)] for state, hang in HANG.items()}
_SHAPES: Final[dict[DayState, list[str]]] = {
    DayState.FULL: _BARS,
    DayState.MINOR: _BARS,
    DayState.MAJOR: _BARS,
    DayState.DOWN: _BARS,
    DayState.NONE: _STUBS,
    DayState.MAINTENANCE: _DASHED,
}
_TICK: Final = f'<path class="now" d="{_bar(DAYS - 1, 0, 2)}"/>'


def pipes(letters: str) -> str:
    """Return the SVG of ninety days, one letter each (see day_lines.LETTERS), oldest first. Contains no user's text."""
    places: dict[DayState, list[int]] = {}
    for place, letter in enumerate(letters):
        places.setdefault(STATES[letter], []).append(place)
    paths = "".join(_paths(state, places[state]) for state in _SHAPES if state in places)
    view = f'viewBox="0 0 {_number(VIEW_WIDTH)} {_number(VIEW_HEIGHT)}" preserveAspectRatio="none"'
    return f'<svg class="pipes" {view} role="img" aria-label="{describe(letters)}">{paths}{_TICK}</svg>'


def describe(letters: str) -> str:
    """Return the days in words: how many of each sort."""
    counted = [(letters.count(letter), WORDS[state]) for letter, state in STATES.items()]
    parts = [f"{count} {words}" for count, words in counted if count]
    return f"Last {len(letters)} days (UTC): {', '.join(parts)}"


def _paths(state: DayState, places: list[int]) -> str:
    shapes = _SHAPES[state]
    path = f'<path class="{state.value}" d="{"".join([shapes[place] for place in places])}"/>'
    if state not in _TIPS:
        return path
    tips = _TIPS[state]
    return f'{path}<path class="tip {state.value}-tip" d="{"".join([tips[place] for place in places])}"/>'

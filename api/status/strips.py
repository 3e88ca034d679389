"""The strip of ninety days as an inline SVG, and in words. Contains no user's text."""

from functools import lru_cache
from typing import Final

from api.numbers.day_lines import LETTERS
from api.status.pipes import Sizes, pipes
from core.uptime import DayState

DAYS: Final = 90
SIZES: Final = Sizes(width=5, gap=3, height=30, hang=(0, 3, 6, 9), top=4, today=True)

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
PIPES: Final[dict[DayState, str]] = {
    DayState.FULL: "u",
    DayState.MINOR: "m",
    DayState.MAJOR: "o",
    DayState.DOWN: "d",
    DayState.MAINTENANCE: "w",
    DayState.NONE: "x",
    DayState.BEFORE: "-",
}
_AS_PIPES: Final = str.maketrans({letter: PIPES[state] for letter, state in STATES.items()})


def as_pipes(letters: str) -> str:
    """Return the letters of days (see day_lines.LETTERS) as those of pipes."""
    return letters.translate(_AS_PIPES)


@lru_cache(512)
def svg(letters: str) -> str:
    """Return the picture of ninety days, one letter each (see day_lines.LETTERS), oldest first."""
    drawing = pipes(as_pipes(letters), SIZES)
    shapes = [f'<path class="p{letter}" d="{path}"/>' for letter, path in drawing.paths.items()]
    tips = [f'<path class="tip t{letter}" d="{path}"/>' for letter, path in drawing.tips.items()]
    now = f'<path class="now" d="{drawing.now}"/>'
    view = f'viewBox="{drawing.view_box}" preserveAspectRatio="none"'
    return f'<svg class="pipes" {view} aria-hidden="true">{"".join([*shapes, *tips, now])}</svg>'


def describe(letters: str) -> str:
    """Return the days in words: how many of each sort."""
    counted = [(letters.count(letter), WORDS[state]) for letter, state in STATES.items()]
    parts = [f"{count} {words}" for count, words in counted if count]
    return f"Last {len(letters)} days (UTC): {', '.join(parts)}"

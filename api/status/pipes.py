"""Hanging pipes: days as the shapes of an SVG, one path for each state. A pure function of letters and sizes.

A day that fails hangs below the baseline, deeper the worse it was, with a dark tip: so it is told without colour too.
The application draws with the same function in TypeScript; tests/data/pipes holds what both must return.

    u  100 %          m  95 to < 100 %    o  50 to < 95 %    d  under 50 %
    w  maintenance    x  no data          p  paused          -  did not exist yet (nothing is drawn)
"""

from dataclasses import dataclass
from functools import lru_cache
from math import floor
from typing import Final

ALPHABET: Final = "umodwxp-"
DRAWN: Final = "umodwxp"
DASHES: Final = 5  # of a day in maintenance; each a tenth of the bar
STUB: Final = 3.0  # height of a day without data, on the baseline
OUTLINE: Final = 1.0  # thickness of a paused day's frame
TICK: Final = 2.0  # height of the mark over today


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes in user units. `hang`: how deep u, m, o and d hang; `top`: room over the bars.

    `today`: the last day is set off by a second gap, and marked over the bar.
    """

    width: float = 5
    gap: float = 3
    height: float = 30
    hang: tuple[float, float, float, float] = (0, 3, 6, 9)
    top: float = 0
    today: bool = False

    @property
    def pitch(self) -> float:
        """From one bar to the next."""
        return self.width + self.gap


@dataclass(frozen=True, slots=True)
class Drawing:
    """What to draw: path data by letter; letters that do not occur are left out. `now`: the mark over today."""

    view_box: str
    paths: dict[str, str]
    tips: dict[str, str]
    now: str | None


def pipes(days: str, sizes: Sizes) -> Drawing:
    """Draw days, one letter each, oldest first. Raises ValueError for another letter."""
    if unknown := set(days) - set(ALPHABET):
        raise ValueError(f"not a day: {''.join(sorted(unknown))}")
    lefts = [place * sizes.pitch for place in range(len(days))]
    if sizes.today and lefts:
        lefts[-1] += sizes.gap
    places: dict[str, list[float]] = {}
    for left, letter in zip(lefts, days, strict=True):
        places.setdefault(letter, []).append(left)
    return Drawing(
        _view_box(lefts, sizes),
        {letter: "".join(_day(letter, left, sizes) for left in places[letter]) for letter in DRAWN if letter in places},
        {
            letter: "".join(_bar(left, sizes.top + sizes.height, sizes.width, hang) for left in places[letter])
            for letter, hang in zip("umod", sizes.hang, strict=True)
            if hang and letter in places
        },
        _bar(lefts[-1], 0, sizes.width, TICK) if sizes.today and lefts else None,
    )


def _view_box(lefts: list[float], sizes: Sizes) -> str:
    width = lefts[-1] + sizes.width if lefts else 0
    return f"0 0 {number(width)} {number(sizes.top + sizes.height + max(sizes.hang))}"


@lru_cache(2048)
def _day(letter: str, left: float, sizes: Sizes) -> str:
    top, width, height = sizes.top, sizes.width, sizes.height
    if letter == "x":
        return _bar(left, top + height - STUB, width, STUB)
    if letter == "w":
        dash = height / (2 * DASHES)
        step = (height - dash) / (DASHES - 1)
        return "".join(_bar(left, top + place * step, width, dash) for place in range(DASHES))
    if letter == "p":
        frame = min(OUTLINE, width / 4)
        return _bar(left, top, width, height) + _hole(left + frame, top + frame, width - 2 * frame, height - 2 * frame)
    return _bar(left, top, width, height)


def _bar(left: float, top: float, width: float, height: float) -> str:
    return f"M{number(left)} {number(top)}h{number(width)}v{number(height)}h-{number(width)}z"


def _hole(left: float, top: float, width: float, height: float) -> str:
    """Return a bar that runs the other way round: it is cut out of the one around it."""
    return f"M{number(left)} {number(top)}v{number(height)}h{number(width)}v-{number(height)}z"


def number(value: float) -> str:
    """Write a number with at most two decimals, halves rounded up: the same in every language."""
    return str(floor(value * 100 + 0.5) / 100).removesuffix(".0")

"""How often a change of level is told where there is none, and how near a real one is found (docs/numbers.md)."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from math import exp, sin, tau

import pytest

from analytics import changes
from tests.analytics.test_baselines import MONDAY, frame

STEP = timedelta(minutes=10)
WEEKS = 6
SERIES = 20  # of each kind

Noise = Callable[[random.Random], Iterator[float]]


def white(dice: random.Random) -> Iterator[float]:
    while True:
        yield dice.lognormvariate(0, 0.25)


def wandering(dice: random.Random) -> Iterator[float]:
    """Correlated from check to check: half of a deviation is still there an hour later."""
    level = 0.0
    while True:
        level = 0.89 * level + dice.gauss(0, 0.1)
        yield exp(level)


def heavy(dice: random.Random) -> Iterator[float]:
    while True:
        yield 0.6 + 0.2 * dice.paretovariate(1.1)


def bimodal(dice: random.Random) -> Iterator[float]:
    """From a cache, or not."""
    while True:
        yield dice.lognormvariate(0, 0.05) * (1 if dice.random() < 0.7 else 4)


def weekly(dice: random.Random) -> Iterator[float]:
    """Busy by day, calm at weekends, with a slow night job."""
    number = 0
    while True:
        hour, day = number // 6 % 24, number // 144 % 7
        wave = 1 + (0.1 if day > 4 else 0.5) * sin(tau * hour / 24)
        yield wave * dice.lognormvariate(0, 0.2) * (3 if hour == 3 else 1)
        number += 1


KINDS: dict[str, Noise] = {one.__name__: one for one in (white, wandering, heavy, bimodal, weekly)}


def played(
    noise: Noise, seed: int, *shifts: tuple[datetime, float], level_us: int = 200_000
) -> list[tuple[datetime, int]]:
    """Return checks around a level; from each shift on times its factor."""
    values, rows, at = noise(random.Random(f"{noise.__name__} {seed}")), [], MONDAY
    while at < MONDAY + timedelta(weeks=WEEKS):
        factor = next((by for since, by in reversed(shifts) if at >= since), 1.0)
        rows.append((at, max(1, round(level_us * next(values) * factor))))
        at += STEP
    return rows


@pytest.mark.parametrize("kind", KINDS)
def test_no_change_is_told_of_noise(kind: str) -> None:
    """None in 100 series of six weeks that do not change: 20 of each of five kinds of noise."""
    found = [changes.changes(frame(played(KINDS[kind], seed))).rows() for seed in range(SERIES)]

    assert [one for one in found if one] == []


# Hours within which nine of ten changes are found, by kind and size; docs/numbers.md says the same.
FOUND_WITHIN_H: dict[str, dict[float, float]] = {
    "white": {1.2: 12, 1.5: 3, 2.0: 1, 0.5: 1},
    "heavy": {1.2: 12, 1.5: 3, 2.0: 1, 0.5: 1},
    "weekly": {1.2: 12, 1.5: 3, 2.0: 1, 0.5: 1},
    "wandering": {1.2: 72, 1.5: 12, 2.0: 3, 0.5: 3},
    "bimodal": {1.2: 12, 1.5: 12, 2.0: 12, 0.5: 12},
}


@pytest.mark.parametrize("by", [1.2, 1.5, 2.0, 0.5])
@pytest.mark.parametrize("kind", KINDS)
def test_a_real_change_is_found_near_where_it_is(kind: str, by: float) -> None:
    """Nine in ten at least, and the level before and the one after all changes differ as they do."""
    dice = random.Random(f"{kind} {by}")
    within, near = timedelta(hours=FOUND_WITHIN_H[kind][by]), 0
    for seed in range(10):
        since = MONDAY + timedelta(days=dice.uniform(10, 32))
        found = changes.changes(frame(played(KINDS[kind], seed, (since, by)))).rows()
        assert 1 <= len(found) <= 2
        assert found[-1][2] / found[0][1] == pytest.approx(by, rel=0.1)
        near += any(abs(at - since) <= within for at, _, _ in found)

    assert near >= 9

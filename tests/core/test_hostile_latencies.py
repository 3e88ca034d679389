"""Percentiles of histograms against the nearest rank on distributions that are hard, and ranks that are exact."""

import random
from collections.abc import Callable
from fractions import Fraction
from math import ceil

import pytest

from analytics.latency import SHARES, ranked
from core.histogram import BINS, bin_of, merge, percentile
from db.distributions import Part

EXACT = {name: Fraction(str(share)) for name, share in SHARES.items()}
SECOND = 1_000_000
EDGE = 9_784  # the first latency of its bin

HOSTILE: dict[str, Callable[[random.Random], int]] = {
    "one value": lambda dice: 250_000,
    "1 ms": lambda dice: 1000,
    "60 s": lambda dice: 60 * SECOND,
    "1 ms or 60 s": lambda dice: dice.choice([1000, 60 * SECOND]),
    "bimodal": lambda dice: round(dice.gauss(20_000, 500) if dice.random() < 0.95 else dice.gauss(5 * SECOND, 50_000)),
    "on both sides of an edge": lambda dice: dice.choice([EDGE, EDGE - 1]),
    "heavy tail": lambda dice: min(118 * SECOND, round(20_000 * dice.paretovariate(0.7))),
    "all magnitudes": lambda dice: round(10 ** dice.uniform(1.1, 8.05)),
    "counting": lambda dice: dice.randrange(11, 4000),
}


def histogram(latencies_us: list[int]) -> list[int]:
    counts = [0] * (BINS + 2)
    for latency_us in latencies_us:
        counts[bin_of(latency_us)] += 1
    return counts


@pytest.mark.parametrize("count", [1, 2, 19, 20, 999, 1000, 1001, 20_000])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_percentile_is_within_a_percent_of_the_nearest_rank(name: str, count: int) -> None:
    """Also when it is merged from seven days of very different sizes, as the API merges them."""
    dice = random.Random(f"{name} {count}")
    latencies = [HOSTILE[name](dice) for _ in range(count)]
    days = [latencies[: count // 2], *(latencies[count // 2 :][number::6] for number in range(6))]
    parts = [part_of(day) for day in days]
    in_order = sorted(latencies)
    found = ranked(parts)

    for share, exact in EXACT.items():
        nearest = in_order[max(1, ceil(exact * count)) - 1]
        assert found[share] == pytest.approx(nearest, rel=0.01), share
        assert percentile(merge([histogram(day) for day in days]), SHARES[share]) == found[share]


def part_of(latencies_us: list[int]) -> Part:
    bins: dict[int, int] = {}
    for latency_us in latencies_us:
        bins[bin_of(latency_us)] = bins.get(bin_of(latency_us), 0) + 1
    return Part(len(latencies_us), sum(latencies_us), None, None, 0, bins, None)


def test_the_mean_of_percentiles_would_be_wrong() -> None:
    """A day of 1000 checks at 10 ms and one of 10 at 1 s: p95 of both is 10 ms, and the mean of their p95 505 ms."""
    found = ranked([part_of([10_000] * 1000), part_of([SECOND] * 10)])

    assert found["p95"] == pytest.approx(10_000, rel=0.01)
    assert found["p99_9"] == pytest.approx(SECOND, rel=0.01)


def test_ranks_are_not_moved_by_binary_fractions() -> None:
    """⌈p · n⌉ in binary is the rank in decimals for every number of checks there can be in ten years at one a second
    (those at which p · n is whole, where a rounding error would move the rank, up to a million; then a sample)."""
    for name, share in SHARES.items():
        step = EXACT[name].denominator
        for count in (*range(step, 1_000_000, step), *range(step, 315_360_000, step * 99_991)):
            assert ceil(share * count) == EXACT[name] * count


def test_few_samples_have_their_largest_as_p99_9() -> None:
    """Fewer than 1000 checks: ⌈0.999 · n⌉ = n. With 1000 it is the last but one."""
    for count in (1, 2, 10, 500, 999):
        slow = [10_000] * (count - 1) + [SECOND]
        assert ranked([part_of(slow)])["p99_9"] == pytest.approx(SECOND, rel=0.01)
    assert ranked([part_of([10_000] * 999 + [SECOND])])["p99_9"] == pytest.approx(10_000, rel=0.01)


def test_nothing_has_no_percentile() -> None:
    assert set(ranked([]).values()) == {None} == set(ranked([part_of([])]).values())


def test_the_edge_is_one() -> None:
    assert bin_of(EDGE) == bin_of(EDGE - 1) + 1

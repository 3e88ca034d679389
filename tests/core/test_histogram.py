"""The latency histogram: at most 1 % from the nearest rank, and mergeable."""

from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from core.histogram import BINS, bin_of, merge, percentile

LATENCIES_US = st.lists(st.integers(11, 118_000_000), min_size=1, max_size=300)
SHARES = st.sampled_from([0.0, 0.5, 0.95, 0.99, 1.0])


def _histogram(latencies_us: list[int]) -> list[int]:
    counts = [0] * (BINS + 2)
    for latency_us in latencies_us:
        counts[bin_of(latency_us)] += 1
    return counts


@given(LATENCIES_US, SHARES)
def test_percentile_is_within_one_percent_of_the_nearest_rank(latencies_us: list[int], share: float) -> None:
    nearest = sorted(latencies_us)[max(1, ceil(share * len(latencies_us))) - 1]

    found = percentile(_histogram(latencies_us), share)

    assert found is not None
    assert abs(found / nearest - 1) <= 0.01


@given(LATENCIES_US, LATENCIES_US)
def test_merged_histograms_equal_the_histogram_of_all(some_us: list[int], others_us: list[int]) -> None:
    assert merge([_histogram(some_us), _histogram(others_us)]) == _histogram(some_us + others_us)


@given(st.integers(0, 10**12))
def test_every_latency_has_a_bin(latency_us: int) -> None:
    assert 0 <= bin_of(latency_us) <= BINS + 1


def test_an_empty_histogram_has_no_percentile() -> None:
    assert percentile([0] * (BINS + 2), 0.5) is None

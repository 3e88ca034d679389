"""Stretches of time against the same sets of seconds."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.spans import Labelled, Layer, Span, intersect, subtract, union

ZERO = datetime(2026, 3, 1, tzinfo=UTC)

pairs = st.tuples(st.integers(0, 60), st.integers(0, 60))
lists = st.lists(pairs.map(lambda pair: span(*pair)), max_size=8)


def at(second: int) -> datetime:
    return ZERO + timedelta(seconds=second)


def span(start: int, end: int) -> Span:
    return Span(at(start), at(end))


def seconds(spans: list[Span]) -> set[int]:
    return {second for one in spans for second in range(61) if one.start <= at(second) < one.end}


@given(lists)
def test_a_union_is_the_same_time_in_order_and_apart(spans: list[Span]) -> None:
    united = union(spans)

    assert seconds(united) == seconds(spans)
    assert all(before.end < after.start for before, after in pairwise(united))


@given(lists, lists)
def test_subtract_and_intersect_are_those_of_sets(first: list[Span], second: list[Span]) -> None:
    assert seconds(subtract(first, second)) == seconds(first) - seconds(second)
    assert seconds(intersect(first, second)) == seconds(first) & seconds(second)


@given(st.lists(pairs, max_size=8))
def test_of_several_labels_the_one_that_began_first_holds(found: list[tuple[int, int]]) -> None:
    """In the order of their starts, each second belongs to the first that reaches it."""
    layer = Layer([Labelled(at(start), at(end), number) for number, (start, end) in enumerate(found)])
    by_start = sorted(enumerate(found), key=lambda one: one[1][0])
    for second in range(61):
        expected = next((number for number, (start, end) in by_start if start <= second < end), None)
        assert layer.at(at(second)) == expected


def test_seconds_of_spans_that_touch_add_up() -> None:
    """0.4 to 1.7 s is one tick of the clock, 1.7 to 3.2 s are two: 0.4 to 3.2 s are three."""
    first, middle, last = (ZERO + timedelta(milliseconds=ms) for ms in (400, 1700, 3200))

    assert [Span(first, middle).seconds, Span(middle, last).seconds, Span(first, last).seconds] == [1, 2, 3]

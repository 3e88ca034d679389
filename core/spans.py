"""Stretches of time, half-open: clip, unite, subtract, and give each instant at most one label. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

from core.coverage import seconds_between
from core.grid import to_ms

Label = TypeVar("Label")


class Span(NamedTuple):
    """From `start` up to before `end`; both aware."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> int:
        """Whole seconds, both ends rounded down: spans that touch add up without a remainder."""
        return seconds_between(to_ms(self.start), to_ms(self.end))


class Labelled(NamedTuple, Generic[Label]):
    """A span that means something."""

    start: datetime
    end: datetime
    label: Label


def clip(span: Span, limits: Span) -> Span | None:
    """Return the part of a span inside the limits; None when there is none."""
    start, end = max(span.start, limits.start), min(span.end, limits.end)
    return Span(start, end) if start < end else None


def union(spans: Iterable[Span]) -> list[Span]:
    """Return the same time as spans in order that neither overlap nor touch; empty ones are left out."""
    united: list[Span] = []
    for span in sorted(one for one in spans if one.start < one.end):
        if united and span.start <= united[-1].end:
            united[-1] = Span(united[-1].start, max(united[-1].end, span.end))
        else:
            united.append(span)
    return united


def subtract(spans: Iterable[Span], holes: Iterable[Span]) -> list[Span]:
    """Return the time that is in `spans` and in none of the holes."""
    left: list[Span] = []
    gaps = union(holes)
    for span in union(spans):
        start = span.start
        for hole in gaps[max(0, bisect_right(gaps, span.start, key=_end)) :]:
            if hole.start >= span.end:
                break
            if start < hole.start:
                left.append(Span(start, hole.start))
            start = max(start, hole.end)
        if start < span.end:
            left.append(Span(start, span.end))
    return left


def intersect(first: Iterable[Span], second: Iterable[Span]) -> list[Span]:
    """Return the time that is in both."""
    mine = union(first)
    return subtract(mine, subtract(mine, second))


class Layer(Generic[Label]):
    """Labels over time: at each instant the label of the span that covers it; of several, the one that began first."""

    def __init__(self, spans: Iterable[Labelled[Label]]) -> None:
        self._spans = disjoint(spans)
        self._starts = [span.start for span in self._spans]

    def at(self, instant: datetime) -> Label | None:
        """Return the label at an instant; None where nothing is."""
        place = bisect_right(self._starts, instant) - 1
        if place < 0 or instant >= self._spans[place].end:
            return None
        return self._spans[place].label

    def edges(self, limits: Span) -> list[datetime]:
        """Return where labels begin and end, strictly inside the limits."""
        first = max(0, bisect_right(self._starts, limits.start) - 1)
        last = bisect_right(self._starts, limits.end)
        both = [edge for span in self._spans[first:last] for edge in span[:2]]
        return [edge for edge in both if limits.start < edge < limits.end]


def _end(span: Span) -> datetime:
    return span.end


def disjoint(spans: Iterable[Labelled[Label]]) -> Sequence[Labelled[Label]]:
    """Return the spans in order, cut so that none overlap: where several do, the one that began first holds."""
    kept: list[Labelled[Label]] = []
    for span in sorted(spans, key=lambda one: one.start):
        start = max(span.start, kept[-1].end) if kept else span.start
        if start < span.end:
            kept.append(span._replace(start=start))
    return kept

"""Availability of several monitors as one thing: all of them, any of them, or weighted. Pure.

At each instant a monitor is good (1), bad (0) or does not count. `all_of` is as good as its worst part, `any_of` as its
best, `weighted` the weighted mean of its parts; parts that do not count are left aside, and when none counts the whole
does not. Shares are exact fractions, so nothing is lost by adding up.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple

from core.accounting import Account, is_good
from core.spans import Span, clip

MOST_NODES: Final = 200
MOST_WEIGHT: Final = 1000


class Mode(StrEnum):
    """How the parts of a node come together."""

    ALL_OF = "all_of"
    ANY_OF = "any_of"
    WEIGHTED = "weighted"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One monitor."""

    monitor_id: int


@dataclass(frozen=True, slots=True)
class Group:
    """Every monitor with a tag; with `tag` None, of the workspace."""

    tag: str | None


@dataclass(frozen=True, slots=True)
class Node:
    """Parts with their weights (which only count when weighted)."""

    mode: Mode
    parts: "tuple[tuple[int, Tree], ...]"


Tree = Leaf | Group | Node


class Share(NamedTuple):
    """A stretch and how good it was, 0 to 1; None when it does not count."""

    start: datetime
    end: datetime
    good: Fraction | None

    @property
    def seconds(self) -> int:
        """Whole seconds."""
        return Span(self.start, self.end).seconds


@dataclass(frozen=True, slots=True)
class Sum:
    """Seconds that count, and the downtime among them."""

    counted_s: int
    bad_s: Fraction

    @property
    def availability(self) -> float | None:
        """Return the good share, 0.0 to 1.0; None when nothing counts."""
        return float(1 - self.bad_s / self.counted_s) if self.counted_s else None


def tree_from_json(stored: Any) -> Tree:
    """Return the tree of `{"monitor": 7}`, `{"tag": "shop"}`, `{"workspace": true}`, `{"all_of": [tree, …]}`,
    `{"any_of": […]}` or `{"weighted": [{"weight": 2, "of": tree}, …]}`; raise ValueError for anything else.
    """
    tree, size = _read(stored, 0)
    if size > MOST_NODES:
        raise ValueError(f"a tree has {MOST_NODES} nodes at most")
    return tree


def leaves(tree: Tree, members: Callable[[str | None], Sequence[int]]) -> list[int]:
    """Return the monitors of a tree, each once, in order; `members`: the monitors with a tag (None: all)."""
    match tree:
        case Leaf(monitor_id):
            return [monitor_id]
        case Group(tag):
            return list(members(tag))
        case Node(_, parts):
            return list(dict.fromkeys(one for _, part in parts for one in leaves(part, members)))


def combine(
    tree: Tree, accounts: Mapping[int, Account], members: Callable[[str | None], Sequence[int]], period: Span
) -> list[Share]:
    """Return how good the whole was over a period, without a gap. Monitors without an account do not count."""
    known = {monitor_id: _shares(found, period) for monitor_id, found in accounts.items()}
    return _timeline(tree, known, members, period)


def add_up(shares: Iterable[Share]) -> Sum:
    """Return what counts and how much of it was bad."""
    counted_s, bad_s = 0, Fraction(0)
    for share in shares:
        if share.good is not None:
            counted_s += share.seconds
            bad_s += share.seconds * (1 - share.good)
    return Sum(counted_s, bad_s)


def _read(stored: Any, depth: int) -> tuple[Tree, int]:
    if depth > 10 or not isinstance(stored, dict) or len(stored) != 1:
        raise ValueError("a part is one of monitor, tag, workspace, all_of, any_of, weighted")
    [(kind, value)] = stored.items()
    if kind == "monitor" and isinstance(value, int) and not isinstance(value, bool):
        return Leaf(value), 1
    if kind == "tag" and isinstance(value, str) and 0 < len(value) <= 50:
        return Group(value), 1
    if kind == "workspace" and value is True:
        return Group(None), 1
    if kind not in list(Mode) or not isinstance(value, list) or not value:
        raise ValueError(f"{kind} cannot be read: all_of, any_of and weighted take a list that is not empty")
    mode = Mode(kind)
    parts = [_weighted(one, depth) if mode is Mode.WEIGHTED else (1, *_read(one, depth + 1)) for one in value]
    return Node(mode, tuple((weight, part) for weight, part, _ in parts)), 1 + sum(size for _, _, size in parts)


def _weighted(stored: Any, depth: int) -> tuple[int, Tree, int]:
    if not isinstance(stored, dict) or set(stored) != {"weight", "of"}:
        raise ValueError("a weighted part has a weight and an `of`")
    weight = stored["weight"]
    if not isinstance(weight, int) or isinstance(weight, bool) or not 1 <= weight <= MOST_WEIGHT:
        raise ValueError(f"a weight is a whole number from 1 to {MOST_WEIGHT}")
    return weight, *_read(stored["of"], depth + 1)


def _shares(found: Account, period: Span) -> list[Share]:
    shares = []
    for entry in found.entries:
        part = clip(Span(entry.start, entry.end), period)
        if part is not None:
            is_up = is_good(entry, found.policy)
            shares.append(Share(*part, None if is_up is None else Fraction(int(is_up))))
    return shares


def _timeline(
    tree: Tree, known: Mapping[int, list[Share]], members: Callable[[str | None], Sequence[int]], period: Span
) -> list[Share]:
    """Return the shares of a part, without a gap."""
    match tree:
        case Leaf(monitor_id):
            return _merged(known.get(monitor_id) or [Share(*period, None)])
        case Group(tag):
            return _timeline(_all_of(members(tag)), known, members, period)
        case Node(mode, parts):
            opened = [(weight, one) for weight, part in parts for one in _opened(part, members)]
            timelines = [(weight, _timeline(part, known, members, period)) for weight, part in opened]
            return _merged(_sweep(mode, timelines, period))


def _sweep(mode: Mode, timelines: Sequence[tuple[int, list[Share]]], period: Span) -> Iterator[Share]:
    """Go through the changes of all parts in order, keeping how many parts have which share."""
    changes = sorted((share.start, number) for number, (_, line) in enumerate(timelines) for share in line)
    lines = [iter(line) for _, line in timelines]
    values: list[Fraction | None] = [None] * len(timelines)
    weights: Counter[Fraction] = Counter()  # by share; only of parts that count
    start = period.start
    for at, group in groupby(changes, key=itemgetter(0)):
        if at > start:
            yield Share(start, at, _together(mode, weights))
        for _, number in group:
            before, values[number] = values[number], next(lines[number]).good
            for value, sign in ((before, -1), (values[number], 1)):
                if value is not None:
                    weights[value] += sign * timelines[number][0]
        start = at
    yield Share(start, period.end, _together(mode, weights))


def _merged(shares: Iterable[Share]) -> list[Share]:
    merged: list[Share] = []
    for share in shares:
        if merged and merged[-1].good == share.good:
            merged[-1] = merged[-1]._replace(end=share.end)
        else:
            merged.append(share)
    return merged


def _opened(part: Tree, members: Callable[[str | None], Sequence[int]]) -> list[Tree]:
    """Return a group inside a node as its monitors: each of them is a part, with the group's weight."""
    return [Leaf(one) for one in members(part.tag)] if isinstance(part, Group) else [part]


def _all_of(monitor_ids: Sequence[int]) -> Node:
    return Node(Mode.ALL_OF, tuple((1, Leaf(one)) for one in monitor_ids))


def _together(mode: Mode, weights: Mapping[Fraction, int]) -> Fraction | None:
    known = {value: weight for value, weight in weights.items() if weight}
    if not known:
        return None
    match mode:
        case Mode.ALL_OF:
            return min(known)
        case Mode.ANY_OF:
            return max(known)
        case Mode.WEIGHTED:
            return sum((weight * value for value, weight in known.items()), Fraction(0)) / sum(known.values())

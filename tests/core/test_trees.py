"""Several monitors as one thing, by hand and against a calculation second by second."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.accounting import Account, Facts, account
from core.ledger import Interval
from core.policies import OBSERVED
from core.spans import Span
from core.states import State
from core.trees import Group, Leaf, Mode, Node, Sum, Tree, add_up, combine, leaves, tree_from_json

ZERO = datetime(2026, 3, 1, tzinfo=UTC)
PERIOD = Span(ZERO, ZERO + timedelta(seconds=20))
LETTERS = {"u": State.UP, "d": State.DOWN, "?": State.UNKNOWN}


def accounted(states: str) -> Account:
    """One letter a second."""
    recorded = [
        Interval(ZERO + timedelta(seconds=second), ZERO + timedelta(seconds=second + 1), LETTERS[letter])
        for second, letter in enumerate(states)
    ]
    return account(PERIOD, Facts(recorded, PERIOD), OBSERVED)


def members(tag: str | None) -> list[int]:
    return {None: [1, 2, 3], "shop": [2, 3]}.get(tag, [])


def total(tree: dict[str, Any], *states: str) -> Sum:
    accounts = {number: accounted(letters) for number, letters in enumerate(states, start=1)}
    return add_up(combine(tree_from_json(tree), accounts, members, PERIOD))


def test_all_any_and_weighted_by_hand() -> None:
    """Ten seconds: the first is down for 4, the second for the last 2 of these and 2 more, the third not measured."""
    states = ("ddddu" + "u" * 5, "uuddd" + "d" + "u" * 4, "?" * 10)
    both = [{"monitor": 1}, {"monitor": 2}]

    assert total({"all_of": both}, *states) == Sum(10, Fraction(6))
    assert total({"any_of": both}, *states) == Sum(10, Fraction(2))
    weighted = [{"weight": 3, "of": {"monitor": 1}}, {"weight": 1, "of": {"monitor": 2}}]
    assert total({"weighted": weighted}, *states) == Sum(10, Fraction(3, 4) * 4 + Fraction(1, 4) * 4)
    assert total({"workspace": True}, *states) == Sum(10, Fraction(6))
    assert total({"tag": "shop"}, *states) == Sum(10, Fraction(4))
    assert total({"monitor": 3}, *states) == Sum(0, Fraction(0))
    assert total({"monitor": 3}, *states).availability is None


def test_a_and_b_or_c() -> None:
    """A for all, and one of B and C: down when A is, or both others."""
    tree = {"all_of": [{"monitor": 1}, {"any_of": [{"monitor": 2}, {"monitor": 3}]}]}

    assert total(tree, "duuuu", "udduu", "uuddu") == Sum(5, Fraction(2))


@given(st.lists(st.text("ud?", min_size=20, max_size=20), min_size=3, max_size=3), st.integers(1, 9))
def test_every_second_by_itself(states: list[str], weight: int) -> None:
    tree = Node(Mode.WEIGHTED, ((weight, Leaf(1)), (2, Group("shop"))))
    accounts = {number: accounted(letters) for number, letters in enumerate(states, start=1)}
    counted, bad = 0, Fraction(0)
    for letters in zip(*states, strict=True):
        known = [(w, letter) for w, letter in zip((weight, 2, 2), letters, strict=True) if letter != "?"]
        if known:
            counted += 1
            bad += Fraction(sum(w for w, letter in known if letter == "d"), sum(w for w, _ in known))

    assert add_up(combine(tree, accounts, members, PERIOD)) == Sum(counted, bad)


def test_leaves_name_each_monitor_once() -> None:
    tree = tree_from_json({"all_of": [{"tag": "shop"}, {"monitor": 2}, {"any_of": [{"monitor": 9}]}]})

    assert leaves(tree, members) == [2, 3, 9]


@pytest.mark.parametrize(
    "stored",
    [
        {},
        [],
        {"monitor": "1"},
        {"monitor": True},
        {"tag": ""},
        {"workspace": False},
        {"all_of": []},
        {"none_of": [{"monitor": 1}]},
        {"monitor": 1, "tag": "x"},
        {"weighted": [{"monitor": 1}]},
        {"weighted": [{"weight": 0, "of": {"monitor": 1}}]},
        {"all_of": [{"monitor": number} for number in range(300)]},
    ],
)
def test_a_tree_that_cannot_be_read(stored: Any) -> None:
    with pytest.raises(ValueError, match=r"one of|a list|weight|nodes"):
        tree_from_json(stored)


def test_a_tree_that_is_too_deep() -> None:
    tree: dict[str, Any] = {"monitor": 1}
    for _ in range(20):
        tree = {"all_of": [tree]}
    with pytest.raises(ValueError, match="one of"):
        tree_from_json(tree)


def parts_of(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    parts = st.lists(st.tuples(st.integers(1, 5), inner), min_size=1, max_size=3).map(tuple)
    return st.builds(Node, st.sampled_from(Mode), parts)


some_leaves: st.SearchStrategy[Tree] = st.one_of(
    st.integers(1, 4).map(Leaf), st.sampled_from([Group("shop"), Group(None), Group("nobody")])
)
any_tree = st.recursive(some_leaves, parts_of, max_leaves=6)
VALUES = {"u": Fraction(1), "d": Fraction(0), "?": None}


def at_a_second(tree: Tree, letters: tuple[str, ...]) -> Fraction | None:
    """Return how good a tree is at one second, by the definition."""
    match tree:
        case Leaf(number):
            return VALUES[letters[number - 1]] if number <= len(letters) else None
        case Group(tag):
            return together(Mode.ALL_OF, [(1, at_a_second(Leaf(one), letters)) for one in members(tag)])
        case Node(mode, parts):
            opened = [
                (weight, one)
                for weight, part in parts
                for one in ([Leaf(member) for member in members(part.tag)] if isinstance(part, Group) else [part])
            ]
            return together(mode, [(weight, at_a_second(one, letters)) for weight, one in opened])


def together(mode: Mode, values: list[tuple[int, Fraction | None]]) -> Fraction | None:
    known = [(weight, value) for weight, value in values if value is not None]
    if not known:
        return None
    if mode is Mode.WEIGHTED:
        return sum((weight * value for weight, value in known), Fraction(0)) / sum(weight for weight, _ in known)
    return (min if mode is Mode.ALL_OF else max)(value for _, value in known)


@settings(max_examples=300, deadline=None)
@given(any_tree, st.lists(st.text("ud?", min_size=20, max_size=20), min_size=3, max_size=3))
def test_any_tree_second_by_second(tree: Tree, states: list[str]) -> None:
    """Nested to any depth, with groups that are empty and a monitor that has no account (the fourth)."""
    accounts = {number: accounted(letters) for number, letters in enumerate(states, start=1)}
    seconds = [at_a_second(tree, letters) for letters in zip(*states, strict=True)]
    counted = [good for good in seconds if good is not None]

    assert add_up(combine(tree, accounts, members, PERIOD)) == Sum(
        len(counted), sum((1 - g for g in counted), Fraction(0))
    )

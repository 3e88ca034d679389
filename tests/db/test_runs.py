"""Verdicts told apart into runs, against the definition."""

from datetime import timedelta
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from core.grid import EPOCH
from core.replay import Run
from core.spans import Span, union
from core.states import Outcome
from db.runs import told_apart

MOST = 3
SECOND = timedelta(seconds=1)


def spans() -> st.SearchStrategy[list[Span]]:
    edges = st.lists(st.integers(0, 60), min_size=2, max_size=2, unique=True).map(sorted)
    return st.lists(edges.map(lambda pair: Span(EPOCH + pair[0] * SECOND, EPOCH + pair[1] * SECOND)), max_size=4).map(
        union
    )


def in_order(verdicts: dict[int, Outcome]) -> dict[int, Outcome]:
    return dict(sorted(verdicts.items()))


@given(
    st.dictionaries(st.integers(0, 59), st.sampled_from(Outcome), max_size=60).map(
        lambda one: dict(sorted(one.items()))
    ),
    spans(),
    spans(),
)
def test_runs_are_equal_verdicts_in_one_stretch(
    verdicts: dict[int, Outcome], covered: list[Span], windows: list[Span]
) -> None:
    """A run has one outcome (none inside a window), and no covered stretch begins inside it."""

    def kind(second: int) -> tuple[int, Outcome | None]:
        at = EPOCH + second * SECOND
        is_inside = any(one.start <= at < one.end for one in windows)
        return sum(one.start <= at for one in covered), None if is_inside else verdicts[second]

    expected = []
    for (_, outcome), members in groupby(verdicts, kind):
        slots = [EPOCH + second * SECOND for second in members]
        expected.append(Run(outcome, tuple(slots[:MOST]), len(slots)))

    outcomes = bytes(outcome.value for outcome in verdicts.values())
    slots_us = [second * 1_000_000 for second in verdicts]
    assert list(told_apart(outcomes, slots_us, covered, windows, MOST)) == expected

"""Defaults follow the period; whatever is accepted fits into it."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.specs import Confirm
from core.timing import SLACK, MisfitError, budget_s, fit

PERIODS_S = st.integers(10, 31_449_600)


@given(PERIODS_S, st.none() | st.integers(1, 10))
def test_defaults_fit_every_period(period_s: int, failures: int | None) -> None:
    timeout_s, confirm = fit(period_s, None, failures, None, None)

    assert timeout_s >= 0.1
    assert budget_s(timeout_s, confirm) <= period_s * SLACK + 0.001


@given(PERIODS_S, st.none() | st.floats(0.1, 60), st.none() | st.integers(1, 10), st.none() | st.floats(0, 3600))
def test_what_is_accepted_fits(
    period_s: int, timeout_s: float | None, failures: int | None, retry_s: float | None
) -> None:
    try:
        chosen_s, confirm = fit(period_s, timeout_s, failures, None, retry_s)
    except MisfitError:
        return

    assert budget_s(chosen_s, confirm) <= period_s
    assert timeout_s is None or chosen_s == timeout_s


@given(PERIODS_S, st.floats(0.1, 60), st.integers(1, 10), st.floats(0, 3600))
def test_the_largest_value_that_is_named_is_accepted(
    period_s: int, timeout_s: float, failures: int, retry_s: float
) -> None:
    given_values = {"timeout_s": timeout_s, "confirm.retry_s": retry_s}
    for _ in given_values:
        try:
            fit(period_s, given_values["timeout_s"], failures, None, given_values["confirm.retry_s"])
        except MisfitError as misfit:
            assume(misfit.largest >= 0)
            given_values[misfit.field] = misfit.largest

    fit(period_s, given_values["timeout_s"], failures, None, given_values["confirm.retry_s"])


def test_a_minute_gets_ten_seconds_and_two_tries() -> None:
    assert fit(60, None, None, None, None) == (10.0, Confirm(failures=2, recoveries=1, retry_s=10.0))


def test_a_time_limit_that_does_not_fit_is_named_with_the_largest_that_would() -> None:
    with pytest.raises(MisfitError) as caught:
        fit(10, 6.0, 2, None, None)

    assert caught.value == MisfitError("timeout_s", 4.5, "s")  # 10 s · 0.9 / 2 tries

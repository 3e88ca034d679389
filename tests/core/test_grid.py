"""The grid of slots: pinned to the epoch, spread over the period."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.grid import check_period_s, first_slot, from_ms, phase_ms, slot_after, to_ms
from core.specs import Kind

TIMES_MS = st.integers(0, 4_000_000_000_000)
PERIODS_S = st.integers(10, 31_449_600)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - naive bounds
def test_milliseconds_and_datetimes_agree_to_the_millisecond(at: datetime) -> None:
    assert timedelta(0) <= at - from_ms(to_ms(at)) < timedelta(milliseconds=1)


@given(TIMES_MS, PERIODS_S, st.integers(1, 10**6))
def test_slot_after_is_the_first_later_one_of_the_grid(ms: int, period_s: int, monitor_id: int) -> None:
    phase = phase_ms(monitor_id, 0, period_s)

    slot = slot_after(ms, period_s, phase)

    assert ms < slot <= ms + period_s * 1000
    assert slot % (period_s * 1000) == phase


@given(TIMES_MS, PERIODS_S, st.integers(1, 10**6))
def test_the_first_slot_is_whole_seconds_before_the_grid(ms: int, period_s: int, monitor_id: int) -> None:
    phase = phase_ms(monitor_id, 0, period_s)

    slot = first_slot(ms, phase)

    assert ms <= slot < ms + 1000
    assert (slot_after(slot, period_s, phase) - slot) % 1000 == 0


def test_monitors_are_spread_evenly_over_their_period() -> None:
    period_s, monitors = 60, 60_000

    per_second = [0] * period_s
    for monitor_id in range(monitors):
        per_second[phase_ms(monitor_id, 0, period_s) // 1000] += 1

    assert max(per_second) < monitors / period_s * 1.15


def test_regions_of_a_monitor_are_not_in_step() -> None:
    assert phase_ms(1, 0, 900) != phase_ms(1, 1, 900)


@pytest.mark.parametrize(
    ("kind", "period_s", "grace_s", "expected_s"),
    [
        (Kind.HTTP, 900, 0, 900),
        (Kind.HEARTBEAT, 86_400, 3600, 60),
        (Kind.HEARTBEAT, 86_400, 30, 30),
        (Kind.HEARTBEAT, 30, 0, 30),
        (Kind.HEARTBEAT, 3600, 1, 10),
    ],
    ids=["a check keeps its period", "a day, looked at each minute", "short grace", "short period", "never under 10 s"],
)
def test_a_heartbeat_is_judged_often_enough(kind: Kind, period_s: int, grace_s: int, expected_s: int) -> None:
    assert check_period_s(kind, period_s, grace_s) == expected_s

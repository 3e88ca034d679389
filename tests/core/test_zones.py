"""Zones as stretches of constant offset: they tile any period and say what the clock says."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.spans import Span
from core.zones import shifts

ZONES = sorted(available_timezones() - {"localtime"})
SECONDS = st.integers(0, 60 * 366 * 86_400)
TIMES = SECONDS.map(lambda second: datetime(1975, 1, 1, tzinfo=UTC) + timedelta(seconds=second))


def test_the_clock_goes_back_in_vienna() -> None:
    """2026-10-25 03:00 CEST is 01:00 UTC: two hours ahead before, one after."""
    start, end = datetime(2026, 10, 25, tzinfo=UTC), datetime(2026, 10, 26, tzinfo=UTC)
    change = datetime(2026, 10, 25, 1, tzinfo=UTC)

    assert shifts(Span(start, end), "Europe/Vienna") == [(start, change, 7200), (change, end, 3600)]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu", "America/St_Johns"])
def test_an_empty_period_has_none(zone: str) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)

    assert shifts(Span(at, at), zone) == []


@given(zone=st.sampled_from(ZONES), start=TIMES, days=st.floats(0.001, 400), share=st.floats(0, 0.999))
def test_they_tile_the_period_and_agree_with_the_clock(zone: str, start: datetime, days: float, share: float) -> None:
    period = Span(start, start + timedelta(days=days))
    found = shifts(period, zone)

    assert (found[0].start, found[-1].end) == period
    assert all(one.end == following.start for one, following in pairwise(found))
    at = period.start + (period.end - period.start) * share
    [inside] = [one for one in found if one.start <= at < one.end]
    offset = at.astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None
    assert timedelta(seconds=inside.offset_s) == offset


@pytest.mark.parametrize("zone", ZONES)
def test_every_zone_over_a_year(zone: str) -> None:
    """Each stretch says the same as the clock at its beginning, a second before its end, and not after it."""
    found = shifts(Span(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)), zone)

    for one in found:
        for at in (one.start, one.end - timedelta(seconds=1)):
            assert at.astimezone(ZoneInfo(zone)).utcoffset() == timedelta(seconds=one.offset_s)
    assert all(one.offset_s != following.offset_s for one, following in pairwise(found))

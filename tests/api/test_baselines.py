"""Baselines and changes over HTTP."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from db.pool import Pool, acquire
from tests.api.facts import add_check, midnight
from tests.api.people import Person, field_of

DAY = timedelta(days=1)


async def add_baseline(pool: Pool, monitor_id: int, median_us: int, mad_us: int) -> None:
    """Let something be usual, the same in every hour."""
    async with acquire(pool) as conn:
        await conn.execute(
            "INSERT INTO baselines (monitor_id, learnt_from, learnt_to, hour_of_week, median_us, mad_us, checks)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            *(monitor_id, midnight() - 42 * DAY, midnight(), list(range(168))),
            *([median_us] * 168, [mad_us] * 168, [60] * 168),
        )


async def add_change(pool: Pool, monitor_id: int, at: datetime, before_us: int, after_us: int) -> None:
    async with acquire(pool) as conn:
        await conn.execute("INSERT INTO latency_changes VALUES ($1, $2, $3, $4)", monitor_id, at, before_us, after_us)


async def test_a_baseline_and_an_anomaly(owner: Person, monitor: dict[str, Any], pool: Pool) -> None:
    """Usual are 100 ms with a MAD of 10; an hour of 132 ms is 3.2 MAD above."""
    await add_baseline(pool, monitor["id"], 100_000, 10_000)
    at = midnight() - DAY + timedelta(hours=14)
    for minute in range(3):
        await add_check(pool, monitor["id"], at + timedelta(minutes=minute), latency_us=132_000)
    span = {"from": at.isoformat(), "to": (at + timedelta(hours=2)).isoformat()}
    found = (await owner.get(f"/monitors/{monitor['id']}/baseline", **span)).json()

    assert (found["expected_ms"], found["low_ms"], found["high_ms"]) == ([100, 100], [70, 70], [130, 130])
    assert found["seen_ms"] == [132, None]
    assert found["learnt"]["hours"] == 168
    [anomaly] = found["anomalies"]
    assert anomaly["words"] == f"3.2 MAD above {at:%A} 14:00 UTC"


async def test_nothing_was_learnt(owner: Person, monitor: dict[str, Any]) -> None:
    found = (await owner.get(f"/monitors/{monitor['id']}/baseline")).json()

    assert (found["learnt"], found["anomalies"], set(found["expected_ms"])) == (None, [], {None})
    assert (await owner.get(f"/monitors/{monitor['id']}/changes")).json() == {"items": [], "next": None}


async def test_changes_end_where_the_next_begins(owner: Person, monitor: dict[str, Any], pool: Pool) -> None:
    first = midnight() - 20 * DAY + timedelta(hours=9, minutes=40)
    second = first + 3 * DAY
    await add_change(pool, monitor["id"], first, 200_000, 380_000)
    await add_change(pool, monitor["id"], second, 380_000, 210_000)
    newest, oldest = (await owner.get(f"/monitors/{monitor['id']}/changes")).json()["items"]

    assert (newest["until"], newest["change_ms"]) == (None, -170)
    assert newest["words"] == f"since {second.day} {second:%b} 09:40 UTC the median is -170 ms"
    assert oldest["words"] == (
        f"from {first.day} {first:%b} 09:40 to {second.day} {second:%b} 09:40 UTC the median was +180 ms"
    )


@pytest.mark.parametrize("days", [43, 4000])
async def test_a_range_that_is_too_long_is_refused(owner: Person, monitor: dict[str, Any], days: int) -> None:
    response = await owner.get(f"/monitors/{monitor['id']}/baseline", **{"from": (midnight() - days * DAY).isoformat()})

    assert response.status_code == 422
    assert field_of(response) == "from"

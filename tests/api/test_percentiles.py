"""Percentiles, heat maps and reliability over HTTP."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from core.reasons import Reason
from db.pool import Pool, acquire
from tests.api.facts import add_check, midnight
from tests.api.people import Person, field_of
from tests.api.test_numbers import add_interval

DAY = timedelta(days=1)
START = midnight() - 3 * DAY
RANGE = {"from": START.isoformat(), "to": (START + timedelta(hours=20)).isoformat()}


async def let_have_lived(pool: Pool, monitor_id: int, days: int = 10) -> None:
    async with acquire(pool) as conn:
        await conn.execute("UPDATE monitors SET created_at = $2 WHERE id = $1", monitor_id, midnight() - days * DAY)


async def test_percentiles_of_hours_are_exact(owner: Person, monitor: dict[str, Any], pool: Pool) -> None:
    """10, 20, … 200 ms and one failure: p50 is the 10th of 20, p95 the 19th, p99 the 20th.

    Apdex with T = 50 ms: 5 within 50 ms, 15 more within 200 ms: (5 + 7.5) / 21 = 0.595.
    """
    for number in range(20):
        await add_check(pool, monitor["id"], START + timedelta(minutes=number), latency_us=(number + 1) * 10_000)
    await add_check(pool, monitor["id"], START + timedelta(hours=1), outcome=3, state=3, reason=2, latency_us=None)
    found = (await owner.get(f"/monitors/{monitor['id']}/percentiles", **RANGE, apdex_ms=50)).json()

    assert found["percentiles"] == {"p50": 100, "p75": 150, "p90": 180, "p95": 190, "p99": 200, "p99_9": 200}
    assert (found["is_exact"], found["answers"], found["failures"], found["mean_ms"]) == (True, 20, 1, 105)
    assert found["apdex"] == {
        "score": pytest.approx(12.5 / 21),
        "text": "0.60 [0.05]*",
        "t_ms": 50,
        "satisfied": 5,
        "tolerating": 15,
        "frustrated": 1,
    }
    assert (found["against"], found["change"]) == (None, None)


async def test_a_range_against_the_one_before(owner: Person, monitor: dict[str, Any], pool: Pool) -> None:
    """Hours ago 100 ms, the hour before it 80 ms: a quarter more."""
    hour = timedelta(hours=1)
    await add_check(pool, monitor["id"], START, latency_us=80_000)
    await add_check(pool, monitor["id"], START + hour, latency_us=100_000)
    span = {"from": (START + hour).isoformat(), "to": (START + 2 * hour).isoformat()}
    path = f"/monitors/{monitor['id']}/percentiles"
    found = (await owner.get(path, **span, against="previous")).json()
    same = (await owner.get(path, **span, against=START.isoformat())).json()

    assert found == same
    assert found["against"]["percentiles"]["p50"] == 80
    assert found["change"]["p50"] == pytest.approx(0.25)
    assert found["change"]["apdex"] is None


async def test_the_monitors_own_limit_is_the_target_time(owner: Person, workspace: dict[str, Any]) -> None:
    monitor = await owner.make_monitor(workspace["id"], expect={"degraded_latency_ms": 300})
    found = (await owner.get(f"/monitors/{monitor['id']}/percentiles")).json()

    assert (found["apdex"]["score"], found["apdex"]["text"]) == (None, "NS [0.3]")
    assert set(found["percentiles"].values()) == {None}


async def test_exact_figures_of_what_is_gone_are_refused(owner: Person, monitor: dict[str, Any], pool: Pool) -> None:
    await let_have_lived(pool, monitor["id"], days=500)
    response = await owner.get(
        f"/monitors/{monitor['id']}/percentiles", exact=True, **{"from": (START - 400 * DAY).isoformat()}
    )

    assert response.status_code == 422
    assert field_of(response) == "exact"
    assert "single checks are kept since" in response.text


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("percentiles", {"against": "yesterday"}, "against"),
        ("percentiles", {"apdex_ms": 0}, "apdex_ms"),
        ("heatmap", {"time_zone": "Mars/Olympus"}, "time_zone"),
        ("heatmap", {"measure": "max"}, "measure"),
        ("heatmap", {"from": (START - 200 * DAY).isoformat()}, "from"),
        ("reliability", {"policy": "none"}, "policy"),
    ],
)
async def test_what_cannot_be_is_refused(
    owner: Person, monitor: dict[str, Any], path: str, query: dict[str, Any], field: str
) -> None:
    response = await owner.get(f"/monitors/{monitor['id']}/{path}", **query)

    assert response.status_code == 422
    assert field_of(response) == field


async def test_a_heat_map(owner: Person, monitor: dict[str, Any], pool: Pool) -> None:
    """Two checks at 23:30 UTC are in the next day's first hours in Kathmandu (+5:45): 5:15."""
    await let_have_lived(pool, monitor["id"])
    at = START + timedelta(hours=23, minutes=30)
    for number, latency_us in enumerate([30_000, 50_000, 90_000]):
        await add_check(pool, monitor["id"], at + timedelta(minutes=number), latency_us=latency_us)
    path = f"/monitors/{monitor['id']}/heatmap"
    found = (await owner.get(path, time_zone="Asia/Kathmandu")).json()
    weekday = (START + DAY).weekday()

    assert found["ms"][weekday][5] == 50
    assert found["checks"][weekday][5] == 3
    assert sum(sum(row) for row in found["checks"]) == 3
    assert [len(row) for row in found["ms"]] == [24] * 7
    assert (await owner.get(path, measure="p95")).json()["ms"][START.weekday()][23] == 90
    assert (await owner.get(path, measure="mean")).json()["ms"][START.weekday()][23] == pytest.approx(56.667)


async def test_reliability_by_hand(owner: Person, monitor: dict[str, Any], pool: Pool) -> None:
    """Of 20 hours: down 6:00 to 6:10 and 16:00 to 16:30. MTTR 20 min, MTBF 10 h; one check late, one lost."""
    await let_have_lived(pool, monitor["id"])
    edges = [0, 6, 6 + 1 / 6, 16, 16.5, 20]
    for place, (begin, end) in enumerate(pairwise(edges)):
        span = START + timedelta(hours=begin), START + timedelta(hours=end)
        await add_interval(pool, monitor["id"], *span, state=3 if place % 2 else 1)
    await add_check(pool, monitor["id"], START, lateness_ms=1500)
    await add_check(pool, monitor["id"], START + timedelta(hours=1), lateness_ms=4)
    await add_check(
        pool, monitor["id"], START + timedelta(hours=2), outcome=4, state=4, reason=Reason.NOT_RUN, latency_us=None
    )
    found = (await owner.get(f"/monitors/{monitor['id']}/reliability", **RANGE)).json()

    assert (found["outages"], found["longest_s"], found["downtime_s"]) == (2, 1800, 2400)
    assert (found["mttr_s"], found["mtbf_s"], found["is_down"]) == (1200, 36_000, False)
    assert found["availability"] == pytest.approx(1 - 2400 / 72_000)
    checks = found["checks"]
    assert (checks["due"], checks["run"], checks["lost"], checks["late"]) == (3, 2, 1, 1)
    assert (checks["run_share"], checks["p95_lateness_ms"]) == (pytest.approx(2 / 3), 1500)


async def test_reliability_of_nothing(owner: Person, monitor: dict[str, Any]) -> None:
    found = (await owner.get(f"/monitors/{monitor['id']}/reliability", **RANGE)).json()

    assert [found[name] for name in ("availability", "longest_s", "mttr_s", "mtbf_s")] == [None] * 4
    assert found["outages"] == 0
    assert found["checks"]["run_share"] is None
    assert found["detection"]["median_s"] is None


async def test_exact_figures_over_closed_days(owner: Person, monitor: dict[str, Any], pool: Pool) -> None:
    """999 answers of 10 to 10.998 ms and one of a second: p99.9 is rank 999, not the second; of 500, it is the second.

    Bins are 2 % wide: only `exact=true` says 10.998.
    """
    await let_have_lived(pool, monitor["id"])
    for number in range(999):
        await add_check(pool, monitor["id"], START + timedelta(minutes=number), latency_us=10_000 + number)
    await add_check(pool, monitor["id"], START + timedelta(minutes=999), latency_us=1_000_000)
    path = f"/monitors/{monitor['id']}/percentiles"
    day = {"from": START.isoformat(), "to": (START + DAY).isoformat()}
    exact = (await owner.get(path, exact=True, **day)).json()
    half = {"from": (START + timedelta(minutes=500)).isoformat(), "to": (START + DAY).isoformat()}
    few = (await owner.get(path, exact=True, **half)).json()

    assert exact["is_exact"]
    assert (exact["percentiles"]["p50"], exact["percentiles"]["p99_9"]) == (10.499, 10.998)
    assert (few["answers"], few["percentiles"]["p99_9"], few["max_ms"]) == (500, 1000, 1000)

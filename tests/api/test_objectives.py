"""Objectives over made-up history: windows, budgets, trees, by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db.pool import Pool, acquire
from tests.api.people import Person, field_of
from tests.api.test_numbers import add_interval

HOUR = timedelta(hours=1)


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


async def lived(pool: Pool, monitor: dict[str, Any], *down: tuple[float, float]) -> None:
    """Let a monitor have been up for ten days, but for these hours ago."""
    end = now()
    begin = end - timedelta(days=10)
    async with acquire(pool) as conn:
        await conn.execute("UPDATE monitors SET created_at = $2 WHERE id = $1", monitor["id"], begin)
    at = begin
    for first, last in sorted(down, reverse=True):
        await add_interval(pool, monitor["id"], at, end - first * HOUR, 1)
        await add_interval(pool, monitor["id"], end - first * HOUR, end - last * HOUR, 3)
        at = end - last * HOUR
    if at < end:
        await add_interval(pool, monitor["id"], at, end, 1)


async def test_a_rolling_objective_by_hand(
    owner: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool
) -> None:
    """Five days are 432,000 s; 99 % allows 4320 s. Down for one hour: 720 s are left, 83.3 % is used, rate 0.833.

    At the pace of 3600 s in five days, 720 s last for one more day; the hour itself leaves the window later.
    """
    await lived(pool, monitor, (50, 49))
    path = f"/workspaces/{workspace['id']}/objectives"
    body = {"name": "Shop", "tree": {"monitor": monitor["id"]}, "target": 0.99, "cycle": "rolling", "rolling_days": 5}
    tiers = [{"below": 0.99, "credit_percent": 25}, {"below": 0.9999, "credit_percent": 5}]
    made = await owner.post(path, {**body, "tiers": tiers})
    assert made.status_code == 201, made.text
    found = (await owner.get(f"{path}/{made.json()['id']}/budget")).json()

    assert found["downtime_s"] == 3600
    assert found["counted_s"] == pytest.approx(432_000, abs=10)
    assert found["availability"] == pytest.approx(1 - 3600 / 432_000)
    assert found["budget_s"] == pytest.approx(4320, abs=1)
    assert found["remaining_s"] == pytest.approx(720, abs=1)
    assert found["burn_rate"] == pytest.approx(0.8333, abs=1e-3)
    assert found["credit_percent"] == 5
    lasts = datetime.fromisoformat(found["exhausted_at"]) - datetime.fromisoformat(found["at"])
    assert lasts.total_seconds() == pytest.approx(86_400, abs=60)
    assert [(one["seconds"], one["good"]) for one in found["outages"]] == [(3600, 0)]


async def test_a_page_when_the_budget_burns(
    owner: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool
) -> None:
    """Down for the last half hour: over the last hour half of the time, 50 times the 1 % that is allowed."""
    await lived(pool, monitor, (0.5, 0))
    path = f"/workspaces/{workspace['id']}/objectives"
    body = {"name": "x", "tree": {"workspace": True}, "target": 0.99, "cycle": "rolling", "rolling_days": 30}
    made = (await owner.post(path, body)).json()
    page, second, ticket = (await owner.get(f"{path}/{made['id']}/budget")).json()["burning"]

    assert page["rate"] == pytest.approx(14.4)
    assert page["long_rate"] == pytest.approx(50, rel=0.01)
    assert page["fires"]
    assert second["long_rate"] == pytest.approx(50 / 6, rel=0.01)
    assert second["fires"]
    assert ticket["long_rate"] == pytest.approx(50 / 72, rel=0.01)
    assert not ticket["fires"]


async def test_a_month_in_a_zone_with_what_is_still_to_come(
    owner: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool
) -> None:
    await lived(pool, monitor)
    path = f"/workspaces/{workspace['id']}/objectives"
    body = {"name": "x", "tree": {"monitor": monitor["id"]}, "target": 0.999, "time_zone": "Asia/Kathmandu"}
    made = (await owner.post(path, body)).json()
    found = (await owner.get(f"{path}/{made['id']}/budget")).json()
    before = (await owner.get(f"{path}/{made['id']}/budget", back=1)).json()

    start, end = (datetime.fromisoformat(found[name]) for name in ("window_start", "window_end"))
    assert (start.hour, start.minute) == (18, 15)
    assert found["availability"] == 1
    assert found["exhausted_at"] is None
    assert found["counted_s"] <= found["expected_s"] <= (end - start).total_seconds()
    assert before["window_end"] == found["window_start"] == before["at"]


async def test_one_of_two_is_enough(owner: Person, workspace: dict[str, Any], pool: Pool) -> None:
    """Down from 10 to 8 and from 9 to 7 hours ago: both for one hour, one of them for three."""
    first, second = [await owner.make_monitor(workspace["id"], name=name) for name in ("A", "B")]
    await lived(pool, first, (10, 8))
    await lived(pool, second, (9, 7))
    path = f"/workspaces/{workspace['id']}/objectives"
    parts = [{"monitor": first["id"]}, {"monitor": second["id"]}]
    halves = [{"weight": 1, "of": part} for part in parts]
    down = {}
    for mode, value in {"all_of": parts, "any_of": parts, "weighted": halves}.items():
        body = {"name": mode, "tree": {mode: value}, "target": 0.9, "cycle": "rolling", "rolling_days": 3}
        made = (await owner.post(path, body)).json()
        down[mode] = (await owner.get(f"{path}/{made['id']}/budget")).json()["downtime_s"]

    assert down == {"all_of": 3 * 3600, "any_of": 3600, "weighted": 2 * 3600}


async def test_an_objective_is_changed_and_removed(owner: Person, workspace: dict[str, Any]) -> None:
    path = f"/workspaces/{workspace['id']}/objectives"
    body = {"name": "x", "tree": {"workspace": True}, "target": 0.9}
    made = (await owner.post(path, body)).json()
    changed = await owner.ask("PUT", f"{path}/{made['id']}", {**body, "target": 0.95})
    empty = (await owner.get(f"{path}/{made['id']}/budget")).json()
    removed = await owner.ask("DELETE", f"{path}/{made['id']}")

    assert changed.json()["target"] == 0.95
    assert (empty["availability"], empty["burn_rate"]) == (None, None)
    assert removed.status_code == 204
    assert (await owner.get(path)).json()["items"] == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"tree": {"monitor": 2_000_000_000}}, "tree"),
        ({"tree": {"all_of": []}}, "tree"),
        ({"target": 1}, "target"),
        ({"target": 1.5}, "target"),
        ({"cycle": "rolling"}, "rolling_days"),
        ({"rolling_days": 3}, "rolling_days"),
        ({"policy": "nowhere"}, "policy"),
        ({"time_zone": "Mars"}, "time_zone"),
    ],
)
async def test_an_objective_that_cannot_be_is_refused(
    owner: Person, workspace: dict[str, Any], changes: dict[str, Any], field: str
) -> None:
    body = {"name": "x", "tree": {"workspace": True}, "target": 0.9}
    response = await owner.post(f"/workspaces/{workspace['id']}/objectives", {**body, **changes})

    assert response.status_code == 422, response.text
    assert field_of(response) == field

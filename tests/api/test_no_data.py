"""A monitor of which nothing is known: every figure of the API is null or an empty cell, never 0 or 100 %."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from db.pool import Pool
from tests.api.facts import midnight
from tests.api.people import Person
from tests.api.test_percentiles import let_have_lived

DAY = {"from": (midnight() - timedelta(days=2)).isoformat(), "to": (midnight() - timedelta(days=1)).isoformat()}
FIGURES: dict[str, tuple[str, ...]] = {
    "uptime": ("uptime", "uptime_without_exclusions"),
    "reliability": ("availability", "longest_s", "mttr_s", "mtbf_s"),
    "percentiles": ("mean_ms", "min_ms", "max_ms"),
}


@pytest.mark.parametrize("figure", FIGURES)
async def test_a_figure_of_nothing_is_null(owner: Person, monitor: dict[str, Any], pool: Pool, figure: str) -> None:
    await let_have_lived(pool, monitor["id"])
    answer = (await owner.get(f"/monitors/{monitor['id']}/{figure}", **DAY)).json()

    assert {name: answer[name] for name in FIGURES[figure]} == dict.fromkeys(FIGURES[figure])


async def test_percentiles_apdex_and_checks_of_nothing(owner: Person, monitor: dict[str, Any], pool: Pool) -> None:
    await let_have_lived(pool, monitor["id"])
    path = f"/monitors/{monitor['id']}"
    latency = (await owner.get(f"{path}/percentiles", apdex_ms=500, against="previous", **DAY)).json()
    quality = (await owner.get(f"{path}/reliability", **DAY)).json()
    heat = (await owner.get(f"{path}/heatmap", **DAY)).json()

    assert set(latency["percentiles"].values()) == {None}
    assert (latency["apdex"]["score"], latency["apdex"]["text"]) == (None, "NS [0.5]")
    assert (quality["checks"]["run_share"], quality["checks"]["p95_lateness_ms"]) == (None, None)
    assert (quality["detection"]["median_s"], quality["detection"]["longest_s"]) == (None, None)
    assert quality["checks"]["no_data_s"] == 86_400
    assert {value for row in heat["ms"] for value in row} == {None}


async def test_objectives_and_explore_of_nothing(
    owner: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool
) -> None:
    """No availability, no burn rate, no forecast, no credit; and empty cells in CSV."""
    await let_have_lived(pool, monitor["id"])
    base = f"/workspaces/{workspace['id']}"
    body = {"name": "x", "tree": {"workspace": True}, "target": 0.999, "cycle": "rolling", "rolling_days": 7}
    tiers = [{"below": 0.999, "credit_percent": 10}]
    made = (await owner.post(f"{base}/objectives", {**body, "tiers": tiers})).json()
    budget = (await owner.get(f"{base}/objectives/{made['id']}/budget")).json()
    asked = {"measures": ["availability", "mean_ms", "failure_share", "checks"], "format": "csv", **DAY}
    as_csv = (await owner.post(f"{base}/explore", asked)).text

    unknown = ("availability", "burn_rate", "used_share", "exhausted_at")
    assert {name: budget[name] for name in unknown} == dict.fromkeys(unknown)
    assert budget["credit_percent"] == 0
    assert [(one["long_rate"], one["short_rate"], one["fires"]) for one in budget["burning"]] == [
        (None, None, False)
    ] * 3
    assert as_csv.splitlines()[1] == ",,,0"


async def test_reports_of_nothing(
    owner: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool
) -> None:
    await let_have_lived(pool, monitor["id"])
    sla = f"/workspaces/{workspace['id']}/sla"
    said = (await owner.get(f"{sla}.json", **DAY)).json()
    head, row = (line.split(",") for line in (await owner.get(f"{sla}.csv", **DAY)).text.splitlines())
    days = (await owner.get(f"{sla}.csv", table="days", **DAY)).text.splitlines()

    assert said["totals"]["availability"] is None
    assert said["monitors"][0]["no_data_s"] == 86_400
    assert row[head.index("availability")] == row[head.index("p95_ms")] == row[head.index("mttr_s")] == ""
    assert [line.split(",")[3] for line in days[1:]] == [""]
    assert datetime.fromisoformat(said["from"]) == midnight() - timedelta(days=2)

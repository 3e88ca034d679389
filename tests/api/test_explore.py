"""Explore and Parquet exports over HTTP."""

import io
from datetime import timedelta
from typing import Any

import polars as pl
import pytest

from db.pool import Pool
from tests.api.facts import add_check, midnight
from tests.api.people import Person, field_of
from tests.api.test_percentiles import let_have_lived

START = midnight() - timedelta(days=2)
SPAN = {"from": START.isoformat(), "to": (START + timedelta(days=1)).isoformat()}


async def add_story(pool: Pool, monitor_id: int) -> None:
    """Three checks at 10:00: 10 ms, 30 ms and a failure with 503, and one of 20 ms at 11:00."""
    await let_have_lived(pool, monitor_id)
    ten = START + timedelta(hours=10)
    await add_check(pool, monitor_id, ten, latency_us=10_000)
    await add_check(pool, monitor_id, ten + timedelta(minutes=1), latency_us=30_000)
    failed = {"outcome": 3, "state": 3, "reason": 40, "http_status": 503, "detail": "=1+1\n503", "latency_us": None}
    await add_check(pool, monitor_id, ten + timedelta(minutes=2), **failed)
    await add_check(pool, monitor_id, ten + timedelta(hours=1), latency_us=20_000)


async def test_columns_from_hours(
    owner: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool
) -> None:
    """At ten: 120 s up and 60 s down, 2 / 3; a mean of 20 ms. By the clock of Kathmandu (+5:45) it is three."""
    await add_story(pool, monitor["id"])
    body = {"measures": ["availability", "checks", "failures", "mean_ms"], "group_by": ["hour"], **SPAN}
    path = f"/workspaces/{workspace['id']}/explore"
    found = (await owner.post(path, body)).json()
    elsewhere = (await owner.post(path, {**body, "time_zone": "Asia/Kathmandu"})).json()

    assert (found["source"], found["rows"], found["is_cut"]) == ("hours", 2, False)
    assert found["columns"] == {
        "hour": [10, 11],
        "availability": [pytest.approx(2 / 3), 1],
        "checks": [3, 1],
        "failures": [1, 0],
        "mean_ms": [20, 20],
    }
    assert elsewhere["columns"]["hour"] == [15, 16]


async def test_reasons_come_from_checks(
    owner: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool
) -> None:
    await add_story(pool, monitor["id"])
    body = {"measures": ["failures"], "group_by": ["reason", "status"], "filter": {"reasons": ["http_status"]}, **SPAN}
    found = (await owner.post(f"/workspaces/{workspace['id']}/explore", body)).json()

    assert found["source"] == "checks"
    assert found["columns"] == {"reason": ["http_status"], "status": [503], "failures": [1]}


async def test_answers_are_cut(owner: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool) -> None:
    await add_story(pool, monitor["id"])
    body = {"measures": ["p95_ms"], "group_by": ["hour"], "limit": 1, **SPAN}
    found = (await owner.post(f"/workspaces/{workspace['id']}/explore", body)).json()

    assert (found["is_cut"], found["columns"]) == (True, {"hour": [10], "p95_ms": [30]})


async def test_answers_as_files(owner: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool) -> None:
    await add_story(pool, monitor["id"])
    body = {"measures": ["checks"], "group_by": ["monitor"], **SPAN}
    path = f"/workspaces/{workspace['id']}/explore"
    as_csv = await owner.post(path, {**body, "format": "csv"})
    as_parquet = await owner.post(path, {**body, "format": "parquet"})

    assert as_csv.text == f"monitor,checks\n{monitor['name']},4\n"
    assert pl.read_parquet(io.BytesIO(as_parquet.content)).rows() == [(monitor["name"], 4)]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"measures": []}, "measures"),
        ({"measures": ["1; DROP TABLE checks"]}, "measures"),
        ({"group_by": ["slot"]}, "group_by"),
        ({"group_by": ["hour", "hour"]}, "group_by"),
        ({"filter": {"monitors": [2_000_000_000]}}, "filter"),
        ({"filter": {"reasons": ["none"]}}, "filter"),
        ({"filter": {"regions": ["nowhere"]}}, "filter"),
        ({"measures": ["availability"], "group_by": ["reason"]}, "measures"),
        ({"time_zone": "Mars"}, "time_zone"),
        ({"from": "2026-01-01T00:00:00"}, "from"),
        ({"sql": "SELECT 1"}, "sql"),
    ],
)
async def test_what_cannot_be_asked(
    owner: Person, workspace: dict[str, Any], change: dict[str, Any], field: str
) -> None:
    body = {"measures": ["checks"], **change}
    response = await owner.post(f"/workspaces/{workspace['id']}/explore", body)

    assert response.status_code == 422
    assert field_of(response).startswith(field)


async def test_a_workspace_without_monitors(owner: Person, workspace: dict[str, Any]) -> None:
    found = (await owner.post(f"/workspaces/{workspace['id']}/explore", {"measures": ["checks"]})).json()

    assert (found["rows"], found["columns"]) == (0, {"checks": []})


async def test_checks_as_parquet(owner: Person, monitor: dict[str, Any], pool: Pool) -> None:
    await add_story(pool, monitor["id"])
    response = await owner.get(f"/monitors/{monitor['id']}/checks.parquet", **SPAN)
    found = pl.read_parquet(io.BytesIO(response.content))

    assert response.headers["content-type"] == "application/vnd.apache.parquet"
    assert response.headers["content-disposition"].endswith('.parquet"')
    assert found["latency_us"].to_list() == [10_000, 30_000, None, 20_000]
    assert found["outcome"].to_list() == ["up", "up", "down", "up"]
    assert found["message"][2] == "=1+1\n503"
    assert found["slot"][0] == START + timedelta(hours=10)


async def test_no_checks_are_a_file_all_the_same(owner: Person, monitor: dict[str, Any]) -> None:
    response = await owner.get(f"/monitors/{monitor['id']}/checks.parquet")

    assert pl.read_parquet(io.BytesIO(response.content)).height == 0

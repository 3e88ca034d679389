"""The SLA report over HTTP: every format says the same figure as the uptime of the monitor."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import pytest_asyncio

from api.report_schemas import SlaReportOut
from db.pool import Pool, acquire
from tests.analytics.test_sla import computed_again
from tests.api.people import Person, field_of
from tests.api.test_numbers import add_interval

MONDAY = datetime(2026, 10, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
OFFICE = {"time_zone": "Europe/Vienna", "weekly": {"monday": [["08:00", "18:00"]]}}
OCTOBER = {"from": "2026-10-01T00:00:00Z", "to": "2026-11-01T00:00:00Z"}


@pytest_asyncio.fixture(loop_scope="session")
async def history(owner: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool) -> dict[str, Any]:
    """Down from 9 to 11 UTC on a Monday, of which 9 to 10 was planned, and 10 to 10:15 was agreed not to count."""
    async with acquire(pool) as conn:
        await conn.execute("UPDATE monitors SET created_at = $2 WHERE id = $1", monitor["id"], MONDAY)
        await conn.execute(
            """
              WITH w AS (
                   INSERT INTO maintenance_windows (workspace_id, title, is_for_all, starts_at, duration_s, time_zone,
                                                    expanded_until)
                   VALUES ($1, 'Upgrade', true, $2, 3600, 'UTC', $2)
                RETURNING id)
            INSERT INTO maintenance_occurrences SELECT id, $1, $2, $3, true FROM w
            """,
            *(workspace["id"], MONDAY + 9 * HOUR, MONDAY + 10 * HOUR),
        )
    for start, end, state in ((0, 9, 1), (9, 11, 3), (11, 24, 1)):
        await add_interval(pool, monitor["id"], MONDAY + start * HOUR, MONDAY + end * HOUR, state)
    base = f"/workspaces/{workspace['id']}"
    await owner.post(f"{base}/policies", {"name": "office", "service_hours": OFFICE})
    span = {"starts_at": (MONDAY + 10 * HOUR).isoformat(), "ends_at": (MONDAY + 10.25 * HOUR).isoformat()}
    await owner.post(f"{base}/exclusions", {**span, "is_for_all": True, "reason": "the power grid"})
    return monitor


def with_times(value: Any) -> Any:
    """Read what is a time as one, at any depth: the same time can be written with and without its microseconds."""
    if isinstance(value, dict):
        return {name: with_times(one) for name, one in value.items()}
    if isinstance(value, list):
        return [with_times(one) for one in value]
    try:
        return datetime.fromisoformat(value).replace(microsecond=0)
    except (TypeError, ValueError):
        return value


async def test_one_number_everywhere(
    owner: Person, workspace: dict[str, Any], history: dict[str, Any], tmp_path: Path
) -> None:
    """Ten service hours; one of them was planned work and a quarter excluded: 8.75 h count, 0.75 h of them down.

    8 / 8.75 = 91.43 %. With the exclusion 8 / 9 = 88.89 %.
    """
    sla = f"/workspaces/{workspace['id']}/sla"
    asked = {**OCTOBER, "policy": "office"}
    uptime = (await owner.get(f"/monitors/{history['id']}/uptime", **asked)).json()
    as_json = (await owner.get(f"{sla}.json", **asked)).json()
    plain = (await owner.get(sla, **asked)).json()
    as_csv = pl.read_csv((await owner.get(f"{sla}.csv", **asked)).content)
    parquet = (await owner.get(f"{sla}.parquet", **asked, table="intervals")).content
    path = tmp_path / "intervals.parquet"
    path.write_bytes(parquet)
    again = computed_again(path)

    figures = {
        uptime["uptime"],
        as_json["monitors"][0]["availability"],
        as_json["totals"]["availability"],
        as_csv["availability"][0],
        again[0][4],
        again[-1][4],
    }
    assert figures == {8 / 8.75}
    assert plain == as_json
    assert uptime["uptime_without_exclusions"] == as_json["monitors"][0]["availability_without_exclusions"] == 8 / 9


@pytest.mark.parametrize(
    ("file_format", "starts"),
    [("json", b"{"), ("csv", b"monitor_id,"), ("xlsx", b"PK"), ("parquet", b"PAR1"), ("pdf", b"%PDF-1.")],
)
async def test_every_format_is_a_file_and_the_same_twice(
    observer: Person, workspace: dict[str, Any], history: dict[str, Any], file_format: str, starts: bytes
) -> None:
    first, second = [
        await observer.get(f"/workspaces/{workspace['id']}/sla.{file_format}", **OCTOBER) for _ in range(2)
    ]

    assert first.status_code == 200
    assert first.content.startswith(starts)
    assert first.content == second.content
    assert f'filename="sla-{workspace["id"]}-20261001-20261101.{file_format}"' in first.headers["content-disposition"]


async def test_json_is_as_described(
    owner: Person, workspace: dict[str, Any], history: dict[str, Any], pool: Pool
) -> None:
    """Every field is there and none that is not described, in every list."""
    async with acquire(pool) as conn:
        await conn.execute(
            "INSERT INTO incidents (monitor_id, started_at, reason) VALUES ($1, $2, 1)", history["id"], MONDAY
        )
    content = (await owner.get(f"/workspaces/{workspace['id']}/sla.json", policy="office", **OCTOBER)).content
    found = json.loads(content)

    described = json.loads(SlaReportOut.model_validate(found).model_dump_json(by_alias=True))
    assert with_times(described) == with_times(found)
    assert all(found[name] for name in ("monitors", "incidents", "days", "exclusions"))


async def test_targets_of_the_month_and_how_they_came_out(
    owner: Person, workspace: dict[str, Any], history: dict[str, Any]
) -> None:
    """8 of 8.75 service hours: 91.43 %. 90 % allows 3150 s of 31,500, 95 % allows 1575; 2700 s were down."""
    base = f"/workspaces/{workspace['id']}"
    common = {"tree": {"monitor": history["id"]}, "policy": "office"}
    tiers = [{"below": 0.95, "credit_percent": 10}]
    for name, rest in {
        "kept": {"target": 0.9, "cycle": "month"},
        "missed": {"target": 0.95, "cycle": "month", "tiers": tiers},
        "another window": {"target": 0.9, "cycle": "quarter"},
        "another month": {"target": 0.9, "cycle": "month", "time_zone": "Asia/Tokyo"},
        "no window of its own": {"target": 0.9, "cycle": "rolling", "rolling_days": 30},
    }.items():
        assert (await owner.post(f"{base}/objectives", {**common, "name": name, **rest})).status_code == 201

    content = (await owner.get(f"{base}/sla.json", **OCTOBER)).content
    as_csv = pl.read_csv((await owner.get(f"{base}/sla.csv", **OCTOBER, table="objectives")).content)

    found = json.loads(content)["objectives"]
    assert [(one["objective"], one["is_met"], one["credit_percent"]) for one in found] == [
        ("kept", True, 0),
        ("missed", False, 10),
    ]
    assert [(one["down_s"], one["counted_s"], round(one["budget_s"])) for one in found] == [
        (2700, 31_500, 3150),
        (2700, 31_500, 1575),
    ]
    assert {one["availability"] for one in found} == {1 - 2700 / 31_500}
    assert as_csv.drop("objective", "policy").to_dicts() == [
        {name: value for name, value in one.items() if name not in {"objective", "policy"}} for one in found
    ]
    described = json.loads(SlaReportOut.model_validate_json(content).model_dump_json(by_alias=True))
    assert described["objectives"] == found


async def test_of_a_month_that_goes_on_no_target_came_out(
    owner: Person, workspace: dict[str, Any], history: dict[str, Any]
) -> None:
    base = f"/workspaces/{workspace['id']}"
    await owner.post(f"{base}/objectives", {"name": "x", "tree": {"workspace": True}, "target": 0.9, "cycle": "month"})
    begin = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)

    found = (await owner.get(f"{base}/sla.json", **{"from": begin.isoformat()})).json()

    assert found["objectives"] == []


async def test_the_last_month_unless_told_otherwise(owner: Person, workspace: dict[str, Any]) -> None:
    found = (await owner.get(f"/workspaces/{workspace['id']}/sla.json", time_zone="Asia/Kathmandu")).json()

    start, end = datetime.fromisoformat(found["from"]), datetime.fromisoformat(found["to"])
    assert (start.hour, start.minute, end.hour, end.minute) == (18, 15, 18, 15)
    assert end < datetime.now(UTC) < end + timedelta(days=32)
    assert found["totals"]["availability"] is None


@pytest.mark.parametrize("table", ["monitors", "intervals", "incidents", "days", "latency", "exclusions", "objectives"])
async def test_every_table_of_a_workspace_without_monitors(
    owner: Person, workspace: dict[str, Any], table: str
) -> None:
    answer = await owner.get(f"/workspaces/{workspace['id']}/sla.csv", table=table, **OCTOBER)

    assert answer.status_code == 200
    assert len(answer.text.splitlines()) == 1


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"policy": "x"}, "policy"),
        ({"time_zone": "Mars"}, "time_zone"),
        ({"table": "x"}, "table"),
        ({"from": "x"}, "from"),
    ],
)
async def test_what_cannot_be_asked(
    owner: Person, workspace: dict[str, Any], query: dict[str, str], field: str
) -> None:
    answer = await owner.get(f"/workspaces/{workspace['id']}/sla.json", **query)

    assert answer.status_code == 422
    assert field_of(answer) == field


async def test_no_other_format(owner: Person, workspace: dict[str, Any]) -> None:
    assert (await owner.get(f"/workspaces/{workspace['id']}/sla.docx")).status_code == 404


async def test_long_work_is_to_be_ordered(owner: Person, workspace: dict[str, Any], pool: Pool) -> None:
    """A policy with its own confirmation reads every check: not for 31 monitors while somebody waits."""
    await owner.post(f"/workspaces/{workspace['id']}/policies", {"name": "calm", "confirmation": {"failures": 3}})
    async with acquire(pool) as conn:
        await conn.execute(
            """
            INSERT INTO monitors (workspace_id, name, kind, target, period_value, period_unit, period_s, timeout_ms,
                                  confirm_failures, confirm_recoveries, retry_ms)
            SELECT $1, 'Monitor ' || n, 'tcp', 'x:1', 1, 'minutes', 60, 100, 1, 1, 0
              FROM generate_series(1, 31) AS n
            """,
            workspace["id"],
        )
    sla = f"/workspaces/{workspace['id']}/sla.json"

    assert (await owner.get(sla, policy="calm")).status_code == 409
    assert (await owner.get(sla, policy="agreed")).status_code == 200

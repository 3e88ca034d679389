"""Policies, maintenance windows and exclusions: what is written, and what it does to the uptime of a monitor."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from db.pool import Pool, acquire
from tests.api.facts import add_check
from tests.api.people import Person, field_of
from tests.api.test_numbers import add_interval

OFFICE = {"time_zone": "Europe/Vienna", "weekly": {"monday": [["08:00", "18:00"]]}}
MONDAY = datetime(2026, 10, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest_asyncio.fixture(loop_scope="session")
async def history(monitor: dict[str, Any], pool: Pool) -> dict[str, Any]:
    """A monitor, down from 9 to 11 UTC on a Monday (11 to 13 in Vienna), and up for the rest of the day."""
    async with acquire(pool) as conn:
        await conn.execute("UPDATE monitors SET created_at = $2 WHERE id = $1", monitor["id"], MONDAY)
    for start, end, state in ((0, 9, 1), (9, 11, 3), (11, 24, 1)):
        await add_interval(pool, monitor["id"], MONDAY + start * HOUR, MONDAY + end * HOUR, state)
    return monitor


async def uptime(person: Person, monitor: dict[str, Any], policy: str = "agreed") -> dict[str, Any]:
    query = {"from": MONDAY.isoformat(), "to": (MONDAY + timedelta(days=1)).isoformat(), "policy": policy}
    answer = await person.get(f"/monitors/{monitor['id']}/uptime", **query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_the_built_in_policies_are_listed_in_words(observer: Person, workspace: dict[str, Any]) -> None:
    items = (await observer.get(f"/workspaces/{workspace['id']}/policies")).json()["items"]

    assert [item["name"] for item in items] == ["observed", "agreed"]
    assert "Maintenance windows are left out." in items[1]["in_words"]


async def test_a_policy_with_service_hours(owner: Person, workspace: dict[str, Any], history: dict[str, Any]) -> None:
    """Ten hours on Monday, two of them down: 80 %."""
    made = await owner.post(f"/workspaces/{workspace['id']}/policies", {"name": "office", "service_hours": OFFICE})
    found = await uptime(owner, history, "office")

    assert made.status_code == 201, made.text
    assert (found["uptime"], found["denominator_s"], found["numerator_s"]) == (0.8, 36_000, 28_800)
    assert found["left_out"]["outside_hours_s"] == 14 * 3600
    assert found["policy"] == {"name": "office", "version": 1}


async def test_a_change_is_a_new_version_and_the_old_one_stays(
    owner: Person, workspace: dict[str, Any], history: dict[str, Any]
) -> None:
    path = f"/workspaces/{workspace['id']}/policies"
    holiday = {**OFFICE, "holidays": {"2026-10-05": "closed"}}
    for hours in (OFFICE, holiday):
        await owner.post(path, {"name": "office", "service_hours": hours})
    versions = (await owner.get(path, name="office")).json()["items"]
    log = (await owner.get(f"/workspaces/{workspace['id']}/audit")).json()["items"]

    assert [item["version"] for item in versions] == [2, 1]
    assert (await uptime(owner, history, "office"))["uptime"] is None
    assert (await uptime(owner, history, "office@1"))["uptime"] == 0.8
    assert log[0]["action"] == "policy.written"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "observed"}, "name"),
        ({"name": "x", "degraded": "left_out"}, "degraded"),
        ({"name": "x", "unknown": "good"}, "unknown"),
        ({"name": "x", "service_hours": {**OFFICE, "time_zone": "Mars/Base"}}, "service_hours.time_zone"),
        (
            {"name": "x", "service_hours": {**OFFICE, "weekly": {"monday": [["18:00", "08:00"]]}}},
            "service_hours.weekly",
        ),
        (
            {"name": "x", "service_hours": {**OFFICE, "weekly": {"monday": [["08:00", "24:30"]]}}},
            "service_hours.weekly",
        ),
        ({"name": "x", "min_outage_s": -1}, "min_outage_s"),
    ],
)
async def test_a_policy_that_cannot_be_is_refused(
    owner: Person, workspace: dict[str, Any], body: dict[str, Any], field: str
) -> None:
    response = await owner.post(f"/workspaces/{workspace['id']}/policies", body)

    assert response.status_code == 422
    assert field_of(response) == field


@pytest.mark.parametrize("name", ["nowhere", "observed@2", "agreed@x", "@1"])
async def test_a_policy_that_is_not_there(owner: Person, monitor: dict[str, Any], name: str) -> None:
    response = await owner.get(f"/monitors/{monitor['id']}/uptime", policy=name)

    assert response.status_code == 422
    assert field_of(response) == "policy"


async def test_confirmation_is_recomputed_from_the_checks(
    owner: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool
) -> None:
    """Every minute for an hour: one failure at minute 10, three at 30 to 32. With three in a row only those count:
    3 / 60. Recorded: 4 / 60."""
    start = (datetime.now(UTC) - 3 * HOUR).replace(second=0, microsecond=0)
    down = {10, 30, 31, 32}
    edges = [(0, 10, 1), (10, 11, 3), (11, 30, 1), (30, 33, 3), (33, 60, 1)]
    for first, last, state in edges:
        await add_interval(
            pool, monitor["id"], start + timedelta(minutes=first), start + timedelta(minutes=last), state
        )
    for minute in range(60):
        seen = {"outcome": 3, "state": 3, "reason": 1, "latency_us": None} if minute in down else {}
        await add_check(pool, monitor["id"], start + timedelta(minutes=minute), **seen)
    await owner.post(f"/workspaces/{workspace['id']}/policies", {"name": "calm", "confirmation": {"failures": 3}})
    late = {"name": "late", "confirmation": {"failures": 3}, "backdates": False}
    await owner.post(f"/workspaces/{workspace['id']}/policies", late)
    query = {"from": start.isoformat(), "to": (start + HOUR).isoformat()}
    found = {
        policy: (await owner.get(f"/monitors/{monitor['id']}/uptime", **query, policy=policy)).json()
        for policy in ("observed", "calm", "late")
    }

    assert {policy: one["down_s"] for policy, one in found.items()} == {"observed": 240, "calm": 180, "late": 60}
    assert all(one["denominator_s"] == 3600 for one in found.values())
    assert found["observed"]["recomputed_from"] is None
    assert datetime.fromisoformat(found["calm"]["recomputed_from"]) == start


async def test_an_exclusion_counts_until_it_is_revoked_and_both_figures_are_told(
    owner: Person, workspace: dict[str, Any], history: dict[str, Any]
) -> None:
    """One of the two hours down is excluded: 22 / 23 instead of 22 / 24."""
    path = f"/workspaces/{workspace['id']}/exclusions"
    span = {"starts_at": (MONDAY + 9 * HOUR).isoformat(), "ends_at": (MONDAY + 10 * HOUR).isoformat()}
    made = (await owner.post(path, {**span, "monitor_ids": [history["id"]], "reason": "the power grid"})).json()
    found = await uptime(owner, history)

    assert (found["uptime"], found["uptime_without_exclusions"]) == (22 / 23, 22 / 24)
    assert found["left_out"]["excluded_s"] == 3600
    assert [(part["left_out"], part["cause"]) for part in found["intervals"]][2] == ("excluded", str(made["id"]))
    assert made["created_by"] == "Ann Example"

    revoked = await owner.post(f"{path}/{made['id']}/revoke", {"reason": "it was us"})
    again = await owner.post(f"{path}/{made['id']}/revoke", {"reason": "twice"})
    log = (await owner.get(f"/workspaces/{workspace['id']}/audit")).json()["items"]
    assert revoked.json()["revoked_why"] == "it was us"
    assert again.status_code == 404
    assert (await uptime(owner, history))["uptime"] == 22 / 24
    assert [entry["action"] for entry in log[:2]] == ["exclusion.revoked", "exclusion.agreed"]
    assert [item["id"] for item in (await owner.get(path)).json()["items"]] == [made["id"]]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"is_for_all": False}, "monitor_ids"),
        ({"is_for_all": False, "monitor_ids": [2_000_000_000]}, "monitor_ids"),
        ({"ends_at": "2999-01-01T00:00:00Z"}, "ends_at"),
        ({"ends_at": "2026-01-01T00:00:00Z"}, "ends_at"),
        ({"starts_at": "2026-03-01T00:00:00"}, "starts_at"),
        ({"reason": " "}, "reason"),
    ],
)
async def test_an_exclusion_that_cannot_be_is_refused(
    owner: Person, workspace: dict[str, Any], changes: dict[str, Any], field: str
) -> None:
    body = {"starts_at": "2026-03-01T00:00:00Z", "ends_at": "2026-03-01T01:00:00Z", "is_for_all": True, "reason": "x"}
    response = await owner.post(f"/workspaces/{workspace['id']}/exclusions", {**body, **changes})

    assert response.status_code == 422
    assert field_of(response) == field


def tomorrow() -> datetime:
    return (datetime.now(UTC) + timedelta(days=1)).replace(minute=0, second=0, microsecond=0)


async def test_a_window_is_planned_changed_and_cancelled(owner: Person, workspace: dict[str, Any]) -> None:
    path = f"/workspaces/{workspace['id']}/maintenance"
    body = {"title": "Upgrade", "tags": ["shop"], "starts_at": tomorrow().isoformat(), "duration_s": 7200}
    made = (await owner.post(path, {**body, "rrule": "FREQ=WEEKLY"})).json()
    assert datetime.fromisoformat(made["next_ends_at"]) == tomorrow() + 2 * HOUR

    moved = (await owner.ask("PUT", f"{path}/{made['id']}", {**body, "title": "Move", "duration_s": 60})).json()
    assert datetime.fromisoformat(moved["next_ends_at"]) == tomorrow() + timedelta(minutes=1)
    assert (moved["title"], moved["rrule"]) == ("Move", None)

    assert (await owner.ask("DELETE", f"{path}/{made['id']}")).status_code == 204
    log = (await owner.get(f"/workspaces/{workspace['id']}/audit")).json()["items"]
    assert (await owner.get(path)).json()["items"] == []
    assert [entry["action"] for entry in log[:3]] == [
        "maintenance.cancelled",
        "maintenance.changed",
        "maintenance.planned",
    ]


async def test_what_a_window_has_been_stays(
    owner: Person, workspace: dict[str, Any], history: dict[str, Any], pool: Pool
) -> None:
    """It was open from 9 to 10, while the monitor was down; then it is for others, then cancelled."""
    path = f"/workspaces/{workspace['id']}/maintenance"
    body = {"title": "Upgrade", "is_for_all": True, "starts_at": tomorrow().isoformat(), "duration_s": 3600}
    made = (await owner.post(path, {**body, "rrule": "FREQ=DAILY"})).json()
    async with acquire(pool) as conn:
        await conn.execute(
            "INSERT INTO maintenance_occurrences (window_id, workspace_id, starts_at, ends_at, is_for_all)"
            " VALUES ($1, $2, $3, $4, true)",
            *(made["id"], workspace["id"], MONDAY + 9 * HOUR, MONDAY + 10 * HOUR),
        )
    narrower = {**body, "is_for_all": False, "tags": ["elsewhere"]}
    assert (await owner.ask("PUT", f"{path}/{made['id']}", narrower)).status_code == 200
    await owner.ask("DELETE", f"{path}/{made['id']}")
    found = await uptime(owner, history)
    async with acquire(pool) as conn:
        left = await conn.fetchval("SELECT count(*) FROM maintenance_occurrences WHERE window_id = $1", made["id"])

    assert left == 1
    assert (found["uptime"], found["left_out"]["maintenance_s"]) == (22 / 23, 3600)
    assert (await uptime(owner, history, "observed"))["uptime"] == 22 / 24
    assert found["intervals"][2]["state"] == "maintenance"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_at": "2026-03-01T00:00:00Z"}, "starts_at"),
        ({"starts_at": "2999-03-01T00:00:00Z"}, "starts_at"),
        ({"rrule": "FREQ=SECONDLY"}, "rrule"),
        ({"rrule": "FREQ=HOURLY"}, "rrule"),
        ({"time_zone": "Mars"}, "time_zone"),
        ({"is_for_all": False}, "monitor_ids"),
        ({"duration_s": 1}, "duration_s"),
    ],
)
async def test_a_window_that_cannot_be_is_refused(
    owner: Person, workspace: dict[str, Any], changes: dict[str, Any], field: str
) -> None:
    body = {"title": "x", "is_for_all": True, "starts_at": tomorrow().isoformat(), "duration_s": 3600}
    response = await owner.post(f"/workspaces/{workspace['id']}/maintenance", {**body, **changes})

    assert response.status_code == 422, response.text
    assert field_of(response) == field

"""Explore with questions that mean harm: words are words, what is too much is refused, and nobody sees another's."""

from datetime import timedelta
from typing import Any

import pytest

from db.pool import Pool, acquire
from tests.api.facts import add_check, midnight
from tests.api.people import Person
from tests.api.test_explore import SPAN, START, add_story
from tests.api.test_percentiles import let_have_lived

INJECTIONS = [
    "'; DROP TABLE checks; --",
    '"; DROP TABLE checks; --',
    "1) UNION SELECT password_hash FROM users --",
    "checks\u0000",
    "$1",
    "%s",
    "\\",
    "(SELECT pg_sleep(9))",
    "monitor, (SELECT current_user)",
    "é" * 60,
    "",
]
FIELDS: dict[str, Any] = {
    "measures": lambda text: {"measures": [text]},
    "group_by": lambda text: {"group_by": [text]},
    "time_zone": lambda text: {"time_zone": text},
    "format": lambda text: {"format": text},
    "from": lambda text: {"from": text},
    "to": lambda text: {"to": text},
    "limit": lambda text: {"limit": text},
    "regions": lambda text: {"filter": {"regions": [text]}},
    "reasons": lambda text: {"filter": {"reasons": [text]}},
    "statuses": lambda text: {"filter": {"statuses": [text]}},
    "monitors": lambda text: {"filter": {"monitors": [text]}},
    "a field of its own": lambda text: {text: text},
    "a filter of its own": lambda text: {"filter": {text: text}},
}


@pytest.mark.parametrize("text", INJECTIONS, ids=range(len(INJECTIONS)))
@pytest.mark.parametrize("field", FIELDS)
async def test_every_word_is_checked(owner: Person, workspace: dict[str, Any], field: str, text: str) -> None:
    body = {"measures": ["checks"], **FIELDS[field](text)}
    response = await owner.post(f"/workspaces/{workspace['id']}/explore", body)

    assert response.status_code == 422, response.text
    assert response.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize("text", [one for one in INJECTIONS if one], ids=range(len(INJECTIONS) - 1))
async def test_a_tag_is_only_a_tag(
    owner: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool, text: str
) -> None:
    """Tags are people's own words: whatever is written there is compared, never run."""
    await add_story(pool, monitor["id"])
    body = {"measures": ["checks"], "filter": {"tags": [text]}, **SPAN}
    response = await owner.post(f"/workspaces/{workspace['id']}/explore", body)

    assert response.status_code in (200, 422)
    assert response.status_code == 422 or response.json()["rows"] == 0
    async with acquire(pool) as conn:
        assert await conn.fetchval("SELECT count(*) FROM checks WHERE monitor_id = $1", monitor["id"]) == 4


@pytest.mark.parametrize(
    "change",
    [
        {"measures": ["checks"] * 13},
        {"measures": ["checks", "checks"]},
        {"group_by": ["monitor", "tag", "region", "day"]},
        {"filter": {"monitors": list(range(1001))}},
        {"filter": {"monitors": [2**70]}},
        {"filter": {"monitors": [-1]}},
        {"filter": {"statuses": [99]}},
        {"filter": {"statuses": list(range(100, 201))}},
        {"filter": {"tags": ["x"] * 101}},
        {"limit": 0},
        {"limit": 10**30},
        {"limit": True},
        {"from": "0001-01-01T00:00:00Z"},
        {"from": "9999-12-31T23:59:59Z"},
        {"from": "1971-01-01T00:00:00Z"},
        {"from": "2026-03-01T00:00:00Z", "to": "2026-02-01T00:00:00Z"},
        {"from": 1e300},
        {"from": {"$gt": ""}},
        {"measures": "checks"},
        {"filter": []},
    ],
    ids=lambda change: str(change)[:50],
)
async def test_what_is_too_much_or_makes_no_sense(
    owner: Person, workspace: dict[str, Any], change: dict[str, Any]
) -> None:
    response = await owner.post(f"/workspaces/{workspace['id']}/explore", {"measures": ["checks"], **change})

    assert response.status_code == 422, response.text


async def test_more_hours_than_can_be_added_up(owner: Person, workspace: dict[str, Any], pool: Pool) -> None:
    """100 old monitors over nine years are eight million hourly sums, in millions of groups; a year of them is not."""
    async with acquire(pool) as conn:
        await conn.execute(
            """
            INSERT INTO monitors (workspace_id, name, kind, target, period_value, period_unit, period_s, timeout_ms,
                                  confirm_failures, confirm_recoveries, retry_ms, created_at)
            SELECT $1, 'Monitor ' || n, 'tcp', 'x:1', 1, 'minutes', 60, 100, 1, 1, 0, now() - interval '12 years'
              FROM generate_series(1, 100) AS n
            """,
            workspace["id"],
        )
    path = f"/workspaces/{workspace['id']}/explore"
    body = {"measures": ["availability"], "group_by": ["monitor", "day", "hour"]}
    decade = await owner.post(path, {**body, "from": (midnight() - timedelta(days=3300)).isoformat()})
    year = await owner.post(path, {**body, "from": (midnight() - timedelta(days=365)).isoformat()})

    assert decade.status_code == 422
    assert "hourly sums" in decade.json()["detail"]
    assert (year.status_code, year.json()["rows"]) == (200, 0)


async def test_nobody_sees_the_checks_of_others(
    owner: Person, stranger: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool
) -> None:
    """Not by the workspace, not by naming the monitor, and not by a tag that both have."""
    await add_story(pool, monitor["id"])
    await owner.patch(f"/monitors/{monitor['id']}", {"tags": ["shop"]})
    mine = (await stranger.post("/workspaces", {"name": "Elsewhere"})).json()
    own = await stranger.make_monitor(mine["id"], name="Own", tags=["shop"])
    await let_have_lived(pool, own["id"])
    await add_check(pool, own["id"], START + timedelta(hours=10))
    body = {"measures": ["checks"], "group_by": ["monitor"], **SPAN}
    path = f"/workspaces/{mine['id']}/explore"
    foreign = await stranger.post(f"/workspaces/{workspace['id']}/explore", body)
    named = await stranger.post(path, {**body, "filter": {"monitors": [monitor["id"]]}})
    tagged = await stranger.post(path, {**body, "filter": {"tags": ["shop"]}})
    everything = await stranger.post(path, {"measures": ["checks"], **SPAN})

    assert foreign.status_code == 404
    assert named.status_code == 422
    assert tagged.json()["columns"] == {"monitor": ["Own"], "checks": [1]}
    assert everything.json()["columns"] == {"checks": [1]}

"""First pages: all workspaces at a glance, and one of them in a few numbers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.glance import RANKS, worst_of
from core.reasons import Reason
from core.states import Outcome, State
from db.pool import Pool
from tests.api.facts import add_day, add_incident, set_state
from tests.api.people import Person

COUNTS = ("monitors", "active", "up", "degraded", "down", "unknown", "maintenance", "pending", "paused")
NOTHING = dict.fromkeys(COUNTS, 0)


def counts(found: dict[str, Any]) -> dict[str, int]:
    return {name: found[name] for name in COUNTS}


@pytest.mark.parametrize(
    ("lines", "worst"),
    [
        ([], "b" * 90),
        (["bnfmiad"], "bnfmiad"),
        (["bnfmiad", "nfmiadb"], "nfmiadd"),
        (["ffff", "bnmd", "niaf"], "fiad"),
    ],
    ids=["no monitor", "one", "two", "three"],
)
def test_the_worst_of_each_day(lines: list[str], worst: str) -> None:
    assert worst_of(lines) == worst


def test_ranks_go_from_best_to_worst() -> None:
    assert RANKS == "bnfmiad"


async def test_counts_are_over_all_workspaces(owner: Person, workspace: dict[str, Any], pool: Pool) -> None:
    other = await owner.make_workspace("Second")
    down = await owner.make_monitor(workspace["id"])
    paused = await owner.make_monitor(other["id"])
    gone = await owner.make_monitor(other["id"])
    await set_state(pool, down["id"], State.DOWN)
    await owner.post(f"/monitors/{paused['id']}/pause")
    await owner.delete(f"/monitors/{gone['id']}")
    found = (await owner.get("/me/overview")).json()

    assert (found["workspaces"], counts(found)) == (2, {**NOTHING, "monitors": 2, "active": 1, "down": 1, "paused": 1})
    assert [(one["name"], one["monitors"], one["down"], one["paused"]) for one in found["workspaces_list"]] == [
        ("Acme", 1, 1, 0),
        ("Second", 1, 0, 1),
    ]


async def test_a_newcomer_has_nothing(stranger: Person) -> None:
    found = (await stranger.get("/me/overview")).json()

    assert (found["workspaces"], counts(found)) == (0, NOTHING)
    assert [found[name] for name in ("workspaces_list", "now", "recent", "next")] == [[], [], [], []]


async def test_workspaces_with_trouble_come_first(owner: Person, pool: Pool) -> None:
    for name, state in (("a fine", State.UP), ("slow", State.DEGRADED), ("b fine", State.UP), ("broken", State.DOWN)):
        place = await owner.make_workspace(name)
        await set_state(pool, (await owner.make_monitor(place["id"]))["id"], state)
    await owner.make_workspace("c empty")
    found = (await owner.get("/me/overview")).json()["workspaces_list"]

    assert [one["name"] for one in found] == ["broken", "slow", "a fine", "b fine", "c empty"]
    assert (found[4]["states"], found[4]["uptime_90d"], found[4]["last_checked_at"]) == ("b" * 90, None, None)


async def test_uptime_and_days_are_those_of_all_monitors(
    owner: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool
) -> None:
    """300 of 400 s and 500 of 600 s: 800 / 1000, not the mean of 75 % and 83.3 %."""
    second = await owner.make_monitor(workspace["id"])
    await add_day(pool, monitor["id"], 2, up_s=300, down_s=100)
    await add_day(pool, second["id"], 2, up_s=100)
    await add_day(pool, second["id"], 1, up_s=400, down_s=100)
    line = (await owner.get("/me/overview")).json()["workspaces_list"][0]
    alone = (await owner.get(f"/workspaces/{workspace['id']}/overview")).json()

    assert (line["uptime_90d"], line["states"][-4:]) == (0.8, "baan")
    assert alone == {
        **line,
        **{name: alone[name] for name in ("first_day", "last_day", "legend")},
        "open_incidents": [],
        "planned_work": [],
    }
    assert alone["legend"][line["states"][-2]] == "major"


async def test_now_is_what_is_wrong(owner: Person, workspace: dict[str, Any], pool: Pool) -> None:
    slow, broken, fine = [(await owner.make_monitor(workspace["id"], name=name))["id"] for name in ("s", "b", "f")]
    await set_state(
        pool,
        slow,
        State.DEGRADED,
        outcome=Outcome.DEGRADED,
        reason=Reason.TOO_SLOW,
        latency_us=412_000,
        http_status=200,
    )
    await set_state(pool, broken, State.DOWN, outcome=Outcome.DOWN, reason=Reason.HTTP_STATUS, detail="503")
    await set_state(pool, fine, State.UP, outcome=Outcome.UP)
    await add_incident(pool, broken, datetime.now(UTC), None)
    now = (await owner.get("/me/overview")).json()["now"]

    assert [(one["monitor_name"], one["state"], one["reason"]) for one in now] == [
        ("b", "down", "http_status"),
        ("s", "degraded", "too_slow"),
    ]
    assert now[0]["message"] == "The server answered with a status that is not expected. 503"
    assert (now[0]["workspace_name"], now[0]["workspace_id"]) == ("Acme", workspace["id"])
    assert (now[1]["latency_ms"], now[1]["http_status"], now[1]["incident_id"]) == (412, 200, None)
    assert now[0]["incident_id"] is not None


async def test_what_is_down_keeps_its_reason_while_it_seems_to_recover(
    owner: Person, monitor: dict[str, Any], pool: Pool
) -> None:
    await set_state(pool, monitor["id"], State.DOWN, outcome=Outcome.UP, http_status=200)
    await add_incident(pool, monitor["id"], datetime.now(UTC), None, reason=Reason.TIMEOUT)

    assert (await owner.get("/me/overview")).json()["now"][0]["reason"] == "timeout"


async def test_recent_is_what_happened_last(owner: Person, pool: Pool) -> None:
    now = datetime.now(UTC)
    for name in ("One", "Two"):
        place = await owner.make_workspace(name)
        monitor = await owner.make_monitor(place["id"], name=f"Shop {name}")
        for hour in range(15):
            await add_incident(pool, monitor["id"], now - timedelta(hours=hour + 1), timedelta(seconds=90))
    recent = (await owner.get("/me/overview")).json()["recent"]

    assert len(recent) == 20
    assert [one["started_at"] for one in recent] == sorted((one["started_at"] for one in recent), reverse=True)
    assert {(one["workspace_name"], one["monitor_name"]) for one in recent} == {
        ("One", "Shop One"),
        ("Two", "Shop Two"),
    }
    assert recent[0]["duration_s"] == 90


async def test_next_is_which_certificates_end(owner: Person, workspace: dict[str, Any], pool: Pool) -> None:
    now = datetime.now(UTC)
    for name, days in (("later", 31), ("soon", 9), ("gone", -2), ("paused", 1)):
        monitor = await owner.make_monitor(workspace["id"], name=name)
        ends = now + timedelta(days=days, minutes=1)
        await set_state(pool, monitor["id"], State.UP, certificate_expires_at=ends)
        if name == "paused":
            await owner.post(f"/monitors/{monitor['id']}/pause")
    found = (await owner.get("/me/overview")).json()["next"]

    assert [(one["monitor_name"], one["days_left"]) for one in found] == [("gone", -2), ("soon", 9)]


async def test_others_and_keys_of_one_workspace_see_their_own(
    owner: Person, stranger: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool
) -> None:
    other = await owner.make_workspace("Second")
    await set_state(pool, monitor["id"], State.DOWN)
    await add_incident(pool, monitor["id"], datetime.now(UTC), None)
    body = {"name": "x", "workspace_id": other["id"], "scope": "read"}
    key = (await owner.post("/me/api-keys", body)).json()["key"]
    by_key = (await owner.client.get("/api/v1/me/overview", headers={"Authorization": f"Bearer {key}"})).json()
    by_stranger = (await stranger.get("/me/overview")).json()

    assert [one["name"] for one in by_key["workspaces_list"]] == ["Second"]
    assert (by_key["now"], by_key["recent"], by_stranger["now"], by_stranger["recent"]) == ([], [], [], [])


async def test_a_workspace_says_what_is_down_in_it(
    owner: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool
) -> None:
    now = datetime.now(UTC)
    await set_state(pool, monitor["id"], State.DOWN)
    await add_incident(pool, monitor["id"], now - timedelta(hours=2), timedelta(hours=1))
    await add_incident(pool, monitor["id"], now, None)
    found = (await owner.get(f"/workspaces/{workspace['id']}/overview")).json()

    assert [one["ended_at"] for one in found["open_incidents"]] == [None]
    assert (found["down"], found["role"], found["last_checked_at"] is not None) == (1, "owner", True)


async def test_the_next_planned_work_is_told_once_a_window(
    owner: Person, stranger: Person, workspace: dict[str, Any], monitor: dict[str, Any]
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    path = f"/workspaces/{workspace['id']}/maintenance"
    body = {"title": "New disks", "is_for_all": True, "duration_s": 7200}
    for rule, hours in (("FREQ=DAILY", 30), (None, 3), (None, 24 * 8)):
        await owner.post(path, body | {"starts_at": (now + timedelta(hours=hours)).isoformat(), "rrule": rule})
    await owner.make_monitor(workspace["id"])
    found = (await owner.get("/me/overview")).json()["planned_work"]
    own = (await owner.get(f"/workspaces/{workspace['id']}/overview")).json()["planned_work"]

    starts = [datetime.fromisoformat(one["starts_at"]) for one in found]
    assert starts == [now + timedelta(hours=3), now + timedelta(hours=30)]
    assert [(one["title"], one["monitors"], one["workspace_name"]) for one in found] == [("New disks", 2, "Acme")] * 2
    assert own == found
    assert (await stranger.get("/me/overview")).json()["planned_work"] == []

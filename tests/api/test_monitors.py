"""Monitors: made, listed, changed, paused, deleted."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db.monitors import select_specs
from db.pool import Pool, acquire
from db.redis import connect, subscribe
from tests.api.people import Person, field_of
from tests.servers import Valkey

MINIMAL = {"name": "Shop", "kind": "http", "target": "https://shop.example.com"}


async def test_only_name_kind_and_target_are_required(owner: Person, workspace: dict[str, Any]) -> None:
    made = await owner.make_monitor(workspace["id"])

    assert made["period"] == {"value": 15, "unit": "minutes"}
    assert (made["timeout_s"], made["confirm"]) == (10, {"failures": 2, "recoveries": 1, "retry_s": 20})
    assert (made["retention_days"], made["is_public"], made["recipients"]) == (90, True, None)
    assert made["expect"]["status"] == ["200-299"]
    assert (made["state"], made["since"], made["last_check"], made["uptime_90d"]) == ("pending", None, None, None)


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "tcp", "target": "db.example.com:5432"},
        {"kind": "icmp", "target": "192.0.2.1"},
        {"kind": "dns", "target": "example.com", "dns_record": "MX", "dns_resolver": "192.0.2.53"},
        {"kind": "tls", "target": "example.com", "expect": {"certificate_days": 30}},
        {"kind": "heartbeat", "target": "", "grace_s": 60},
        {"kind": "http", "target": "http://[2001:db8::1]:8080/health?deep=1", "method": "POST", "body": "{}"},
    ],
    ids=lambda body: str(body["kind"]),
)
async def test_every_kind_can_be_made_and_read(owner: Person, workspace: dict[str, Any], body: dict[str, Any]) -> None:
    made = await owner.make_monitor(workspace["id"], **body)
    seen = (await owner.get(f"/monitors/{made['id']}")).json()

    assert seen == made
    assert {key: seen[key] for key in body if key != "expect"} == {key: body[key] for key in body if key != "expect"}


async def test_everything_that_is_given_comes_back(owner: Person, workspace: dict[str, Any], pool: Pool) -> None:
    expect = {
        "status": ["200", "301-302"],
        "body_contains": "ok",
        "body_not_contains": "error",
        "json": [{"path": "a.b[0]", "equals": None}, {"path": "depth", "at_most": 5}],
        "header": {"X-Version": "2"},
        "max_latency_ms": 900,
        "degraded_latency_ms": 300,
    }
    wish = {
        "period": {"value": 1, "unit": "hours"},
        "retention_days": 400,
        "timeout_s": 2.5,
        "expect": expect,
        "confirm": {"failures": 3, "recoveries": 2, "retry_s": 1.5},
        "headers": {"Authorization": "Bearer x"},
        "method": "POST",
        "body": "hello",
        "follow_redirects": False,
        "verify_tls": False,
        "tags": ["a", "b", "a"],
        "group": "Shops",
        "is_public": False,
        "public_name": "The shop",
        "recipients": [owner.user["email"]],
    }
    made = await owner.make_monitor(workspace["id"], **wish)
    async with acquire(pool) as conn:
        live = (await select_specs(conn, [made["id"]]))[made["id"]]

    assert {key: made[key] for key in wish} == {**wish, "tags": ["a", "b"], "expect": made["expect"]}
    assert {key: made["expect"][key] for key in expect} == expect
    assert (live.spec.timeout_s, live.spec.confirm.failures, live.spec.expect.max_latency_ms) == (2.5, 3, 900)
    assert live.revision == 1


async def test_a_heartbeat_answers_with_its_address(owner: Person, workspace: dict[str, Any]) -> None:
    made = await owner.make_monitor(workspace["id"], kind="heartbeat", target="")

    assert made["ping_url"].startswith("https://status.example.org/ping/")
    assert made["grace_s"] == 180
    assert made["confirm"]["failures"] == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "ftp"}, "kind"),
        ({"target": ""}, "target"),
        ({"target": "ftp://example.com"}, "target"),
        ({"target": "https://user:secret@example.com"}, "target"),
        ({"target": "https://example.com:22"}, "target"),
        ({"kind": "tcp", "target": "example.com"}, "target"),
        ({"kind": "icmp", "target": "http://example.com"}, "target"),
        ({"period": {"value": 5, "unit": "seconds"}}, "period"),
        ({"period": {"value": 53, "unit": "weeks"}}, "period"),
        ({"period": {"value": 1, "unit": "months"}}, "period.unit"),
        ({"period": {"value": 1.5, "unit": "hours"}}, "period.value"),
        ({"retention_days": 6}, "retention_days"),
        ({"retention_days": 3651}, "retention_days"),
        ({"timeout_s": 61}, "timeout_s"),
        ({"timeout_s": 0.05}, "timeout_s"),
        ({"period": {"value": 10, "unit": "seconds"}, "timeout_s": 9}, "timeout_s"),
        ({"period": {"value": 10, "unit": "seconds"}, "confirm": {"retry_s": 9}}, "confirm.retry_s"),
        ({"confirm": {"failures": 0}}, "confirm.failures"),
        ({"confirm": {"failures": 11}}, "confirm.failures"),
        ({"confirm": {"patience": 1}}, "confirm.patience"),
        ({"expect": {"status": ["abc"]}}, "expect.status"),
        ({"expect": {"json": [{"path": "a b"}]}}, "expect.json.0"),
        ({"expect": {"json": [{"path": "a", "equals": 1, "at_most": 2}]}}, "expect.json.0"),
        ({"expect": {"json": [{"path": "a..b", "equals": 1}]}}, "expect.json.0.path"),
        ({"expect": {"colour": "blue"}}, "expect.colour"),
        ({"expect": {"answers": ["192.0.2.1"]}}, "expect.answers"),
        ({"headers": {"Host": "x"}}, "headers"),
        ({"headers": {"A b": "x"}}, "headers"),
        ({"headers": {"A": "x\r\nB: y"}}, "headers"),
        ({"method": "TRACE"}, "method"),
        ({"kind": "tcp", "target": "a.example:1", "method": "POST"}, "method"),
        ({"kind": "dns", "target": "a.example", "verify_tls": False}, "verify_tls"),
        ({"grace_s": 5}, "grace_s"),
        ({"dns_record": "MX"}, "dns_record"),
        ({"tags": ["x" * 51]}, "tags.0"),
        ({"tags": [""]}, "tags.0"),
        ({"state": "up"}, "state"),
        ({"workspace_id": "x"}, "workspace_id"),
        ({"revision": 7}, "revision"),
        ({"ping_token": "x"}, "ping_token"),
        ({"name": "a\x00b"}, "name"),
    ],
    ids=str,
)
async def test_a_wrong_wish_is_refused_with_field_and_remedy(
    owner: Person, workspace: dict[str, Any], change: dict[str, Any], field: str
) -> None:
    response = await owner.post(f"/workspaces/{workspace['id']}/monitors", {**MINIMAL, **change})

    assert response.status_code == 422
    assert field_of(response) == field


async def test_what_does_not_fit_is_refused_with_the_largest_value(owner: Person, workspace: dict[str, Any]) -> None:
    """Ten seconds leave nine for two tries: 4.5 s each."""
    wish = {**MINIMAL, "period": {"value": 10, "unit": "seconds"}, "timeout_s": 6, "confirm": {"retry_s": 0}}
    path = f"/workspaces/{workspace['id']}/monitors"
    refused = await owner.post(path, wish)
    accepted = await owner.post(path, {**wish, "timeout_s": 4.5})

    assert "4.5 s" in refused.json()["errors"][0]["remedy"]
    assert accepted.status_code == 201


@pytest.mark.parametrize("value", [10, 11, 59, 60, 3600, 86_400])
async def test_any_period_alone_is_valid(owner: Person, workspace: dict[str, Any], value: int) -> None:
    made = await owner.make_monitor(workspace["id"], period={"value": value, "unit": "seconds"})

    assert made["timeout_s"] <= value / 4
    assert made["confirm"]["retry_s"] <= 20


async def test_list_over_all_workspaces_has_cursors_and_filters(owner: Person, workspace: dict[str, Any]) -> None:
    other = await owner.make_workspace("Second")
    first = await owner.make_monitor(workspace["id"], name="Alpha", tags=["red"])
    second = await owner.make_monitor(other["id"], name="Beta", target="https://needle.example.com")
    third = await owner.make_monitor(other["id"], name="Gamma", tags=["red", "blue"])
    await owner.post(f"/monitors/{third['id']}/pause")

    async def ids(**query: Any) -> list[int]:
        return [item["id"] for item in (await owner.get("/monitors", **query)).json()["items"]]

    page = (await owner.get("/monitors", limit=2)).json()
    rest = (await owner.get("/monitors", limit=2, cursor=page["next"])).json()
    assert [item["id"] for item in page["items"] + rest["items"]] == [first["id"], second["id"], third["id"]]
    assert rest["next"] is None
    assert await ids(tag="red") == [first["id"], third["id"]]
    assert await ids(state="paused") == [third["id"]]
    assert await ids(state="pending") == [first["id"], second["id"]]
    assert await ids(workspace=other["id"]) == [second["id"], third["id"]]
    assert await ids(q="ALPH") == [first["id"]]
    assert await ids(q="needle") == [second["id"]]
    assert await ids(q="%") == []
    assert [m["id"] for m in (await owner.get(f"/workspaces/{other['id']}/monitors")).json()["items"]] == [
        second["id"],
        third["id"],
    ]


async def test_lists_show_nothing_to_strangers(stranger: Person, monitor: dict[str, Any]) -> None:
    workspace_id = monitor["workspace_id"]

    assert (await stranger.get("/monitors")).json() == {"items": [], "next": None}
    assert (await stranger.get("/monitors", workspace=workspace_id)).json() == {"items": [], "next": None}
    assert (await stranger.get(f"/workspaces/{workspace_id}/monitors")).status_code == 404


async def revision(pool: Pool, monitor_id: int) -> int:
    async with acquire(pool) as conn:
        found: int = await conn.fetchval("SELECT revision FROM monitors WHERE id = $1", monitor_id)
    return found


@pytest.mark.parametrize(
    ("change", "is_seen"),
    [
        ({"target": "https://other.example.com"}, True),
        ({"period": {"value": 5, "unit": "minutes"}}, True),
        ({"expect": {"body_contains": "x"}}, True),
        ({"headers": {"A": "b"}}, True),
        ({"confirm": {"failures": 3}}, True),
        ({"name": "New"}, False),
        ({"tags": ["x"]}, False),
        ({"is_public": False}, False),
        ({"retention_days": 100}, False),
        ({"period": {"value": 900, "unit": "seconds"}}, False),
        ({}, False),
    ],
    ids=str,
)
async def test_probes_are_told_only_of_what_they_must_see(
    owner: Person, monitor: dict[str, Any], pool: Pool, change: dict[str, Any], is_seen: bool
) -> None:
    response = await owner.patch(f"/monitors/{monitor['id']}", change)

    assert response.status_code == 200
    assert await revision(pool, monitor["id"]) == 1 + is_seen


async def test_change_keeps_what_is_left_out(owner: Person, workspace: dict[str, Any]) -> None:
    before = await owner.make_monitor(
        workspace["id"], expect={"body_contains": "ok"}, confirm={"failures": 3}, tags=["a"]
    )
    path = f"/monitors/{before['id']}"
    after = (await owner.patch(path, {"expect": {"max_latency_ms": 500}, "confirm": {"recoveries": 2}})).json()

    assert after["expect"] == {**before["expect"], "max_latency_ms": 500}
    assert after["confirm"] == {**before["confirm"], "recoveries": 2}
    assert after["tags"] == ["a"]


async def test_null_means_the_default_again(owner: Person, workspace: dict[str, Any]) -> None:
    made = await owner.make_monitor(
        workspace["id"], timeout_s=1, group="G", expect={"body_contains": "ok", "status": ["404"]}, method="POST"
    )
    changes = {"timeout_s": None, "group": None, "expect": {"status": None}, "method": None, "tags": None}
    after = (await owner.patch(f"/monitors/{made['id']}", changes)).json()

    assert (after["timeout_s"], after["group"], after["method"]) == (10, None, "GET")
    assert (after["expect"]["status"], after["expect"]["body_contains"]) == (["200-299"], "ok")


async def test_defaults_follow_a_changed_period(owner: Person, monitor: dict[str, Any]) -> None:
    ten_seconds = {"period": {"value": 10, "unit": "seconds"}}
    fast = (await owner.patch(f"/monitors/{monitor['id']}", ten_seconds)).json()
    slow = (await owner.patch(f"/monitors/{monitor['id']}", {"period": monitor["period"]})).json()

    assert fast["timeout_s"] == 2.5
    assert (slow["timeout_s"], slow["confirm"]) == (monitor["timeout_s"], monitor["confirm"])


async def test_explicit_values_must_fit_a_changed_period(owner: Person, workspace: dict[str, Any]) -> None:
    made = await owner.make_monitor(workspace["id"], timeout_s=8)
    response = await owner.patch(f"/monitors/{made['id']}", {"period": {"value": 10, "unit": "seconds"}})

    assert response.status_code == 422
    assert field_of(response) == "timeout_s"


async def test_what_was_read_can_be_sent_back(owner: Person, monitor: dict[str, Any], pool: Pool) -> None:
    """A form sends everything it shows; nothing changes by that."""
    derived = {"id", "workspace_id", "kind", "ping_url", "paused_at", "created_at", "updated_at", "state", "since"}
    derived |= {"last_check", "uptime_90d", "certificate_expires_at"}
    body = {key: value for key, value in monitor.items() if key not in derived}
    response = await owner.patch(f"/monitors/{monitor['id']}", body)

    assert response.status_code == 200, response.text
    assert {**response.json(), "updated_at": monitor["updated_at"]} == monitor
    assert await revision(pool, monitor["id"]) == 1


async def test_shorter_retention_says_what_is_lost_and_asks(owner: Person, monitor: dict[str, Any], pool: Pool) -> None:
    path, today = f"/monitors/{monitor['id']}", datetime.now(UTC).date()
    async with acquire(pool) as conn:
        await conn.execute("UPDATE monitors SET created_at = now() - interval '40 days' WHERE id = $1", monitor["id"])
    refused = await owner.patch(path, {"retention_days": 30})
    confirmed = await owner.patch(path, {"retention_days": 30, "confirm_loss": True})

    assert refused.status_code == 409
    assert str(today - timedelta(days=40)) in refused.json()["detail"]
    assert str(today - timedelta(days=31)) in refused.json()["detail"]
    assert confirmed.json()["retention_days"] == 30


async def test_shorter_retention_that_loses_nothing_needs_no_word(owner: Person, monitor: dict[str, Any]) -> None:
    assert (await owner.patch(f"/monitors/{monitor['id']}", {"retention_days": 7})).status_code == 200


async def test_pause_and_resume_are_idempotent(owner: Person, monitor: dict[str, Any], pool: Pool) -> None:
    path = f"/monitors/{monitor['id']}"
    paused = [(await owner.post(f"{path}/pause")).json() for _ in range(2)]
    resumed = [(await owner.post(f"{path}/resume")).json() for _ in range(2)]

    assert [one["state"] for one in paused] == ["paused", "paused"]
    assert paused[0]["paused_at"] == paused[1]["paused_at"]
    assert [one["state"] for one in resumed] == ["pending", "pending"]
    assert await revision(pool, monitor["id"]) == 3


async def test_delete_hides_the_monitor(owner: Person, monitor: dict[str, Any], pool: Pool) -> None:
    path = f"/monitors/{monitor['id']}"

    assert (await owner.delete(path)).status_code == 204
    assert (await owner.get(path)).status_code == 404
    assert (await owner.delete(path)).status_code == 404
    async with acquire(pool) as conn:
        assert await select_specs(conn, [monitor["id"]]) == {}


async def test_observer_sees_no_secrets_and_changes_nothing(
    owner: Person, observer: Person, workspace: dict[str, Any]
) -> None:
    made = await owner.make_monitor(workspace["id"], headers={"Authorization": "Bearer s3cret"}, body="s3cret")
    beat = await owner.make_monitor(workspace["id"], kind="heartbeat", target="")
    path = f"/monitors/{made['id']}"
    seen = await observer.get(path)
    refusals = [
        await observer.patch(path, {"name": "x"}),
        await observer.delete(path),
        await observer.post(f"{path}/pause"),
        await observer.post(f"{path}/resume"),
        await observer.post(f"{path}/check"),
        await observer.post(f"/workspaces/{workspace['id']}/monitors", MINIMAL),
        await observer.post(f"/workspaces/{workspace['id']}/check", MINIMAL),
    ]

    assert "s3cret" not in seen.text
    assert seen.json()["headers"] == {"Authorization": "(hidden)"}
    assert (await observer.get(f"/monitors/{beat['id']}")).json()["ping_url"] is None
    assert [refusal.status_code for refusal in refusals] == [403] * 7


async def test_a_change_wakes_the_dispatcher(owner: Person, workspace: dict[str, Any], shared_valkey: Valkey) -> None:
    redis = connect(shared_valkey.url)
    messages = subscribe(redis, "healther:wake")
    async with asyncio.timeout(5):
        assert await anext(messages) is None
        await owner.make_monitor(workspace["id"])
        message = await anext(messages)
    await messages.aclose()
    await redis.aclose()

    assert message is not None


@pytest.mark.parametrize(
    ("columns", "state"),
    [
        ("recorded = 1, covered_until = now() + interval '1 minute'", "up"),
        ("recorded = 3, covered_until = now() + interval '1 minute'", "down"),
        ("recorded = 4, covered_until = now() + interval '1 minute'", "unknown"),
        ("recorded = 1, covered_until = now() - interval '15 minutes'", "up"),
        ("recorded = 1, covered_until = now() - interval '17 minutes'", "unknown"),
    ],
    ids=["up", "down", "unmeasured", "late within a period and a minute", "not checked any more"],
)
async def test_shown_state(owner: Person, monitor: dict[str, Any], pool: Pool, columns: str, state: str) -> None:
    """A state is only shown while its point stands; with a period of 15 minutes it may be late by 16."""
    async with acquire(pool) as conn:
        await conn.execute(
            """
            INSERT INTO monitor_state (monitor_id, state, since, last_slot) VALUES ($1, 1, now(), now())
                ON CONFLICT (monitor_id) DO NOTHING
            """,
            monitor["id"],
        )
        await conn.execute(f"UPDATE monitor_state SET {columns} WHERE monitor_id = $1", monitor["id"])

    assert (await owner.get(f"/monitors/{monitor['id']}")).json()["state"] == state

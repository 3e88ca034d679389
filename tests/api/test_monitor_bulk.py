"""Many monitors at once: all of them or none, by the same rules as one."""

import secrets
from typing import Any

import httpx
import pytest
import pytest_asyncio

from core.states import State
from db.pool import Pool, acquire
from tests.api.accounts.post import mails_to
from tests.api.facts import set_state
from tests.api.people import Person

MINUTE = {"value": 1, "unit": "minutes"}


@pytest_asyncio.fixture(loop_scope="session")
async def three(owner: Person, workspace: dict[str, Any]) -> list[int]:
    """Three monitors of a workspace."""
    return [(await owner.make_monitor(workspace["id"], name=name, tags=[name]))["id"] for name in ("a", "b", "c")]


async def bulk(person: Person, workspace: dict[str, Any], ids: list[int], action: str, **more: Any) -> httpx.Response:
    return await person.post(f"/workspaces/{workspace['id']}/monitors/bulk", {"ids": ids, "action": action, **more})


async def audited(owner: Person, workspace: dict[str, Any], action: str) -> list[dict[str, Any]]:
    items = (await owner.get(f"/workspaces/{workspace['id']}/audit")).json()["items"]
    return [item for item in items if item["action"] == action]


async def test_pause_and_resume(owner: Person, workspace: dict[str, Any], three: list[int], pool: Pool) -> None:
    await set_state(pool, three[0], State.UP)
    await owner.post(f"/monitors/{three[1]}/pause")
    paused = (await bulk(owner, workspace, [three[2], three[0], three[1], three[0]], "pause")).json()
    resumed = (await bulk(owner, workspace, three[:2], "resume")).json()

    assert [item["id"] for item in paused["items"]] == three
    assert {item["state"] for item in paused["items"]} == {"paused"}
    assert paused["changed"] == [three[0], three[2]]
    assert ([item["state"] for item in resumed["items"]], resumed["changed"]) == (["up", "pending"], three[:2])
    assert len(await audited(owner, workspace, "monitor.paused")) == 3
    assert len(await audited(owner, workspace, "monitor.resumed")) == 2


async def test_open_pages_hear_of_each(owner: Person, workspace: dict[str, Any], three: list[int], pool: Pool) -> None:
    await bulk(owner, workspace, three, "pause")
    async with acquire(pool) as conn:
        rows = await conn.fetch(
            "SELECT seq, monitor_id, payload->>'new_state' AS state FROM live_events WHERE workspace_id = $1"
            " ORDER BY seq DESC LIMIT 3",
            workspace["id"],
        )

    assert {(row["monitor_id"], row["state"]) for row in rows} == {(one, "paused") for one in three}
    assert [row["seq"] - rows[-1]["seq"] for row in rows] == [2, 1, 0]


async def test_delete(owner: Person, workspace: dict[str, Any], three: list[int]) -> None:
    answer = (await bulk(owner, workspace, three[:2], "delete")).json()
    left = (await owner.get(f"/workspaces/{workspace['id']}/monitors")).json()["items"]

    assert answer == {"action": "delete", "changed": three[:2], "items": []}
    assert [item["id"] for item in left] == [three[2]]
    assert len(await audited(owner, workspace, "monitor.deleted")) == 2


async def test_change(owner: Person, workspace: dict[str, Any], three: list[int]) -> None:
    change = {
        "period": {"value": 5, "unit": "minutes"},
        "retention_days": 120,
        "tags_add": ["shop", "b"],
        "tags_remove": ["a"],
        "group": "Core",
        "is_public": False,
        "recipients": [owner.user["email"]],
    }
    answer = (await bulk(owner, workspace, three, "change", change=change)).json()
    again = (await bulk(owner, workspace, three, "change", change=change)).json()

    assert [item["tags"] for item in answer["items"]] == [["shop", "b"], ["b", "shop"], ["c", "shop", "b"]]
    assert {item["period"]["value"] for item in answer["items"]} == {5}
    assert {(item["retention_days"], item["group"], item["is_public"]) for item in answer["items"]} == {
        (120, "Core", False)
    }
    assert {tuple(item["recipients"]) for item in answer["items"]} == {(owner.user["email"],)}
    assert (answer["changed"], again["changed"]) == (three, [])
    entries = await audited(owner, workspace, "monitor.changed")
    assert len(entries) == 3
    assert entries[0]["changes"]["retention_days"] == {"old": 90, "new": 120}


async def test_null_is_the_default_again(owner: Person, workspace: dict[str, Any], three: list[int]) -> None:
    await bulk(owner, workspace, three, "change", change={"group": "Core", "timeout_s": 3})
    items = (await bulk(owner, workspace, three, "change", change={"group": None, "timeout_s": None})).json()["items"]

    assert {(item["group"], item["timeout_s"]) for item in items} == {(None, 10)}


async def test_each_monitor_in_the_way_is_named_and_nothing_changes(
    owner: Person, workspace: dict[str, Any], three: list[int]
) -> None:
    for one in three[:2]:
        await owner.patch(f"/monitors/{one}", {"timeout_s": 40})
    response = await bulk(owner, workspace, three, "change", change={"period": MINUTE, "tags_add": ["new"]})
    problem = response.json()
    tags = [(await owner.get(f"/monitors/{one}")).json()["tags"] for one in three]

    assert response.status_code == 422
    assert [error["field"] for error in problem["errors"]] == [f"ids.{one}.timeout_s" for one in three[:2]]
    assert problem["errors"][0]["message"].startswith("a: ")
    assert problem["errors"][0]["remedy"].startswith("The largest value that fits")
    assert tags == [["a"], ["b"], ["c"]]


async def test_results_are_lost_only_when_that_is_confirmed(
    owner: Person, workspace: dict[str, Any], three: list[int], pool: Pool
) -> None:
    async with acquire(pool) as conn:
        await conn.execute("UPDATE monitors SET created_at = now() - interval '50 days' WHERE id = $1", three[1])
    refused = await bulk(owner, workspace, three, "change", change={"retention_days": 7})
    accepted = await bulk(owner, workspace, three, "change", change={"retention_days": 7, "confirm_loss": True})

    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "results-would-be-lost")
    assert [error["field"] for error in refused.json()["errors"]] == [f"ids.{three[1]}.retention_days"]
    assert {item["retention_days"] for item in accepted.json()["items"]} == {7}


async def test_a_new_recipient_of_many_hears_once(
    owner: Person, workspace: dict[str, Any], three: list[int], pool: Pool
) -> None:
    email = f"told-{secrets.token_hex(6)}@example.com"
    response = await bulk(owner, workspace, three, "change", change={"recipients": [email]})

    assert [item["recipients"] for item in response.json()["items"]] == [[email]] * 3
    assert len(await mails_to(pool, email, "recipient")) == 1


async def test_monitors_of_others_are_not_there(
    owner: Person, stranger: Person, workspace: dict[str, Any], three: list[int]
) -> None:
    elsewhere = await owner.make_monitor((await owner.make_workspace("Second"))["id"])
    foreign = await stranger.make_monitor((await stranger.make_workspace())["id"])
    response = await bulk(owner, workspace, [three[0], elsewhere["id"], foreign["id"], 2_000_000_000], "delete")
    left = (await owner.get(f"/workspaces/{workspace['id']}/monitors")).json()["items"]

    assert response.status_code == 404
    named = [error["field"] for error in response.json()["errors"]]
    assert named == [f"ids.{one}" for one in (elsewhere["id"], foreign["id"], 2_000_000_000)]
    assert [item["id"] for item in left] == three


@pytest.mark.parametrize(
    "body",
    [
        {"ids": [], "action": "pause"},
        {"ids": [1] * 501, "action": "pause"},
        {"ids": [0], "action": "pause"},
        {"ids": [2**31], "action": "pause"},
        {"ids": [1], "action": "forget"},
        {"ids": [1], "action": "change"},
        {"ids": [1], "action": "pause", "change": {"group": "x"}},
        {"ids": [1], "action": "change", "change": {"target": "https://example.com"}},
        {"ids": [1], "action": "change", "change": {"tags_add": None}},
    ],
)
async def test_what_cannot_be_is_refused(owner: Person, workspace: dict[str, Any], body: dict[str, Any]) -> None:
    assert (await owner.post(f"/workspaces/{workspace['id']}/monitors/bulk", body)).status_code == 422


async def test_too_many_tags_are_refused(owner: Person, workspace: dict[str, Any], three: list[int]) -> None:
    many = [f"t{number}" for number in range(20)]
    response = await bulk(owner, workspace, three, "change", change={"tags_add": many, "tags_remove": ["a"]})

    assert [error["field"] for error in response.json()["errors"]] == [f"ids.{one}.tags_add" for one in three[1:]]

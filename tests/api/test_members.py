"""The people of a workspace: who changes whom, and that there is always an owner."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from fastapi import FastAPI

from db.pool import Pool, acquire
from tests.api.people import Person


@pytest_asyncio.fixture(loop_scope="session")
async def second(app: FastAPI, pool: Pool, workspace: dict[str, Any]) -> AsyncIterator[Person]:
    """A second owner."""
    person = await Person.registered(app, f"second-{secrets.token_hex(6)}@example.com")
    await person.join(pool, workspace["id"], "owner")
    yield person
    await person.client.aclose()


def member(workspace: dict[str, Any], person: Person) -> str:
    return f"/workspaces/{workspace['id']}/members/{person.id}"


async def owners(pool: Pool, workspace: dict[str, Any]) -> int:
    query = "SELECT count(*) FROM memberships WHERE workspace_id = $1::text::uuid AND role = 'owner'"
    async with acquire(pool) as conn:
        return int(await conn.fetchval(query, workspace["id"]))


async def test_an_owner_sees_addresses_and_an_observer_does_not(
    owner: Person, observer: Person, workspace: dict[str, Any]
) -> None:
    path = f"/workspaces/{workspace['id']}/members"

    seen_by_owner, seen_by_observer = (await owner.get(path)).json(), (await observer.get(path)).json()

    assert [item["email"] for item in seen_by_owner["items"]] == [owner.user["email"], observer.user["email"]]
    assert [item["email"] for item in seen_by_observer["items"]] == [None, observer.user["email"]]
    assert [item["first_name"] for item in seen_by_observer["items"]] == ["Ann", "Ann"]


async def test_members_come_in_pages(owner: Person, observer: Person, workspace: dict[str, Any]) -> None:
    path = f"/workspaces/{workspace['id']}/members"

    first = (await owner.get(path, limit=1)).json()
    second = (await owner.get(path, limit=1, cursor=first["next"])).json()

    assert [page["items"][0]["role"] for page in (first, second)] == ["owner", "observer"]
    assert second["next"] is None


@pytest.mark.parametrize("role", ["admin", "owner"])
async def test_promotion_holds_at_once(owner: Person, observer: Person, workspace: dict[str, Any], role: str) -> None:
    before = await observer.patch(f"/workspaces/{workspace['id']}", {"name": "Mine"})
    changed = await owner.patch(member(workspace, observer), {"role": role})
    after = await observer.patch(f"/workspaces/{workspace['id']}", {"name": "Mine"})

    assert (before.status_code, changed.status_code, after.status_code) == (403, 200, 200)
    assert changed.json()["role"] == role


async def test_removal_holds_at_once_on_a_held_token(
    owner: Person, observer: Person, workspace: dict[str, Any], monitor: dict[str, Any]
) -> None:
    paths = (f"/workspaces/{workspace['id']}", f"/monitors/{monitor['id']}", f"/workspaces/{workspace['id']}/members")
    before = [(await observer.get(path)).status_code for path in paths]
    removed = await owner.delete(member(workspace, observer))
    after = [(await observer.get(path)).status_code for path in paths]

    assert (before, removed.status_code, after) == ([200] * 3, 204, [404] * 3)


@pytest.mark.parametrize("role", ["observer", "admin"])
async def test_only_owners_change_and_remove_members(
    pool: Pool, owner: Person, stranger: Person, observer: Person, workspace: dict[str, Any], role: str
) -> None:
    await stranger.join(pool, workspace["id"], role)

    answers = [
        await stranger.patch(member(workspace, observer), {"role": "owner"}),
        await stranger.patch(member(workspace, stranger), {"role": "owner"}),
        await stranger.delete(member(workspace, owner)),
        await stranger.post(f"/workspaces/{workspace['id']}/transfer", {"user_id": str(stranger.id)}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 409]


async def test_the_last_owner_can_neither_leave_nor_be_demoted_nor_removed(
    owner: Person, observer: Person, workspace: dict[str, Any]
) -> None:
    answers = [
        await owner.post(f"/workspaces/{workspace['id']}/leave"),
        await owner.patch(member(workspace, owner), {"role": "observer"}),
        await owner.delete(member(workspace, owner)),
    ]

    assert [answer.status_code for answer in answers] == [409] * 3
    assert {answer.json()["type"].rpartition("/")[2] for answer in answers} == {"last-owner"}


@pytest.mark.parametrize("round_", range(5))
@pytest.mark.parametrize("way", ["leave", "demote each other", "demote oneself", "remove each other"])
async def test_two_owners_at_once_never_leave_none(
    pool: Pool, owner: Person, second: Person, workspace: dict[str, Any], way: str, round_: int
) -> None:
    leave = f"/workspaces/{workspace['id']}/leave"
    demoted = {"role": "admin"}
    acts = {
        "leave": (owner.post(leave), second.post(leave)),
        "demote each other": (
            owner.patch(member(workspace, second), demoted),
            second.patch(member(workspace, owner), demoted),
        ),
        "demote oneself": (
            owner.patch(member(workspace, owner), demoted),
            second.patch(member(workspace, second), demoted),
        ),
        "remove each other": (owner.delete(member(workspace, second)), second.delete(member(workspace, owner))),
    }
    chosen = acts.pop(way)
    for unused in acts.values():
        for act in unused:
            act.close()

    answers = await asyncio.gather(*chosen)

    assert await owners(pool, workspace) == 1
    assert sum(answer.is_success for answer in answers) == 1


async def test_a_member_leaves(observer: Person, workspace: dict[str, Any]) -> None:
    left = await observer.post(f"/workspaces/{workspace['id']}/leave")

    assert left.status_code == 204
    assert (await observer.get(f"/workspaces/{workspace['id']}")).status_code == 404
    assert (await observer.post(f"/workspaces/{workspace['id']}/leave")).status_code == 404


async def test_a_workspace_is_handed_over(
    pool: Pool, owner: Person, observer: Person, workspace: dict[str, Any]
) -> None:
    path = f"/workspaces/{workspace['id']}/transfer"

    given = await owner.post(path, {"user_id": str(observer.id)})
    again = await owner.post(path, {"user_id": str(observer.id)})

    assert (given.status_code, given.json()["role"]) == (200, "admin")
    assert again.status_code == 403
    assert (await observer.get(f"/workspaces/{workspace['id']}")).json()["role"] == "owner"
    assert await owners(pool, workspace) == 1


async def test_it_is_handed_to_a_member_only(owner: Person, stranger: Person, workspace: dict[str, Any]) -> None:
    answers = [
        await owner.post(f"/workspaces/{workspace['id']}/transfer", {"user_id": user_id})
        for user_id in (str(stranger.id), "00000000-0000-0000-0000-000000000000", str(owner.id), "nobody")
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 409, 422]


async def test_a_stranger_sees_no_members(stranger: Person, owner: Person, workspace: dict[str, Any]) -> None:
    answers = [
        await stranger.get(f"/workspaces/{workspace['id']}/members"),
        await stranger.patch(member(workspace, owner), {"role": "observer"}),
        await stranger.delete(member(workspace, owner)),
        await stranger.post(f"/workspaces/{workspace['id']}/leave"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4


async def test_a_member_of_another_workspace_is_none_of_this_one(
    owner: Person, stranger: Person, workspace: dict[str, Any]
) -> None:
    """The path names one's own workspace and somebody else's member: nothing of the other workspace may change."""
    theirs = await stranger.make_workspace("Theirs")

    answers = [
        await owner.patch(member(workspace, stranger), {"role": "observer"}),
        await owner.delete(member(workspace, stranger)),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert (await stranger.get(f"/workspaces/{theirs['id']}")).json()["role"] == "owner"

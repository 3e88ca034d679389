"""Workspaces that move, go, and come back."""

import asyncio
import secrets
from typing import Any

import httpx
import pytest

from db.pool import Pool, acquire
from tests.api.people import V1, Person, field_of


def slug() -> str:
    return f"page-{secrets.token_hex(6)}"


async def gone(person: Person, workspace: dict[str, Any], **body: Any) -> httpx.Response:
    return await person.ask("DELETE", f"/workspaces/{workspace['id']}", body or {"name": workspace["name"]})


async def moved(owner: Person, workspace: dict[str, Any], to: str) -> httpx.Response:
    return await owner.patch(f"/workspaces/{workspace['id']}", {"slug": to, "is_public": True})


@pytest.mark.parametrize("rest", ["", "/api/v2/summary.json"])
async def test_an_old_address_leads_to_the_new_one(
    owner: Person, anonymous: httpx.AsyncClient, workspace: dict[str, Any], rest: str
) -> None:
    first, second = slug(), slug()
    await moved(owner, workspace, first)
    await moved(owner, workspace, second)

    answers = [await anonymous.get(f"/status/{old}{rest}") for old in (workspace["slug"], first)]

    assert [answer.status_code for answer in answers] == [308, 308]
    assert [answer.headers["location"] for answer in answers] == [f"/status/{second}{rest}"] * 2
    assert (await anonymous.get(f"/status/{second}{rest}")).status_code == 200


async def test_an_old_address_of_a_private_page_says_nothing(
    owner: Person, anonymous: httpx.AsyncClient, workspace: dict[str, Any]
) -> None:
    await moved(owner, workspace, slug())
    await owner.patch(f"/workspaces/{workspace['id']}", {"is_public": False})

    assert (await anonymous.get(f"/status/{workspace['slug']}")).status_code == 404


async def test_nobody_takes_an_address_that_leads_to_somebody_else(
    owner: Person, stranger: Person, workspace: dict[str, Any]
) -> None:
    old = slug()
    await moved(owner, workspace, old)
    await moved(owner, workspace, slug())
    theirs = await stranger.make_workspace()

    taken = await moved(stranger, theirs, old)
    named = await stranger.make_workspace(old)
    back = await moved(owner, workspace, old)

    assert taken.status_code == 409
    assert named["slug"] != old
    assert back.json()["slug"] == old


@pytest.mark.parametrize("name", ["", "Acm", "acme", "Other"])
async def test_deleting_asks_for_the_name(owner: Person, workspace: dict[str, Any], name: str) -> None:
    answer = await owner.ask("DELETE", f"/workspaces/{workspace['id']}", {"name": name})

    assert (answer.status_code, field_of(answer)) == (422, "name")
    assert (await owner.get(f"/workspaces/{workspace['id']}")).status_code == 200


async def test_deleting_without_a_body_is_told_what_is_missing(owner: Person, workspace: dict[str, Any]) -> None:
    answer = await owner.delete(f"/workspaces/{workspace['id']}")

    assert (answer.status_code, field_of(answer)) == (422, "name")
    assert (await owner.get(f"/workspaces/{workspace['id']}")).status_code == 200


async def test_a_deleted_workspace_comes_back_with_its_monitors_and_its_address(
    owner: Person, observer: Person, workspace: dict[str, Any], monitor: dict[str, Any]
) -> None:
    other = await owner.make_monitor(workspace["id"])
    await owner.delete(f"/monitors/{other['id']}")
    deleted = await gone(owner, workspace)
    while_away = [(await owner.get(path)).status_code for path in (f"/monitors/{monitor['id']}", "/me")]
    listed = (await owner.get("/workspaces", deleted="true")).json()["items"]
    restored = await owner.post(f"/workspaces/{workspace['id']}/restore")

    assert (deleted.status_code, while_away) == (204, [404, 200])
    assert [item["id"] for item in listed] == [workspace["id"]]
    assert restored.status_code == 200
    assert {key: restored.json()[key] for key in ("slug", "role", "is_public", "deleted_at")} == {
        "slug": workspace["slug"],
        "role": "owner",
        "is_public": False,
        "deleted_at": None,
    }
    assert (await observer.get(f"/monitors/{monitor['id']}")).status_code == 200
    assert (await owner.get(f"/monitors/{other['id']}")).status_code == 404


async def test_a_restored_monitor_is_told_to_the_dispatcher(
    pool: Pool, owner: Person, workspace: dict[str, Any], monitor: dict[str, Any]
) -> None:
    await gone(owner, workspace)
    async with acquire(pool) as conn:
        await conn.execute("DELETE FROM monitor_changes WHERE monitor_id = $1", monitor["id"])
    await owner.post(f"/workspaces/{workspace['id']}/restore")

    async with acquire(pool) as conn:
        assert await conn.fetchval("SELECT count(*) FROM monitor_changes WHERE monitor_id = $1", monitor["id"]) == 1


async def test_its_address_may_be_taken_meanwhile(owner: Person, stranger: Person, workspace: dict[str, Any]) -> None:
    await gone(owner, workspace)
    theirs = await stranger.make_workspace()
    taken = await moved(stranger, theirs, workspace["slug"])
    restored = await owner.post(f"/workspaces/{workspace['id']}/restore")

    assert (taken.status_code, restored.status_code) == (200, 200)
    assert restored.json()["slug"] != workspace["slug"]


async def test_after_a_day_it_does_not_come_back(pool: Pool, owner: Person, workspace: dict[str, Any]) -> None:
    await gone(owner, workspace)
    async with acquire(pool) as conn:
        await conn.execute(
            "UPDATE workspaces SET deleted_at = now() - interval '25 hours' WHERE id = $1::text::uuid", workspace["id"]
        )

    assert (await owner.post(f"/workspaces/{workspace['id']}/restore")).status_code == 404


async def test_only_owners_bring_it_back(
    pool: Pool, owner: Person, observer: Person, stranger: Person, workspace: dict[str, Any]
) -> None:
    alive = await owner.post(f"/workspaces/{workspace['id']}/restore")
    await gone(owner, workspace)
    answers = [await person.post(f"/workspaces/{workspace['id']}/restore") for person in (observer, stranger)]

    assert alive.status_code == 409
    assert [answer.status_code for answer in answers] == [404, 404]


async def test_only_owners_delete_it(pool: Pool, stranger: Person, observer: Person, workspace: dict[str, Any]) -> None:
    await stranger.join(pool, workspace["id"], "admin")

    answers = [await gone(person, workspace) for person in (observer, stranger)]

    assert [answer.status_code for answer in answers] == [403, 403]


async def test_many_old_addresses_are_not_kept(owner: Person, pool: Pool, workspace: dict[str, Any]) -> None:
    for _ in range(13):
        await moved(owner, workspace, slug())

    async with acquire(pool) as conn:
        query = "SELECT count(*) FROM former_slugs WHERE workspace_id = $1::text::uuid"
        assert await conn.fetchval(query, workspace["id"]) == 10


async def test_of_two_who_want_an_address_one_gets_it(owner: Person, stranger: Person) -> None:
    mine, theirs = await owner.make_workspace(), await stranger.make_workspace()
    wanted = slug()

    answers = await asyncio.gather(moved(owner, mine, wanted), moved(stranger, theirs, wanted))

    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_the_page_of_a_deleted_workspace_is_gone(
    owner: Person, anonymous: httpx.AsyncClient, workspace: dict[str, Any]
) -> None:
    await moved(owner, workspace, workspace["slug"])
    before = await anonymous.get(f"/status/{workspace['slug']}")
    await gone(owner, workspace)
    after = await anonymous.get(f"/status/{workspace['slug']}")

    assert (before.status_code, after.status_code) == (200, 404)
    assert (await anonymous.get(f"{V1}/workspaces/{workspace['id']}")).status_code == 401

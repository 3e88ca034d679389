"""Workspaces: made, listed, renamed, published, deleted."""

from typing import Any

import httpx
import pytest

from api.workspaces import slug_of
from db.pool import Pool, acquire
from tests.api.people import Person, field_of


async def test_make_workspace_makes_its_maker_the_owner(owner: Person) -> None:
    made = await owner.make_workspace("Ünïted Šhops, Ltd.")

    assert made["role"] == "owner"
    assert made["is_public"] is False
    assert made["slug"].startswith("united-shops-ltd")


async def test_equal_names_get_different_slugs(owner: Person) -> None:
    slugs = [(await owner.make_workspace("Twins"))["slug"] for _ in range(3)]

    assert len(set(slugs)) == 3


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Acme Prod", "acme-prod"), ("  A--b  ", "a-b"), ("日本", ""), ("x" * 100, "x" * 48), ("é1", "e1")],
)
def test_slug_of_a_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug


async def test_a_name_without_letters_gets_a_slug_too(owner: Person) -> None:
    assert (await owner.make_workspace("日本"))["slug"].startswith("workspace-")


@pytest.mark.parametrize(
    "body", [{}, {"name": ""}, {"name": "  "}, {"name": "x" * 101}, {"name": 7}, {"name": "a\x00b"}]
)
async def test_make_workspace_names_the_wrong_field(owner: Person, body: dict[str, Any]) -> None:
    response = await owner.post("/workspaces", body)

    assert response.status_code == 422
    assert field_of(response) == "name"


async def test_list_has_cursors(owner: Person) -> None:
    made = [(await owner.make_workspace(f"W{number}"))["id"] for number in range(3)]
    first = (await owner.get("/workspaces", limit=2)).json()
    second = (await owner.get("/workspaces", limit=2, cursor=first["next"])).json()

    assert [item["id"] for item in first["items"] + second["items"]] == made
    assert second["next"] is None


@pytest.mark.parametrize("cursor", ["x", "%%%", "é", "AAAA", "0" * 200])
async def test_a_foreign_cursor_is_refused(owner: Person, cursor: str) -> None:
    response = await owner.get("/workspaces", cursor=cursor)

    assert response.status_code == 422
    assert field_of(response) == "cursor"


async def test_change_keeps_what_is_left_out(owner: Person, workspace: dict[str, Any]) -> None:
    changed = (await owner.patch(f"/workspaces/{workspace['id']}", {"is_public": True})).json()

    assert changed["is_public"] is True
    assert (changed["name"], changed["slug"]) == (workspace["name"], workspace["slug"])


async def test_change_refuses_a_taken_slug(owner: Person, workspace: dict[str, Any]) -> None:
    other = await owner.make_workspace("Other")
    response = await owner.patch(f"/workspaces/{workspace['id']}", {"slug": other["slug"]})

    assert response.status_code == 409


@pytest.mark.parametrize("slug", ["", "a", "-ab", "ab-", "a--b", "A b", "é1", "a/b", "x" * 64])
async def test_change_refuses_a_slug_that_is_no_address(owner: Person, workspace: dict[str, Any], slug: str) -> None:
    response = await owner.patch(f"/workspaces/{workspace['id']}", {"slug": slug})

    assert response.status_code == 422
    assert field_of(response) == "slug"


async def test_observer_reads_but_does_not_change(observer: Person, workspace: dict[str, Any]) -> None:
    path = f"/workspaces/{workspace['id']}"
    seen = await observer.get(path)
    refusals: list[httpx.Response] = [
        await observer.patch(path, {"name": "Mine"}),
        await observer.ask("DELETE", path, {"name": "Acme"}),
    ]

    assert seen.json()["role"] == "observer"
    assert [refusal.status_code for refusal in refusals] == [403, 403]


async def test_admin_changes_but_does_not_delete(stranger: Person, workspace: dict[str, Any], pool: Pool) -> None:
    await stranger.join(pool, workspace["id"], "admin")
    path = f"/workspaces/{workspace['id']}"

    assert (await stranger.patch(path, {"name": "Ours"})).status_code == 200
    assert (await stranger.ask("DELETE", path, {"name": "Acme"})).status_code == 403


async def test_delete_stops_monitors_and_frees_the_slug(
    owner: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool
) -> None:
    response = await owner.ask("DELETE", f"/workspaces/{workspace['id']}", {"name": workspace["name"]})
    async with acquire(pool) as conn:
        row = await conn.fetchrow("SELECT deleted_at, revision FROM monitors WHERE id = $1", monitor["id"])
    other = await owner.make_workspace("Other")
    reused = await owner.patch(f"/workspaces/{other['id']}", {"slug": workspace["slug"]})

    assert response.status_code == 204
    assert row is not None
    assert row["deleted_at"] is not None
    assert row["revision"] == 2
    assert reused.status_code == 200
    assert (await owner.get(f"/workspaces/{workspace['id']}")).status_code == 404
    assert (await owner.get(f"/monitors/{monitor['id']}")).status_code == 404


async def test_a_removed_member_loses_access_at_once(
    observer: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool
) -> None:
    assert (await observer.get(f"/monitors/{monitor['id']}")).status_code == 200
    async with acquire(pool) as conn:
        await conn.execute("DELETE FROM memberships WHERE user_id = $1", observer.id)

    assert (await observer.get(f"/monitors/{monitor['id']}")).status_code == 404
    assert (await observer.get(f"/workspaces/{workspace['id']}")).status_code == 404

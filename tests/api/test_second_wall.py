"""Row-level security under the routes: a statement that forgot its conditions still shows one's own workspaces only."""

from typing import Any
from uuid import UUID

from fastapi import FastAPI

from db.pool import Pool, acquire
from tests.api.people import Person

FORGETFUL = "SELECT id FROM workspaces"


class Asking:
    """Whom a transaction acts for."""

    def __init__(self, person: Person, workspace_id: UUID | None = None) -> None:
        self.id, self.workspace_id = person.id, workspace_id


async def seen(app: FastAPI, asking: Asking) -> set[str]:
    async with app.state.services.transaction(asking) as conn:
        return {str(row["id"]) for row in await conn.fetch(FORGETFUL)}


async def test_a_forgotten_condition_shows_ones_own_workspaces(
    app: FastAPI, owner: Person, workspace: dict[str, Any], stranger: Person
) -> None:
    theirs = await stranger.make_workspace()

    assert await seen(app, Asking(owner)) == {workspace["id"]}
    assert await seen(app, Asking(stranger)) == {theirs["id"]}


async def test_an_api_key_reaches_its_workspace_only(app: FastAPI, owner: Person, workspace: dict[str, Any]) -> None:
    await owner.make_workspace()

    assert await seen(app, Asking(owner, UUID(workspace["id"]))) == {workspace["id"]}


async def test_a_removed_member_sees_nothing(
    app: FastAPI, pool: Pool, observer: Person, workspace: dict[str, Any]
) -> None:
    assert await seen(app, Asking(observer)) == {workspace["id"]}

    async with acquire(pool) as conn:
        await conn.execute("DELETE FROM memberships WHERE user_id = $1", observer.id)

    assert await seen(app, Asking(observer)) == set()


async def test_the_system_sees_everything(app: FastAPI, workspace: dict[str, Any], stranger: Person) -> None:
    theirs = await stranger.make_workspace()

    async with app.state.services.system_transaction() as conn:
        found = {str(row["id"]) for row in await conn.fetch(FORGETFUL)}

    assert {workspace["id"], theirs["id"]} <= found

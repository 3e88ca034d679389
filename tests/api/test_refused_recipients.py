"""Recipients whose addresses refuse mail: seen by those who look after the list and by operators, and tried again."""

from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from api.services import Services
from db.held_alerts import upsert_held
from db.pool import Pool, acquire
from db.recipients import select_addressees
from db.refused_addresses import SUPPRESSED_AFTER, upsert_refusal
from tests.api.people import Person

REASON = "550 5.1.1 no such user here"
TOLD = "told@example.com"


@pytest_asyncio.fixture(loop_scope="session")
async def recipient(owner: Person, workspace: dict[str, Any], pool: Pool) -> dict[str, Any]:
    """Somebody who was refused too often."""
    answer = await owner.post(f"/workspaces/{workspace['id']}/recipients", {"email": f"w{workspace['id'][:8]}-{TOLD}"})
    found: dict[str, Any] = answer.json()
    assert (found["refusal"], found["suppressed_at"]) == (None, None)
    async with acquire(pool) as conn:
        for _ in range(SUPPRESSED_AFTER):
            await upsert_refusal(conn, found["email"].upper(), REASON)
            await conn.execute("UPDATE refused_addresses SET counted_at = counted_at - interval '1 hour'")
    return found


async def listed(person: Person, workspace: dict[str, Any], email: str) -> dict[str, Any]:
    page = (await person.get(f"/workspaces/{workspace['id']}/recipients")).json()
    (found,) = [one for one in page["items"] if one["email"] == email]
    return dict(found)


async def test_the_list_says_who_gets_no_mails_and_why(
    owner: Person, workspace: dict[str, Any], recipient: dict[str, Any], pool: Pool
) -> None:
    found = await listed(owner, workspace, recipient["email"])

    assert found["refusal"] == REASON
    assert found["suppressed_at"] is not None
    async with acquire(pool) as conn:
        told = [one.email for one in await select_addressees(conn, [workspace["id"]])]
    assert told == [owner.user["email"]]


async def test_an_admin_has_it_tried_again(
    owner: Person, workspace: dict[str, Any], recipient: dict[str, Any], pool: Pool
) -> None:
    answer = await owner.post(f"/workspaces/{workspace['id']}/recipients/{recipient['id']}/try-again")

    assert answer.status_code == 204
    assert (await listed(owner, workspace, recipient["email"]))["suppressed_at"] is None
    log = (await owner.get(f"/workspaces/{workspace['id']}/audit")).json()["items"]
    assert (log[0]["action"], log[0]["object_name"]) == ("recipient.tried_again", recipient["email"])


async def test_trying_again_is_limited(owner: Person, workspace: dict[str, Any], recipient: dict[str, Any]) -> None:
    path = f"/workspaces/{workspace['id']}/recipients/{recipient['id']}/try-again"

    assert [(await owner.post(path)).status_code for _ in range(11)] == [204] * 10 + [429]


async def test_only_those_who_have_it_on_their_list_see_a_refusal(
    app: FastAPI, stranger: Person, recipient: dict[str, Any]
) -> None:
    """The second wall: without any condition, the role of signed-in people sees addresses of its own lists only."""
    services: Services = app.state.services
    caller = type("Somebody", (), {"id": stranger.id, "workspace_id": None})()
    async with services.transaction(caller) as conn:
        if not await conn.fetchval("SELECT has_row_security FROM installation"):
            pytest.fail("the tests' database has row-level security")
        seen = await conn.fetch("SELECT address FROM refused_addresses")
        await conn.execute("DELETE FROM refused_addresses")
    async with services.system_transaction() as conn:
        left = await conn.fetchval("SELECT count(*) FROM refused_addresses WHERE address = $1", recipient["email"])

    assert (list(seen), left) == ([], 1)


async def test_operators_see_and_lift(app: FastAPI, stranger: Person, recipient: dict[str, Any], pool: Pool) -> None:
    async with acquire(pool) as conn:
        await conn.execute("UPDATE users SET is_operator = true WHERE id = $1", stranger.id)

    found = (await stranger.get("/operator/refused-addresses", limit=100)).json()["items"]
    (row,) = [one for one in found if one["address"] == recipient["email"]]
    before = (await stranger.get("/operator")).json()["addresses_suppressed"]
    statuses = [(await stranger.delete(f"/operator/refused-addresses/{row['id']}")).status_code for _ in range(2)]
    after = (await stranger.get("/operator")).json()["addresses_suppressed"]

    assert (row["reason"], row["refusals"]) == (REASON, SUPPRESSED_AFTER)
    assert statuses == [204, 404]
    assert before - after == 1


async def test_the_list_says_when_alerts_were_held_back(owner: Person, workspace: dict[str, Any], pool: Pool) -> None:
    async def held_back() -> Any:
        answer: httpx.Response = await owner.get(f"/workspaces/{workspace['id']}/recipients")
        return answer.json()["held_back"]

    assert await held_back() is None
    async with acquire(pool) as conn:
        assert await upsert_held(conn, workspace["id"], 2)
        assert not await upsert_held(conn, workspace["id"], 3)

    assert (await held_back())["mails"] == 5

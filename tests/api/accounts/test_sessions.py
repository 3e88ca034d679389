"""One's sign-ins, and the end of an account."""

import asyncio
import secrets
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.accounts.devices import device_of
from db.pool import Pool, acquire
from tests.api.accounts.post import mails_to
from tests.api.people import PASSWORD, V1, Person

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


async def second_session(person: Person, agent: str = FIREFOX) -> str:
    """Sign in again, from another device, and return its access token."""
    body = {"email": person.user["email"], "password": PASSWORD}
    response = await person.client.post(f"{V1}/auth/login", json=body, headers={"User-Agent": agent})
    return str(response.json()["access_token"])


async def me_with(person: Person, token: str) -> httpx.Response:
    return await person.client.get(f"{V1}/me", headers={"Authorization": f"Bearer {token}"})


async def test_sessions_are_listed_with_device_and_time(owner: Person) -> None:
    await second_session(owner)

    items = (await owner.get("/me/sessions")).json()["items"]

    assert {item["device"] for item in items} == {"Python", "Firefox on Linux"}
    assert [item["is_current"] for item in items].count(True) == 1
    assert all(item["address"].startswith("10.") and item["last_used_at"].endswith("Z") for item in items)


async def test_ending_one_session(owner: Person) -> None:
    token = await second_session(owner)
    items = (await owner.get("/me/sessions")).json()["items"]
    other = next(item["id"] for item in items if not item["is_current"])

    ended = await owner.delete(f"/me/sessions/{other}")
    again = await owner.delete(f"/me/sessions/{other}")

    assert (ended.status_code, again.status_code) == (204, 404)
    assert (await me_with(owner, token)).status_code == 401
    assert (await owner.get("/me")).status_code == 200


async def test_nobody_ends_the_sessions_of_others(owner: Person, stranger: Person) -> None:
    mine = (await owner.get("/me/sessions")).json()["items"][0]["id"]

    assert (await stranger.delete(f"/me/sessions/{mine}")).status_code == 404
    assert (await owner.get("/me")).status_code == 200


async def test_logging_out_everywhere(owner: Person) -> None:
    token = await second_session(owner)

    assert (await owner.post("/auth/logout-everywhere")).status_code == 204

    assert (await owner.get("/me")).status_code == 401
    assert (await me_with(owner, token)).status_code == 401
    assert (await owner.client.post(f"{V1}/auth/refresh")).status_code == 401


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/140.0 Safari/537.36", "Chrome on macOS"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.14", "curl"),
        ("", "Unknown device"),
        ("<script>", "Unknown device"),
    ],
)
def test_devices_have_names(agent: str, device: str) -> None:
    assert device_of(agent) == device


# ---- deleting the account


async def delete(person: Person, body: Any = None) -> httpx.Response:
    return await person.ask("DELETE", "/me", {"password": PASSWORD} if body is None else body)


async def test_deleting_an_account(newcomer: Person, pool: Pool) -> None:
    answer = await delete(newcomer)

    assert answer.status_code == 204
    assert (await newcomer.get("/me")).status_code == 401
    body = {"email": newcomer.user["email"], "password": PASSWORD}
    assert (await newcomer.client.post(f"{V1}/auth/login", json=body)).status_code == 401
    assert (await mails_to(pool, newcomer.user["email"]))[-1].subject == "Your Healther account was deleted"


@pytest.mark.parametrize("proof", [{}, {"password": "wrong"}, {"code": "000000"}])
async def test_deleting_takes_a_proof(owner: Person, proof: dict[str, str]) -> None:
    assert (await delete(owner, proof)).status_code == 403
    assert (await owner.get("/me")).status_code == 200


async def test_the_last_owner_stays(owner: Person) -> None:
    first = await owner.make_workspace("Lighthouse")
    second = await owner.make_workspace("Harbour")

    answer = await delete(owner)

    assert answer.status_code == 409
    assert answer.json()["workspaces"] == [
        {"id": second["id"], "name": "Harbour"},
        {"id": first["id"], "name": "Lighthouse"},
    ]
    assert "“Harbour”, “Lighthouse”" in answer.json()["detail"]


async def test_one_of_two_owners_may_go_and_a_deleted_workspace_holds_nobody(
    owner: Person, stranger: Person, pool: Pool
) -> None:
    shared = await owner.make_workspace("Shared")
    await stranger.join(pool, shared["id"], "owner")
    gone = await owner.make_workspace("Gone")
    async with acquire(pool) as conn:
        await conn.execute("UPDATE workspaces SET deleted_at = now() WHERE id = $1::text::uuid", gone["id"])

    assert (await delete(owner)).status_code == 204
    assert (await stranger.get(f"/workspaces/{shared['id']}")).status_code == 200


async def test_of_two_owners_at_once_one_stays(app: FastAPI, pool: Pool) -> None:
    people = [await Person.registered(app, f"pair-{secrets.token_hex(6)}@example.com") for _ in range(2)]
    shared = await people[0].make_workspace("Pair")
    await people[1].join(pool, shared["id"], "owner")

    answers = await asyncio.gather(*(delete(person) for person in people))

    assert sorted(answer.status_code for answer in answers) == [204, 409]
    for person in people:
        await person.client.aclose()


async def test_the_audit_log_keeps_the_name(owner: Person, stranger: Person, pool: Pool) -> None:
    shared = await owner.make_workspace("Shared")
    await stranger.join(pool, shared["id"], "owner")
    async with acquire(pool) as conn:
        await conn.execute(
            """
            INSERT INTO audit_log (workspace_id, actor_id, actor_name, via, action)
            VALUES ($1::text::uuid, $2, 'Ann Example', 'session', 'monitor.paused')
            """,
            shared["id"],
            owner.id,
        )

    await delete(owner)

    async with acquire(pool) as conn:
        row = await conn.fetchrow(
            "SELECT actor_id, actor_name FROM audit_log WHERE workspace_id = $1::text::uuid AND action = $2",
            shared["id"],
            "monitor.paused",
        )
    assert row is not None
    assert (row["actor_id"], row["actor_name"]) == (None, "Ann Example")

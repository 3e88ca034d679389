"""Whatever ends a session, a key or a workspace closes its open sockets at once, not when the next look is due."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from api.live.hub import Hub
from db.live_channels import publish_rights_changed
from db.pool import Pool
from tests.api.accounts.post import token_to
from tests.api.live_sockets import opened, page_of, serving, until
from tests.api.people import BASE_URL, PASSWORD, V1, Person, address

AT_ONCE_S = 3.0
NEVER_S = 3_600.0


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def url(app: FastAPI) -> AsyncIterator[str]:
    async with serving(app) as found:
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def _patient(app: FastAPI) -> AsyncIterator[None]:
    """Have the hub look at what it is told of only, for the time of a test."""
    hub: Hub = app.state.services.hub
    hub._beat_due_s = time.monotonic() + NEVER_S
    yield
    hub._beat_due_s = 0.0
    await publish_rights_changed(app.state.services.redis)


pytestmark = pytest.mark.usefixtures("_patient")


async def settle(app: FastAPI) -> None:
    """Wait until the hub has looked once more, and so waits for news only."""
    hub: Hub = app.state.services.hub
    before = hub._looked_at_s
    await publish_rights_changed(app.state.services.redis)
    await until(lambda: hub._looked_at_s > before)


@asynccontextmanager
async def another_session(app: FastAPI, person: Person) -> AsyncIterator[Person]:
    """Sign the person in a second time."""
    transport = httpx.ASGITransport(app, client=(address(), 1))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        body = {"email": person.user["email"], "password": PASSWORD}
        answer = (await client.post(f"{V1}/auth/login", json=body)).json()
        yield Person(client, answer["user"], answer["access_token"])


async def log_out(person: Person, other: Person, pool: Pool) -> httpx.Response:
    return await person.post("/auth/logout")


async def log_out_by_cookie(person: Person, other: Person, pool: Pool) -> httpx.Response:
    return await person.client.post(f"{V1}/auth/logout")


async def log_out_everywhere(person: Person, other: Person, pool: Pool) -> httpx.Response:
    return await other.post("/auth/logout-everywhere")


async def end_the_session(person: Person, other: Person, pool: Pool) -> httpx.Response:
    sessions = (await other.get("/me/sessions")).json()["items"]
    (session,) = [one["id"] for one in sessions if not one["is_current"]]
    return await other.delete(f"/me/sessions/{session}")


async def change_the_password(person: Person, other: Person, pool: Pool) -> httpx.Response:
    return await other.post("/me/password", {"current": PASSWORD, "new": "a better battery"})


async def reset_the_password(person: Person, other: Person, pool: Pool) -> httpx.Response:
    await other.client.post(f"{V1}/auth/password/forgot", json={"email": person.user["email"]})
    token = await token_to(pool, person.user["email"], "reset")
    return await other.client.post(f"{V1}/auth/password/reset", json={"token": token, "password": "a better battery"})


async def steal_the_cookie(person: Person, other: Person, pool: Pool) -> httpx.Response:
    """Use a refresh token that was replaced twice."""
    old = person.client.cookies["healther_refresh"]
    for _ in range(2):
        await person.client.post(f"{V1}/auth/refresh")
    person.client.cookies.clear()
    answer = await person.client.post(f"{V1}/auth/refresh", headers={"Cookie": f"healther_refresh={old}"})
    assert answer.status_code == 401
    return httpx.Response(204)


async def delete_the_account(person: Person, other: Person, pool: Pool) -> httpx.Response:
    headers = {"Authorization": f"Bearer {other.token}"}
    return await other.client.request("DELETE", f"{V1}/me", json={"password": PASSWORD}, headers=headers)


ENDS: list[Callable[[Person, Person, Pool], Awaitable[httpx.Response]]] = [
    log_out,
    log_out_by_cookie,
    log_out_everywhere,
    end_the_session,
    change_the_password,
    reset_the_password,
    steal_the_cookie,
    delete_the_account,
]


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
async def test_the_sockets_of_a_session_that_ends_close_at_once(
    app: FastAPI,
    url: str,
    stranger: Person,
    pool: Pool,
    end: Callable[[Person, Person, Pool], Awaitable[httpx.Response]],
) -> None:
    async with another_session(app, stranger) as other, page_of(stranger, url) as page:
        await page.follow(all=True)
        await settle(app)
        answer = await end(stranger, other, pool)
        assert answer.is_success, answer.text

        assert await page.end(AT_ONCE_S) == 4401


async def test_the_sockets_of_a_revoked_key_close_at_once(
    app: FastAPI, url: str, owner: Person, workspace: dict[str, Any]
) -> None:
    made = (await owner.post("/me/api-keys", {"name": "k", "workspace_id": workspace["id"]})).json()
    headers = {"Authorization": f"Bearer {made['key']}"}
    ticket = (await owner.client.post(f"{V1}/live/ticket", headers=headers)).json()["ticket"]
    async with opened(url, origin=None, additional_headers=headers) as page, page_of(owner, url) as own:
        await page.say(type="ticket", ticket=ticket)
        await page.follow(all=True)
        await settle(app)
        await owner.delete(f"/me/api-keys/{made['id']}")

        assert await page.end(AT_ONCE_S) == 4401
        await own.follow(all=True)


async def test_sockets_that_follow_a_deleted_workspace_close_at_once(
    app: FastAPI, url: str, owner: Person, workspace: dict[str, Any]
) -> None:
    headers = {"Authorization": f"Bearer {owner.token}"}
    async with page_of(owner, url) as page:
        await page.follow(workspace_id=workspace["id"])
        await settle(app)
        path = f"{V1}/workspaces/{workspace['id']}"
        await owner.client.request("DELETE", path, json={"name": workspace["name"]}, headers=headers)

        assert await page.end(AT_ONCE_S) == 4403

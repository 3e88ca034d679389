"""Every kind of token opens its own door only, and none is used up by knocking at another."""

import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI, Response

from api.accounts.flow import Flow, cookie_name, remember
from db.pool import Pool, acquire
from tests.api.accounts.authenticator import Authenticator
from tests.api.accounts.factors import add_passkey, login
from tests.api.accounts.post import token_to
from tests.api.people import BASE_URL, PASSWORD, V1, Person, address

NEW = "another battery"
Door = Callable[[httpx.AsyncClient, str], Awaitable[httpx.Response]]


async def bearer(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.get(f"{V1}/me", headers={"Authorization": f"Bearer {token}"})


async def refresh(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post(f"{V1}/auth/refresh", headers={"Cookie": f"healther_refresh={token}"})


async def confirm(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post(f"{V1}/auth/confirm", json={"token": token})


async def reset(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post(f"{V1}/auth/password/reset", json={"token": token, "password": NEW})


async def second_factor(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post(f"{V1}/auth/second-factor", json={"challenge": token, "code": "123456"})


async def passkey(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post(f"{V1}/auth/passkey", json={"challenge": token, "credential": {}})


async def pending(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.get(f"{V1}/auth/second-factor", headers={"Cookie": f"__Host-healther_sign_in={token}"})


async def invite(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post(f"{V1}/invites/preview", json={"token": token})


DOORS: dict[str, Door] = {
    door.__name__: door for door in (bearer, refresh, confirm, reset, second_factor, passkey, pending, invite)
}
# Where each kind belongs; what is not named belongs nowhere among these doors.
HOMES = {
    "access": "bearer",
    "api key": "bearer",
    "refresh": "refresh",
    "confirm": "confirm",
    "change_email": "confirm",
    "reset": "reset",
    "second factor": "second_factor",
    "passkey login": "passkey",
    "invite": "invite",
}
KINDS = [*HOMES, "passkey register", "sign-in cookie", "recovery code", "live ticket", "user id", "workspace id"]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def tokens(mail_app: FastAPI) -> dict[str, str]:
    """One living token of each kind, all of one person."""
    pool: Pool = mail_app.state.services.pool
    person = await Person.registered(mail_app, f"kinds-{secrets.token_hex(6)}@example.com")
    email, moved = person.user["email"], f"kinds-{secrets.token_hex(6)}@example.com"
    workspace = await person.make_workspace()
    await person.post("/me/email", {"email": moved, "password": PASSWORD})
    await person.client.post(f"{V1}/auth/password/forgot", json={"email": email})
    codes = (await add_passkey(person, Authenticator()))["recovery_codes"]
    key = await person.post("/me/api-keys", {"name": "k", "workspace_id": workspace["id"], "scope": "write"})
    found = {
        "access": person.token,
        "api key": key.json()["key"],
        "refresh": person.client.cookies["healther_refresh"],
        "confirm": await token_to(pool, email, "confirm"),
        "change_email": await token_to(pool, moved, "change_email"),
        "reset": await token_to(pool, email, "reset"),
        "second factor": (await login(person)).json()["second_factor"]["challenge"],
        "passkey login": (await person.client.post(f"{V1}/auth/passkey/options")).json()["challenge"],
        "passkey register": (await person.post("/me/passkeys/options", {"recovery_code": codes[0]})).json()[
            "challenge"
        ],
        "recovery code": codes[1],
        "live ticket": (await person.post("/live/ticket")).json()["ticket"],
        "user id": str(person.id),
        "workspace id": workspace["id"],
        "invite": await _invite(person, pool, workspace["id"]),
        "sign-in cookie": _flow_cookie(mail_app),
    }
    await person.client.aclose()
    return found


async def _invite(person: Person, pool: Pool, workspace_id: str) -> str:
    async with acquire(pool) as conn:
        await conn.execute("UPDATE users SET email_confirmed_at = now() WHERE id = $1", person.id)
    guest = f"guest-{secrets.token_hex(6)}@example.com"
    answer = await person.post(f"/workspaces/{workspace_id}/invites", {"email": guest, "role": "observer"})
    assert answer.status_code == 201, answer.text
    return await token_to(pool, guest, "invite")


def _flow_cookie(app: FastAPI) -> str:
    config, response = app.state.services.config, Response()
    remember(config, response, Flow(provider="github", state="s"))
    return response.headers["set-cookie"].partition(";")[0].removeprefix(f"{cookie_name(config)}=")


async def knock(app: FastAPI, door: str, token: str) -> httpx.Response:
    transport = httpx.ASGITransport(app, client=(address(), 1))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        return await DOORS[door](client, token)


WRONG_PAIRS = [(kind, door) for kind in KINDS for door in DOORS if HOMES.get(kind) != door]


@pytest.mark.parametrize(("kind", "door"), WRONG_PAIRS)
async def test_a_token_opens_no_other_door(mail_app: FastAPI, tokens: dict[str, str], kind: str, door: str) -> None:
    answer = await knock(mail_app, door, tokens[kind])

    assert 400 <= answer.status_code < 500
    assert "access_token" not in answer.text


@pytest.mark.parametrize("kind", ["access", "refresh", "confirm", "invite", "second factor"])
async def test_knocking_elsewhere_has_used_nothing_up(mail_app: FastAPI, tokens: dict[str, str], kind: str) -> None:
    for door in DOORS.keys() - {HOMES[kind]}:
        await knock(mail_app, door, tokens[kind])

    answer = await knock(mail_app, HOMES[kind], tokens[kind])

    said: dict[str, Any] = answer.json()
    assert answer.status_code == 200 or said["type"].endswith("/second-factor-wrong")

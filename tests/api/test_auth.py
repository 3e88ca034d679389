"""Signing up, in and out."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.config import ApiConfig
from db.pool import Pool, acquire
from tests.api.conftest import running
from tests.api.people import BASE_URL, PASSWORD, V1, Person, address, field_of

REFRESH = f"{V1}/auth/refresh"


def registration(email: str) -> dict[str, str]:
    return {"email": email, "password": PASSWORD, "first_name": "Bo", "last_name": "Berg"}


@asynccontextmanager
async def visitor(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, client=(address(), 1))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        yield client


async def test_register_answers_with_user_and_token(anonymous: httpx.AsyncClient) -> None:
    response = await anonymous.post(f"{V1}/auth/register", json=registration(f"Bo-{time.time_ns()}@Example.com"))

    body = response.json()
    assert response.status_code == 201
    assert body["user"]["email"].startswith("bo-")
    assert (body["token_type"], body["expires_in"]) == ("bearer", 3600)
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/api/v1/auth"} <= set(
        response.headers["set-cookie"].split("; ")
    )


async def test_register_refuses_an_address_with_an_account(owner: Person, anonymous: httpx.AsyncClient) -> None:
    response = await anonymous.post(f"{V1}/auth/register", json=registration(owner.user["email"].upper()))

    assert response.status_code == 409


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"password": "short"}, "password"),
        ({"first_name": "x" * 101}, "first_name"),
        ({"is_operator": True}, "is_operator"),
        ({"password": 12345678}, "password"),
    ],
)
async def test_register_names_the_wrong_field(anonymous: httpx.AsyncClient, change: dict[str, Any], field: str) -> None:
    response = await anonymous.post(f"{V1}/auth/register", json={**registration("new@example.com"), **change})

    assert response.status_code == 422
    assert field_of(response) == field


async def test_only_the_first_account_is_operator(fresh_config: ApiConfig) -> None:
    async with running(fresh_config) as app:
        first = await Person.registered(app, "first@example.com")
        second = await Person.registered(app, "second@example.com")

    assert [first.user["is_operator"], second.user["is_operator"]] == [True, False]


@pytest.mark.parametrize("mode", ["closed", "invite"])
async def test_closed_registration_welcomes_only_the_first(fresh_config: ApiConfig, mode: str) -> None:
    async with running(fresh_config, registration=mode) as app, visitor(app) as client:
        first = await client.post(f"{V1}/auth/register", json=registration("first@example.com"))
        second = await client.post(f"{V1}/auth/register", json=registration("second@example.com"))

    assert (first.status_code, second.status_code) == (201, 403)


async def test_login_answers_like_register(owner: Person, anonymous: httpx.AsyncClient) -> None:
    credentials = {"email": f" {owner.user['email'].upper()} ", "password": PASSWORD}
    response = await anonymous.post(f"{V1}/auth/login", json=credentials)

    assert response.status_code == 200
    assert response.json()["user"] == owner.user


async def test_login_answers_unknown_address_and_wrong_password_alike(
    owner: Person, anonymous: httpx.AsyncClient
) -> None:
    wrong = await anonymous.post(f"{V1}/auth/login", json={"email": owner.user["email"], "password": "no"})
    unknown = await anonymous.post(f"{V1}/auth/login", json={"email": "nobody@example.com", "password": "no"})

    def essence(response: httpx.Response) -> dict[str, Any]:
        return {**response.json(), "request_id": None}

    assert wrong.status_code == unknown.status_code == 401
    assert essence(wrong) == essence(unknown)


async def test_login_hashes_for_unknown_addresses_too(config: ApiConfig, owner: Person) -> None:
    """With a hash that takes 30 ms or more, an answer without hashing would be seen at once."""
    async with running(config, argon2_memory_kib=65_536) as app, visitor(app) as client:
        await client.post(f"{V1}/auth/login", json={"email": "warm@example.com", "password": "up"})
        await Person.registered(app, f"slow-{time.time_ns()}@example.com")
        started = time.perf_counter()
        await client.post(f"{V1}/auth/login", json={"email": "nobody@example.com", "password": "no"})
        took_s = time.perf_counter() - started

    assert took_s > 0.02


async def test_login_is_limited_by_account(app: FastAPI) -> None:
    """21 tries from 21 addresses: the last is refused, whatever the password."""
    email = f"target-{time.time_ns()}@example.com"
    statuses = []
    for _ in range(21):
        async with visitor(app) as client:
            answer = await client.post(f"{V1}/auth/login", json={"email": email, "password": "guess"})
            statuses.append(answer.status_code)

    assert statuses == [401] * 20 + [429]
    assert int(answer.headers["retry-after"]) > 0


async def test_refresh_gives_a_new_cookie_and_token(owner: Person) -> None:
    old = owner.client.cookies["healther_refresh"]
    response = await owner.client.post(REFRESH)
    owner.token = response.json()["access_token"]

    assert response.status_code == 200
    assert owner.client.cookies["healther_refresh"] != old
    assert (await owner.get("/me")).status_code == 200


async def test_two_tabs_that_refresh_at_once_are_both_served(owner: Person, app: FastAPI) -> None:
    cookie = owner.client.cookies["healther_refresh"]
    async with visitor(app) as tab:
        first = await owner.client.post(REFRESH)
        second = await tab.post(REFRESH, headers={"Cookie": f"healther_refresh={cookie}"})
        third = await owner.client.post(REFRESH)

    assert [first.status_code, second.status_code, third.status_code] == [200, 200, 200]
    assert first.cookies["healther_refresh"] == second.cookies["healther_refresh"]


async def test_reuse_of_an_old_refresh_token_ends_the_session(owner: Person, app: FastAPI, pool: Pool) -> None:
    stolen = owner.client.cookies["healther_refresh"]
    await owner.client.post(REFRESH)
    async with acquire(pool) as conn:
        await conn.execute(
            "UPDATE sessions SET rotated_at = now() - interval '11 seconds' WHERE user_id = $1", owner.id
        )
    async with visitor(app) as thief:
        reuse = await thief.post(REFRESH, headers={"Cookie": f"healther_refresh={stolen}"})

    assert reuse.status_code == 401
    assert (await owner.client.post(REFRESH)).status_code == 401
    assert (await owner.get("/me")).status_code == 401


@pytest.mark.parametrize("cookie", ["", "x", "%00", "A" * 64, "é"])
async def test_refresh_refuses_what_is_no_token(anonymous: httpx.AsyncClient, cookie: str) -> None:
    headers = {"Cookie": f"healther_refresh={cookie}".encode()}
    response = await anonymous.post(REFRESH, headers=headers)  # type: ignore[arg-type]

    assert response.status_code == 401


async def test_an_idle_session_cannot_be_refreshed(owner: Person, pool: Pool) -> None:
    async with acquire(pool) as conn:
        await conn.execute("UPDATE sessions SET last_used_at = now() - interval '31 days' WHERE user_id = $1", owner.id)

    assert (await owner.client.post(REFRESH)).status_code == 401


async def test_logout_kills_access_token_and_cookie_at_once(owner: Person) -> None:
    response = await owner.post("/auth/logout")

    assert response.status_code == 204
    assert (await owner.get("/me")).status_code == 401
    assert "healther_refresh" not in owner.client.cookies
    assert (await owner.client.post(REFRESH)).status_code == 401


async def test_logout_by_cookie_alone_ends_the_session(owner: Person) -> None:
    assert (await owner.client.post(f"{V1}/auth/logout")).status_code == 204
    assert (await owner.get("/me")).status_code == 401


async def test_logout_without_a_session_is_fine(anonymous: httpx.AsyncClient) -> None:
    assert (await anonymous.post(f"{V1}/auth/logout")).status_code == 204

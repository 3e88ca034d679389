"""A store that is away: 503 with Retry-After, never a 500, and back without a restart."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from api.config import ApiConfig
from tests import servers
from tests.api.conftest import SECRET_KEY, running
from tests.api.people import BASE_URL, PASSWORD, V1, Person, address


@pytest.fixture
def valkey() -> Iterator[servers.Valkey]:
    with servers.valkey() as server:
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def homeless(tmp_path: Path, shared_valkey: servers.Valkey) -> AsyncIterator[FastAPI]:
    """An application whose database does not answer."""
    config = ApiConfig(f"postgresql://nobody@/none?host={tmp_path}", shared_valkey.url, SECRET_KEY)
    async with running(replace(config, argon2_memory_kib=64)) as app:
        yield app


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"{V1}/auth/login"),
        ("POST", f"{V1}/auth/logout"),
        ("GET", f"/ping/{'x' * 24}"),
        ("GET", "/status/acme/api/v2/summary.json"),
    ],
)
async def test_without_the_database_the_answer_is_503(homeless: FastAPI, method: str, path: str) -> None:
    transport = httpx.ASGITransport(homeless, client=(address(), 1))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        response = await client.request(method, path, json={"email": "a@example.com", "password": PASSWORD})

    assert response.status_code == 503
    assert int(response.headers["retry-after"]) > 0
    assert "none" not in response.text


async def test_health_and_readiness_without_the_database(homeless: FastAPI) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(homeless), base_url=BASE_URL) as client:
        alive, ready = await client.get("/healthz"), await client.get("/readyz")

    assert (alive.status_code, ready.status_code) == (200, 503)
    assert ready.json() == {"status": "not ready", "database": "away", "redis": "ok", "migrations": "unknown"}


async def test_readiness_with_everything(anonymous: httpx.AsyncClient) -> None:
    response = await anonymous.get("/readyz")

    assert response.status_code == 200
    assert set(response.json().values()) == {"ok"}


async def test_without_redis_login_is_limited_and_everything_else_works(
    config: ApiConfig, valkey: servers.Valkey
) -> None:
    """The 21st try on one account is refused by this process alone; a wake-up that is lost stops nothing."""
    async with running(config, redis_url=valkey.url) as app:
        person = await Person.registered(app, f"lonely-{address()}@example.com")
        valkey.kill()
        workspace = await person.make_workspace()
        await person.make_monitor(workspace["id"])
        body = {"email": person.user["email"], "password": "wrong password"}
        statuses = [(await person.client.post(f"{V1}/auth/login", json=body)).status_code for _ in range(21)]
        ready = (await person.client.get("/readyz")).json()
        check = await person.post(f"/workspaces/{workspace['id']}/check", {"kind": "icmp", "target": "127.0.0.1"})
        valkey.start()
        back = (await person.client.get("/readyz")).json()

    assert statuses == [401] * 20 + [429]
    assert (ready["redis"], back["redis"]) == ("away", "ok")
    assert check.status_code == 503

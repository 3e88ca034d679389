"""One application on a real PostgreSQL and a real Valkey for the whole run; each test makes people of its own in it."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from api.app import create_app
from api.config import ApiConfig
from db.pool import Pool
from tests import engines, servers
from tests.api.people import BASE_URL, Person, address

SECRET_KEY = "a key that only tests know, 32 bytes and more"

Running = Callable[..., AbstractAsyncContextManager[FastAPI]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run every coroutine of this folder in one event loop, so that they can share an application."""
    for item in items:
        if (
            "tests/api/" in str(item.path)
            and isinstance(item, pytest.Function)
            and asyncio.iscoroutinefunction(item.obj)
        ):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def shared_dsn() -> Iterator[str]:
    with engines.postgres(engines.migrated) as dsn:
        yield dsn


@pytest.fixture(scope="session")
def shared_valkey() -> Iterator[servers.Valkey]:
    with servers.valkey() as server:
        yield server


@pytest.fixture(scope="session")
def config(shared_dsn: str, shared_valkey: servers.Valkey) -> ApiConfig:
    return ApiConfig(
        database_url=shared_dsn,
        redis_url=shared_valkey.url,
        secret_key=SECRET_KEY,
        public_url="https://status.example.org",
        argon2_memory_kib=64,
    )


@asynccontextmanager
async def running(config: ApiConfig, **changes: Any) -> AsyncIterator[FastAPI]:
    """Run an application for the block."""
    app = create_app(replace(config, **changes))
    async with app.router.lifespan_context(app):
        yield app


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def app(config: ApiConfig) -> AsyncIterator[FastAPI]:
    async with running(config) as started:
        operator = await Person.registered(started, "operator@example.com")  # the first one is; tests are about others
        await operator.client.aclose()
        yield started


@pytest.fixture
def pool(app: FastAPI) -> Pool:
    found: Pool = app.state.services.pool
    return found


@pytest.fixture
def fresh_config(config: ApiConfig) -> Iterator[ApiConfig]:
    """A database of one's own, for what concerns a whole installation."""
    with engines.postgres(engines.migrated) as dsn:
        yield replace(config, database_url=dsn)


@pytest_asyncio.fixture(loop_scope="session")
async def anonymous(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client without an account, from an address of its own."""
    transport = httpx.ASGITransport(app, client=(address(), 1))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        yield client


async def _person(app: FastAPI, name: str) -> Person:
    return await Person.registered(app, f"{name}-{secrets.token_hex(6)}@example.com")


@pytest_asyncio.fixture(loop_scope="session")
async def owner(app: FastAPI) -> AsyncIterator[Person]:
    person = await _person(app, "owner")
    yield person
    await person.client.aclose()


@pytest_asyncio.fixture(loop_scope="session")
async def stranger(app: FastAPI) -> AsyncIterator[Person]:
    person = await _person(app, "stranger")
    yield person
    await person.client.aclose()


@pytest_asyncio.fixture(loop_scope="session")
async def observer(app: FastAPI, owner: Person, workspace: dict[str, Any], pool: Pool) -> AsyncIterator[Person]:
    """A member who may only look."""
    person = await _person(app, "observer")
    await person.join(pool, workspace["id"], "observer")
    yield person
    await person.client.aclose()


@pytest_asyncio.fixture(loop_scope="session")
async def workspace(owner: Person) -> dict[str, Any]:
    return await owner.make_workspace()


@pytest_asyncio.fixture(loop_scope="session")
async def monitor(owner: Person, workspace: dict[str, Any]) -> dict[str, Any]:
    return await owner.make_monitor(workspace["id"])

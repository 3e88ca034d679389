"""Passwords cannot be guessed in bulk: of any number of tries only as many as the limits say reach a hash (J6, J7)."""

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from api.accounts.limits import LOGIN_IN_ALL
from api.config import ApiConfig
from api.limits import LOGIN_BY_ACCOUNT, LOGIN_BY_ADDRESS, Limit
from db.pool import acquire
from tests import servers
from tests.api.conftest import running
from tests.api.people import BASE_URL, PASSWORD, V1, Person, address

AT_ONCE = 32  # fewer than may wait for a hash: what is refused here is refused by a limit
FEW = 1_500
MANY = pytest.param(10_000, marks=pytest.mark.long, id="10000")


@pytest.fixture
def valkey() -> Iterator[servers.Valkey]:
    with servers.valkey() as server:
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def fortress(config: ApiConfig, valkey: servers.Valkey) -> AsyncIterator[FastAPI]:
    """An application whose limits nobody else uses up."""
    async with running(config, redis_url=valkey.url) as app:
        yield app


Pick = Callable[[int], str]


def other(number: int) -> str:
    """Return another account for every try."""
    return f"n{number}@example.com"


def somewhere(number: int) -> str:
    """Return another address for every try."""
    return address()


HERE, ACCOUNT = address(), f"victim-{secrets.token_hex(4)}@example.com"
ATTACKS: dict[str, tuple[Pick, Pick, Limit]] = {
    "one address, many accounts": (lambda _: HERE, other, LOGIN_BY_ADDRESS),
    "one account, many addresses": (somewhere, lambda _: ACCOUNT, LOGIN_BY_ACCOUNT),
    "many of both": (somewhere, other, LOGIN_IN_ALL),
}


@pytest.mark.parametrize("tries", [pytest.param(FEW, id=str(FEW)), MANY])
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
async def test_guesses_pass_up_to_the_limit(fortress: FastAPI, attack: tuple[Pick, Pick, Limit], tries: int) -> None:
    where, whom, limit = attack
    started = time.monotonic()
    statuses = await guess(fortress, where, whom, tries)
    windows = 1 + int((time.monotonic() - started) / limit.window_s)

    assert statuses.keys() <= {401, 429}
    assert limit.hits // 2 <= statuses[401] <= limit.hits * windows
    assert statuses.total() == tries


async def test_guesses_go_on_being_counted_when_redis_goes_away(fortress: FastAPI, valkey: servers.Valkey) -> None:
    before = await guess(fortress, lambda _: HERE, other, LOGIN_BY_ADDRESS.hits // 2)
    valkey.kill()
    after = await guess(fortress, lambda _: HERE, other, FEW)

    assert before == {401: LOGIN_BY_ADDRESS.hits // 2}
    assert after.keys() == {401, 429}
    assert after[401] <= LOGIN_BY_ADDRESS.hits // 2


async def test_known_and_unknown_addresses_cost_the_same_statements(config: ApiConfig) -> None:
    """With test_a_refused_login_computes_one_hash: nothing is left that could take another time."""
    async with running(config, pool_max_size=1) as app:
        person = await Person.registered(app, f"known-{secrets.token_hex(6)}@example.com")
        said: dict[str, list[str]] = {}
        for email in (person.user["email"], f"nobody-{secrets.token_hex(6)}@example.com"):
            noted: list[str] = []
            await note_statements(app, noted)
            answer = await person.client.post(f"{V1}/auth/login", json={"email": email, "password": PASSWORD + "x"})
            said[email] = list(noted)
            assert answer.status_code == 401

    known, unknown = said.values()
    assert known == unknown
    assert any("password_hash" in statement for statement in known)


async def note_statements(app: FastAPI, noted: list[str]) -> None:
    """Have the application's one connection note what it is asked."""

    def note(query: Any) -> None:
        noted.append(query.query)

    async with acquire(app.state.services.pool) as conn:
        conn.add_query_logger(note)


async def guess(app: FastAPI, where: Pick, whom: Pick, tries: int) -> Counter[int]:
    """Try to sign in that often, AT_ONCE at a time; return how often each status came."""
    numbers = iter(range(tries))
    statuses: Counter[int] = Counter()

    async def keep_trying() -> None:
        for number in numbers:
            transport = httpx.ASGITransport(app, client=(where(number), 1))
            async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
                body = {"email": whom(number), "password": f"guess {number}"}
                statuses[(await client.post(f"{V1}/auth/login", json=body)).status_code] += 1

    await asyncio.gather(*(keep_trying() for _ in range(AT_ONCE)))
    return statuses

"""Other origins: only those that the operator names may read answers."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from api.config import ApiConfig
from tests.api.conftest import running
from tests.api.people import BASE_URL

FRIEND = "https://app.example.com"


@pytest_asyncio.fixture(loop_scope="session")
async def open_to_friend(config: ApiConfig) -> AsyncIterator[httpx.AsyncClient]:
    async with running(config, cors_origins=(FRIEND,)) as app:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
            yield client


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "https://evil.example",
        f"{FRIEND}.evil.example",
        f"{FRIEND}:444",
        "http://app.example.com",
        "https://a.app.example.com",
    ],
)
async def test_other_origins_are_told_nothing(open_to_friend: httpx.AsyncClient, origin: str) -> None:
    response = await open_to_friend.get("/healthz", headers={"Origin": origin})

    assert "access-control-allow-origin" not in response.headers


async def test_a_named_origin_may_send_its_cookie(open_to_friend: httpx.AsyncClient) -> None:
    asked = {
        "Origin": FRIEND,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    preflight = await open_to_friend.options("/api/v1/workspaces", headers=asked)
    response = await open_to_friend.get("/healthz", headers={"Origin": FRIEND})

    assert preflight.status_code == 200
    assert response.headers["access-control-allow-origin"] == FRIEND
    assert response.headers["access-control-allow-credentials"] == "true"


async def test_without_named_origins_there_is_no_cors(anonymous: httpx.AsyncClient) -> None:
    response = await anonymous.get("/healthz", headers={"Origin": FRIEND})

    assert "access-control-allow-origin" not in response.headers

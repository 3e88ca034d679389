"""Inbound pings of heartbeats."""

import asyncio
from typing import Any

import httpx
import orjson
import pytest
import pytest_asyncio

from db.pings import BODY_LIMIT, select_last_pings
from db.pool import Pool, acquire
from db.redis import connect, subscribe
from tests.api.people import Person
from tests.servers import Valkey


@pytest_asyncio.fixture(loop_scope="session")
async def beat(owner: Person, workspace: dict[str, Any]) -> dict[str, Any]:
    return await owner.make_monitor(workspace["id"], kind="heartbeat", target="")


def path_of(beat: dict[str, Any]) -> str:
    return str(beat["ping_url"]).removeprefix("https://status.example.org")


async def stored(pool: Pool, beat: dict[str, Any]) -> list[tuple[Any, ...]]:
    async with acquire(pool) as conn:
        rows = await conn.fetch(
            "SELECT kind, exit_status, method, body FROM pings WHERE monitor_id = $1 ORDER BY id", beat["id"]
        )
    return [tuple(row) for row in rows]


async def test_each_signal_is_kept(anonymous: httpx.AsyncClient, beat: dict[str, Any], pool: Pool) -> None:
    path = path_of(beat)
    answers = [
        await anonymous.get(f"{path}/start"),
        await anonymous.head(path),
        await anonymous.post(f"{path}/log", content=b"half way"),
        await anonymous.post(f"{path}/fail", content=b"broken"),
        await anonymous.get(f"{path}/0"),
        await anonymous.get(f"{path}/255"),
    ]

    assert [answer.status_code for answer in answers] == [200] * 6
    assert answers[0].text == "OK"
    assert await stored(pool, beat) == [
        ("start", None, "GET", None),
        ("success", None, "HEAD", None),
        ("log", None, "POST", "half way"),
        ("fail", None, "POST", "broken"),
        ("exit", 0, "GET", None),
        ("exit", 255, "GET", None),
    ]


@pytest.mark.parametrize("rest", ["/faill", "/256", "/-1", "/1.0", "/٣", "/start/x", "/%00", "/success"])
async def test_a_typo_does_not_keep_a_broken_job_green(
    anonymous: httpx.AsyncClient, beat: dict[str, Any], pool: Pool, rest: str
) -> None:
    assert (await anonymous.get(f"{path_of(beat)}{rest}")).status_code == 404
    assert await stored(pool, beat) == []


@pytest.mark.parametrize("token", ["x", "x" * 24, "%00" * 24, "é" * 24])
async def test_an_unknown_token_is_404(anonymous: httpx.AsyncClient, token: str) -> None:
    assert (await anonymous.get(f"/ping/{token}")).status_code == 404


async def test_a_body_is_kept_up_to_its_limit(anonymous: httpx.AsyncClient, beat: dict[str, Any], pool: Pool) -> None:
    response = await anonymous.post(path_of(beat), content="é\x00".encode() * 20_000)

    assert response.headers["ping-body-limit"] == str(BODY_LIMIT)
    assert [body for *_, body in await stored(pool, beat)] == ["é" * BODY_LIMIT]


async def test_a_deleted_heartbeat_is_unknown(
    owner: Person, anonymous: httpx.AsyncClient, beat: dict[str, Any]
) -> None:
    await owner.delete(f"/monitors/{beat['id']}")

    assert (await anonymous.get(path_of(beat))).status_code == 404


async def test_exit_status_0_is_a_success_and_others_are_failures(
    anonymous: httpx.AsyncClient, beat: dict[str, Any], pool: Pool
) -> None:
    for rest in ("/0", "/start", "/3", "/log"):
        await anonymous.get(f"{path_of(beat)}{rest}")
    async with acquire(pool) as conn:
        last = (await select_last_pings(conn, [beat["id"]]))[beat["id"]]

    assert last.last_exit_status == 3
    assert last.last_success_at is not None
    assert last.last_start_at is not None
    assert last.last_fail_at is not None
    assert last.last_success_at < last.last_start_at < last.last_fail_at


async def test_pings_are_expected_anew_after_a_resume(owner: Person, beat: dict[str, Any], pool: Pool) -> None:
    async with acquire(pool) as conn:
        made = (await select_last_pings(conn, [beat["id"]]))[beat["id"]].created_at
        await owner.post(f"/monitors/{beat['id']}/pause")
        await owner.post(f"/monitors/{beat['id']}/resume")
        resumed = (await select_last_pings(conn, [beat["id"]]))[beat["id"]].created_at

    assert resumed > made


@pytest.mark.parametrize(("rest", "is_told"), [("/fail", True), ("/1", True), ("/0", False), ("", False)])
async def test_only_a_failure_wakes_the_dispatcher(
    anonymous: httpx.AsyncClient, beat: dict[str, Any], shared_valkey: Valkey, rest: str, is_told: bool
) -> None:
    """A second, known message ends the wait: what comes before it was published by the ping."""
    redis = connect(shared_valkey.url)
    messages = subscribe(redis, "healther:wake")
    async with asyncio.timeout(5):
        assert await anext(messages) is None
        await anonymous.get(f"{path_of(beat)}{rest}")
        await redis.publish("healther:wake", b"end")
        first = await anext(messages)
    await messages.aclose()
    await redis.aclose()

    assert first is not None
    assert (first.payload == orjson.dumps({"monitor_id": beat["id"]})) is is_told

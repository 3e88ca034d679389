"""Checks at once: a wish in the table and on the stream, an answer over Redis. The test plays the worker."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import orjson
import pytest
from fastapi import FastAPI

from core.observation import Certificate, Observation, Phases, failed
from core.reasons import SENTENCES, Reason
from core.states import Outcome
from db.broker import CHECKS_NOW, run_worker
from db.check_requests import CheckRequest, select_check_request
from db.pool import Pool, acquire
from db.redis import put_answer
from probes.answers import answer_of
from probes.tasks import RUN_REQUEST, broker
from tests.api.people import Person, field_of
from tests.servers import Valkey

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CERTIFICATE = Certificate("shop.example.com", "Some CA", ("shop.example.com",), NOW, NOW)
SEEN = Observation(
    Outcome.UP,
    latency_us=12_300,
    phases=Phases(1000, 2000, 3000),
    http_status=200,
    address="192.0.2.1",
    certificate=CERTIFICATE,
)
WISH = {"kind": "http", "target": "https://shop.example.com/"}


@asynccontextmanager
async def worker(valkey: Valkey, pool: Pool, answer: bytes | None = None) -> AsyncIterator[list[CheckRequest]]:
    """Take wishes from the stream and answer each; yields those that were taken."""
    taken: list[CheckRequest] = []

    async def run_request(request_id: str) -> None:
        async with acquire(pool) as conn:
            request = await select_check_request(conn, UUID(request_id))
        assert request is not None
        taken.append(request)
        await put_answer(carrier.client, request_id, answer or orjson.dumps(answer_of(SEEN, NOW)))

    carrier = broker(valkey.url, CHECKS_NOW, {RUN_REQUEST: run_request})
    await carrier.client.delete(CHECKS_NOW)  # wishes of other tests that nobody answered
    stop = asyncio.Event()
    task = asyncio.create_task(run_worker(carrier, max_async_tasks=10, stop=stop))
    try:
        yield taken
    finally:
        stop.set()
        await task


async def test_a_saved_monitor_is_checked(
    owner: Person, monitor: dict[str, Any], pool: Pool, shared_valkey: Valkey
) -> None:
    async with worker(shared_valkey, pool) as taken:
        response = await owner.post(f"/monitors/{monitor['id']}/check")

    assert response.status_code == 200, response.text
    assert [(request.monitor_id, request.spec, request.is_public) for request in taken] == [
        (monitor["id"], None, False)
    ]
    assert response.json() == {
        "slot": "2026-03-01T12:00:00.000Z",
        "attempt": 1,
        "state": "up",
        "outcome": "up",
        "covers_s": 0,
        "latency_ms": 12.3,
        "http_status": 200,
        "reason": None,
        "message": None,
        "lateness_ms": 0,
        "region": "local",
        "address": "192.0.2.1",
        "phases": {"dns_ms": 1, "connect_ms": 2, "tls_ms": 3, "wait_ms": None, "transfer_ms": None},
        "certificate": {
            "subject": "shop.example.com",
            "issuer": "Some CA",
            "names": ["shop.example.com"],
            "not_before": "2026-03-01T12:00:00.000Z",
            "not_after": "2026-03-01T12:00:00.000Z",
        },
    }


async def test_an_unsaved_monitor_is_checked_with_its_whole_spec(
    owner: Person, workspace: dict[str, Any], pool: Pool, shared_valkey: Valkey
) -> None:
    body = {**WISH, "expect": {"body_contains": "ok"}, "headers": {"A": "b"}, "timeout_s": 2}
    async with worker(shared_valkey, pool) as taken:
        response = await owner.post(f"/workspaces/{workspace['id']}/check", body)

    assert response.status_code == 200, response.text
    spec = taken[0].spec
    assert spec is not None
    assert (spec.target, spec.timeout_s, spec.expect.body_contains, dict(spec.headers)) == (
        *("https://shop.example.com/", 2, "ok"),
        {"A": "b"},
    )


async def test_a_failure_says_what_was_seen(
    owner: Person, monitor: dict[str, Any], pool: Pool, shared_valkey: Valkey
) -> None:
    answer = orjson.dumps(answer_of(failed(Reason.CONNECTION_REFUSED), NOW))
    async with worker(shared_valkey, pool, answer):
        check = (await owner.post(f"/monitors/{monitor['id']}/check")).json()

    assert (check["state"], check["reason"]) == ("down", "connection_refused")
    assert check["message"] == SENTENCES[Reason.CONNECTION_REFUSED]


async def test_an_answer_that_cannot_be_read_is_502(
    owner: Person, monitor: dict[str, Any], pool: Pool, shared_valkey: Valkey
) -> None:
    async with worker(shared_valkey, pool, b'{"slot": 1}'):
        response = await owner.post(f"/monitors/{monitor['id']}/check")

    assert response.status_code == 502


async def test_without_a_worker_the_answer_is_504(
    owner: Person, workspace: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.manual_checks.MARGIN_S", 0.1)
    response = await owner.post(f"/workspaces/{workspace['id']}/check", {**WISH, "timeout_s": 0.1})

    assert response.status_code == 504


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "heartbeat"}, "kind"),
        ({"target": "ftp://x"}, "target"),
        ({"colour": "blue"}, "colour"),
        ({"timeout_s": 0}, "timeout_s"),
    ],
)
async def test_a_wrong_unsaved_monitor_is_refused(
    owner: Person, workspace: dict[str, Any], change: dict[str, Any], field: str
) -> None:
    response = await owner.post(f"/workspaces/{workspace['id']}/check", {**WISH, **change})

    assert response.status_code == 422
    assert field_of(response) == field


async def test_anybody_may_check_a_public_address(
    anonymous: httpx.AsyncClient, pool: Pool, shared_valkey: Valkey
) -> None:
    async with worker(shared_valkey, pool) as taken:
        response = await anonymous.post("/api/v1/public/check", json={"url": "shop.example.com"})

    assert response.status_code == 200, response.text
    assert taken[0].is_public is True
    assert taken[0].spec is not None
    assert taken[0].spec.target == "https://shop.example.com"


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://127.0.0.1",
            "http://10.0.0.1:8080/",
            "http://[::1]/",
            "http://169.254.169.254/latest",
            "http://0x7f.1/",
        ),
        *(
            "http://[::ffff:10.0.0.1]/",
            "http://192.168.1.1",
            "file:///etc/passwd",
            "http://a:b@example.com",
            "",
            "http://",
        ),
    ],
)
async def test_a_public_check_refuses_other_addresses(anonymous: httpx.AsyncClient, url: str) -> None:
    response = await anonymous.post("/api/v1/public/check", json={"url": url})

    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "url"


async def test_without_a_script_the_form_is_answered_with_a_page(
    anonymous: httpx.AsyncClient, pool: Pool, shared_valkey: Valkey
) -> None:
    async with worker(shared_valkey, pool):
        response = await anonymous.post("/check", data={"url": "shop.example.com"})

    assert response.status_code == 200
    assert "shop.example.com is up" in response.text
    assert response.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    ("url", "said"),
    [("http://10.0.0.1", "may not be checked"), ("", "Write a web address"), ("<b>", "letters, digits and hyphens")],
)
async def test_the_page_says_what_is_wrong_with_an_address(anonymous: httpx.AsyncClient, url: str, said: str) -> None:
    response = await anonymous.post("/check", data={"url": url})

    assert response.status_code == 422
    assert said in response.text
    assert "<b>" not in response.text


async def test_a_public_check_is_limited_by_address(anonymous: httpx.AsyncClient, app: FastAPI) -> None:
    statuses = [
        (await anonymous.post("/api/v1/public/check", json={"url": "http://10.0.0.1"})).status_code for _ in range(11)
    ]

    assert statuses == [422] * 10 + [429]

"""A new user's first day: one monitor of each kind against good and bad servers, read through the API.

Everything is real: the whole installation, its processes, and the zoo on loopback. Each monitor must show the right
state and reason within its period.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.whole import Whole, whole
from tests.zoo import tcp, tls
from tests.zoo.dns import name_server
from tests.zoo.http import http_zoo

PERIOD_S = 10
PROCESSES = ("api", "dispatcher", "worker-1", "worker-2")
UP: tuple[str, str | None] = ("up", None)

Case = tuple[dict[str, Any], tuple[str, str | None]]  # a monitor's body → its state and the reason of its last check


def http(url: str, **rest: Any) -> dict[str, Any]:
    return {"kind": "http", "target": url, **rest}


@asynccontextmanager
async def zoo() -> AsyncIterator[dict[str, Case]]:
    """Run all servers and yield one case for each."""
    async with AsyncExitStack() as stack:
        cases = {**await _http_cases(stack), **await _tls_cases(stack), **await _other_cases(stack)}
        yield cases


async def _http_cases(stack: AsyncExitStack) -> dict[str, Case]:
    web = await stack.enter_async_context(http_zoo())
    degraded = {"expect": {"degraded_latency_ms": 50}}
    return {
        "fast": (http(web.url("/fast"), expect={"body_contains": "all is well"}), UP),
        "json": (http(web.url("/json"), expect={"json": [{"path": "queue.depth", "at_most": 3}]}), UP),
        "slow": (http(web.url("/slow?seconds=0.2"), **degraded), ("degraded", "too_slow")),
        "failing": (http(web.url("/failing")), ("down", "http_status")),
        "hanging": (http(web.url("/hanging")), ("down", "timeout")),
        "dripping": (http(web.url("/dripping")), ("down", "timeout")),
        "bomb": (http(web.url("/bomb"), expect={"body_contains": "x"}), ("down", "http_body_lacks_text")),
        "loop": (http(web.url("/loop")), ("down", "http_too_many_redirects")),
        "reset": (http(web.url("/reset")), ("down", "connection_reset")),
        "garbage": (http(web.url("/garbage")), ("down", "http_malformed")),
    }


async def _tls_cases(stack: AsyncExitStack) -> dict[str, Case]:
    async def serve(context: Any) -> str:
        return (await stack.enter_async_context(tls.tls_zoo(context))).url("/fast")

    stalled = await stack.enter_async_context(tls.stalled_handshake())
    plain = await stack.enter_async_context(tls.not_tls())
    soon = (await stack.enter_async_context(tls.tls_zoo(tls.expiring(5)))).port
    return {
        "https": (http(await serve(tls.good())), UP),
        "expired": (http(await serve(tls.expired())), ("down", "tls_expired")),
        "wrong name": (http(await serve(tls.wrong_name())), ("down", "tls_wrong_name")),
        "self-signed": (http(await serve(tls.self_signed())), ("down", "tls_self_signed")),
        "untrusted": (http(await serve(tls.untrusted())), ("down", "tls_untrusted")),
        "stalled": (http(f"https://127.0.0.1:{stalled}/"), ("down", "tls_handshake_timeout")),
        "not TLS": (http(f"https://127.0.0.1:{plain}/"), ("down", "tls_not_tls")),
        "certificate": ({"kind": "tls", "target": f"127.0.0.1:{soon}"}, ("degraded", "tls_expires_soon")),
    }


async def _other_cases(stack: AsyncExitStack) -> dict[str, Case]:
    names = (await stack.enter_async_context(name_server())).resolver
    port = (await stack.enter_async_context(tcp.accepting())).port
    refusing = stack.enter_context(tcp.refusing())

    def dns(name: str) -> dict[str, Any]:
        return {"kind": "dns", "target": name, "dns_resolver": names}

    return {
        "TCP": ({"kind": "tcp", "target": f"127.0.0.1:{port}"}, UP),
        "TCP refused": ({"kind": "tcp", "target": f"127.0.0.1:{refusing}"}, ("down", "connection_refused")),
        "DNS": (dns("good.zoo.test"), UP),
        "DNS missing": (dns("nxdomain.zoo.test"), ("down", "dns_nxdomain")),
        "DNS broken": (dns("servfail.zoo.test"), ("down", "dns_servfail")),
        "ping": ({"kind": "icmp", "target": "127.0.0.1"}, UP),
        "job": ({"kind": "heartbeat", "target": ""}, UP),
        "failed job": ({"kind": "heartbeat", "target": ""}, ("down", "heartbeat_exit_status")),
    }


@contextmanager
def running_zoo() -> Iterator[dict[str, Case]]:
    """Run the zoo in a thread of its own: the supervisor needs the main one."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    animals = zoo()
    try:
        yield asyncio.run_coroutine_threadsafe(animals.__aenter__(), loop).result(30)
        asyncio.run_coroutine_threadsafe(animals.__aexit__(None, None, None), loop).result(30)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def test_every_kind_shows_the_right_state_and_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = tmp_path / "authority.pem"
    authority.write_bytes(tls.authorities().trusted.cert_pem.bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))  # how an operator adds an authority of their own
    with running_zoo() as cases, whole(tmp_path, PROCESSES) as installation:
        installation.watch(lambda: _answers(installation), timeout_s=30)
        with httpx.Client(base_url=f"{installation.address}/api/v1", timeout=10) as client:
            _register(client)
            workspace = client.post("/workspaces", json={"name": "Zoo"}).raise_for_status().json()["id"]
            for name, (body, _) in cases.items():
                _create(client, installation, workspace, name, body)
            expected = {name: seen for name, (_, seen) in cases.items()}

            seen: dict[str, tuple[str, str | None]] = {}

            def settled() -> bool:
                seen.update(_seen(client, workspace))
                return seen == expected

            with_deadline(installation, settled, seen, expected)
            _read_numbers(client, workspace)
            _read_first_page(client, expected)
            installation.watch(lambda: _knows_certificate(client, workspace), timeout_s=10)


def with_deadline(installation: Whole, settled: Any, seen: dict[str, Any], expected: dict[str, Any]) -> None:
    """Wait for one period, the queue and the store; then say which monitors differ."""
    try:
        installation.watch(settled, timeout_s=PERIOD_S * 2 + 10)
    except TimeoutError:
        different = {name: (seen.get(name), wanted) for name, wanted in expected.items() if seen.get(name) != wanted}
        raise AssertionError(f"seen and expected differ: {different}") from None


def _answers(installation: Whole) -> bool:
    try:
        return httpx.get(f"{installation.address}/readyz", timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def _register(client: httpx.Client) -> None:
    person = {"email": "ana@example.com", "password": "a long password", "first_name": "Ana", "last_name": "S"}
    token = client.post("/auth/register", json=person).raise_for_status().json()["access_token"]
    client.headers["Authorization"] = f"Bearer {token}"


def _create(client: httpx.Client, installation: Whole, workspace: str, name: str, body: dict[str, Any]) -> None:
    given = {"name": name, "period": {"value": PERIOD_S, "unit": "seconds"}, **body}
    response = client.post(f"/workspaces/{workspace}/monitors", json=given)
    assert response.status_code == 201, response.text
    if body["kind"] == "heartbeat":
        token = response.json()["ping_url"].rpartition("/")[2]
        status = "/3" if name == "failed job" else ""
        httpx.post(f"{installation.address}/ping/{token}{status}", timeout=5).raise_for_status()


def _seen(client: httpx.Client, workspace: str) -> dict[str, tuple[str, str | None]]:
    monitors = client.get(f"/workspaces/{workspace}/monitors").raise_for_status().json()["items"]
    return {one["name"]: (one["state"], one["last_check"] and one["last_check"]["reason"]) for one in monitors}


def _read_numbers(client: httpx.Client, workspace: str) -> None:
    monitors = client.get(f"/workspaces/{workspace}/monitors").raise_for_status().json()["items"]
    fast = next(one["id"] for one in monitors if one["name"] == "fast")
    days = client.get(f"/monitors/{fast}/days").raise_for_status().json()["days"]
    checks = client.get(f"/monitors/{fast}/checks").raise_for_status().json()["items"]
    assert (len(days), days[-1]["state"], days[-2]["state"]) == (90, "full", "before")
    assert checks[0]["state"] == "up"
    assert checks[0]["phases"]["connect_ms"] is not None


def _read_first_page(client: httpx.Client, expected: dict[str, tuple[str, str | None]]) -> None:
    """All that is wrong is on the first page, in the same words as in the list."""
    page = client.get("/me/overview").raise_for_status().json()
    wrong = {name: seen for name, seen in expected.items() if seen[0] in ("down", "degraded")}
    assert {one["monitor_name"]: (one["state"], one["reason"]) for one in page["now"]} == wrong
    assert [one["monitor_name"] for one in page["next"] if one["days_left"] == 5] == ["certificate"]


def _knows_certificate(client: httpx.Client, workspace: str) -> bool:
    """The worker writes it after the verdict."""
    monitors = client.get(f"/workspaces/{workspace}/monitors").raise_for_status().json()["items"]
    one = next(one["id"] for one in monitors if one["name"] == "certificate")
    found = client.get(f"/monitors/{one}/certificate").raise_for_status().json()["certificate"]
    return found is not None and "127.0.0.1" in found["names"]

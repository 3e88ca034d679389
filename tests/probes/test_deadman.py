"""The dead man's switch: called while all is well, silent otherwise, and never a word of its address in the log."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from db.delays import Delays
from probes import deadman
from probes.deadman import call_while_well, what_is_wrong
from tests.probes.flow import Flow, flow, until

DEADLINE_S = 20.0


@dataclass
class Elsewhere:
    """Another service: it counts who calls, and answers as it is told."""

    address: str = ""
    status: str = "200 OK"
    calls: "asyncio.Queue[str]" = field(default_factory=asyncio.Queue)

    async def welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 {self.status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()
        self.calls.put_nowait(head.decode().splitlines()[0])


@asynccontextmanager
async def elsewhere() -> AsyncIterator[Elsewhere]:
    service = Elsewhere()
    async with await asyncio.start_server(service.welcome, "127.0.0.1", 0) as server:
        service.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/ping/secret-token"
        yield service


@asynccontextmanager
async def switched_on(installation: Flow, address: str) -> AsyncIterator[None]:
    loop = asyncio.create_task(call_while_well(address, installation.store))
    try:
        yield
    finally:
        loop.cancel()
        await asyncio.gather(loop, return_exceptions=True)


async def until_logged(caplog: pytest.LogCaptureFixture, reason: str) -> None:
    async def is_logged() -> bool:
        return reason in [record.__dict__.get("because") for record in caplog.records]

    await until(is_logged)


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(deadman, "EVERY_S", 0.01)
    monkeypatch.setattr(deadman, "LOOK_AGAIN_S", 0.01)


async def test_it_is_called_again_and_again_once_a_worker_is_there(caplog: pytest.LogCaptureFixture) -> None:
    async with flow() as installation, elsewhere() as service, switched_on(installation, service.address):
        await until_logged(caplog, "no worker with a network")
        assert service.calls.empty()

        await installation.execute("INSERT INTO probes (region, name) VALUES (0, 'one')")

        async with asyncio.timeout(DEADLINE_S):
            assert await service.calls.get() == "GET /ping/secret-token HTTP/1.1"
            await service.calls.get()


async def test_a_refusal_is_told_once_and_without_the_address(caplog: pytest.LogCaptureFixture) -> None:
    async with flow() as installation, elsewhere() as service:
        await installation.execute("INSERT INTO probes (region, name) VALUES (0, 'one')")
        service.status = "503 Service Unavailable"
        async with switched_on(installation, service.address), asyncio.timeout(DEADLINE_S):
            for _ in range(3):
                await service.calls.get()
        async with switched_on(installation, "http://127.0.0.1:1/ping/secret-token"):
            await until_logged(caplog, "the other service was not reached (ConnectError)")

    ours = [record for record in caplog.records if record.name == "probes.deadman"]
    assert [record.__dict__["because"] for record in ours].count("the other service answered 503") == 1
    assert not any("secret-token" in str(record.__dict__) for record in ours)


@pytest.mark.parametrize(
    ("delays", "trouble"),
    [
        (Delays(checks_s=0, alerts_s=0, workers=1), None),
        (Delays(checks_s=60, alerts_s=120, workers=1), None),
        (Delays(checks_s=61, alerts_s=0, workers=1), "checks are not handed out"),
        (Delays(checks_s=0, alerts_s=121, workers=1), "alerts are not sent"),
        (Delays(checks_s=0, alerts_s=0, workers=0), "no worker with a network"),
    ],
)
def test_well_means_that_people_would_hear_of_an_outage(delays: Delays, trouble: str | None) -> None:
    assert what_is_wrong(delays) == trouble

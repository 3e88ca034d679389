"""Is the measured time the target's or our own? 500 HTTP checks a second against a target that answers after 200 ms.

Run: `.venv/bin/python -m bench.open_loop [--rate 500] [--seconds 10]`. Checks start at fixed times whether or not the
earlier ones have ended. The error of the measured wait (request sent to first byte, minus 200 ms) must stay under
1 ms at the median and 10 ms at p99. The target runs in a process of its own.
"""

import argparse
import asyncio
import multiprocessing
import statistics
import time
from multiprocessing.connection import Connection
from typing import cast

import uvloop

from core.addresses import parse_allowance
from core.observation import Observation
from core.specs import Expect, Kind, MonitorSpec
from core.states import Outcome
from probes.checkers import observe
from probes.context import CheckContext
from probes.dialer import Dialer
from probes.resolver import Resolver

ANSWER_AFTER_S = 0.2
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\nConnection: close\r\n\r\nok, all is well"
LIMITS_MS = {50: 1.0, 99: 10.0}
WARM_UP_S = 1.0


class Late(asyncio.Protocol):
    """Answers each connection 200 ms after its request came."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to answer."""
        self._transport = cast(asyncio.Transport, transport)  # a TCP server's always is; uvloop's is no subclass

    def data_received(self, _: bytes) -> None:
        """The request fits into one read."""
        asyncio.get_running_loop().call_later(ANSWER_AFTER_S, self._answer)

    def _answer(self) -> None:
        if not self._transport.is_closing():
            self._transport.write(ANSWER)
            self._transport.close()


def serve(told: Connection) -> None:
    """Run the target in its own process until it is ended; tells its port."""

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(Late, "127.0.0.1", 0, backlog=4096)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    uvloop.run(run())


async def drive(port: int, rate: int, seconds: float) -> tuple[list[Observation], list[float]]:
    """Start `rate` checks a second; return what they saw and how late each started, in milliseconds."""
    spec = MonitorSpec(Kind.HTTP, f"http://127.0.0.1:{port}/", expect=Expect(body_contains="all is well"))
    resolver = Resolver()
    dialer = Dialer(parse_allowance("127.0.0.0/8", ()), resolver)
    loop = asyncio.get_running_loop()
    begin = loop.time() + 0.1
    late_ms: list[float] = []
    running: list[asyncio.Task[Observation]] = []
    for number in range(int(rate * seconds)):
        due = begin + number / rate
        if due > loop.time():
            await asyncio.sleep(due - loop.time())
        late_ms.append((loop.time() - due) * 1000)
        running.append(asyncio.create_task(_check(spec, dialer, loop.time() + 5)))
    seen = await asyncio.gather(*running)
    await resolver.close()
    return seen, late_ms


async def _check(spec: MonitorSpec, dialer: Dialer, deadline: float) -> Observation:
    return await observe(spec, CheckContext(dialer, deadline))


def percentile(values: list[float], rank: int) -> float:
    """Return the nearest-rank percentile."""
    return statistics.quantiles(values, n=100, method="inclusive")[rank - 1]


def main() -> None:
    """Warm up, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=10)
    asked = parser.parse_args()
    told, teller = multiprocessing.Pipe(duplex=False)
    target = multiprocessing.get_context("spawn").Process(target=serve, args=(teller,), daemon=True)
    target.start()
    try:
        port = told.recv()
        uvloop.run(drive(port, asked.rate, WARM_UP_S))
        cpu = time.process_time()
        seen, late_ms = uvloop.run(drive(port, asked.rate, asked.seconds))
        report(seen, late_ms, (time.process_time() - cpu) / len(seen) * 1000)
    finally:
        target.terminate()
        target.join(5)


def report(seen: list[Observation], late_ms: list[float], cpu_ms: float) -> None:
    """Print the error of the wait beside its limits."""
    good = [s for s in seen if s.outcome is Outcome.UP]
    if len(good) < len(seen):
        raise SystemExit(f"{len(seen) - len(good)} of {len(seen)} not up, e.g. {next(s for s in seen if s.reason)}")
    errors = [abs((s.phases.wait_us or 0) / 1000 - ANSWER_AFTER_S * 1000) for s in good]
    print(f"{len(seen)} checks, all up, {cpu_ms:.2f} ms CPU a check")
    for rank, limit in LIMITS_MS.items():
        error = percentile(errors, rank)
        print(f"wait error p{rank}  {error:6.2f} ms (limit {limit:g}) {'ok' if error < limit else 'TOO MUCH'}")
    print(f"start lateness p99 {percentile(late_ms, 99):.2f} ms")


if __name__ == "__main__":
    main()

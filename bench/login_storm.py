"""Twenty logins a second from many addresses: what exceeds the budget for Argon2 gets 429, and `/days` hardly notices.

Run: `.venv/bin/python -m bench.login_storm [--rate 20] [--seconds 15]`. One API process on embedded stores; the days of
500 monitors are asked for again and again, in turns without and with a storm. The median must grow by less than 1.5.
"""

import argparse
import asyncio
import multiprocessing
import os
import shutil
import statistics
import tempfile
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import httpx

from bench.days import MONITORS, fill
from db.engine import detect
from db.pool import connected
from healther.installation import is_ready
from tests.whole import Whole, whole

LIMIT_RATIO = 1.5
ROUNDS = 3
PAUSE_S = 0.05  # between two questions for the days
ADDRESSES = 60  # each may try a hundred times in five minutes
DEADLINE_S = 30.0
START_S, END_S = 4.0, 1.0  # the storm begins before the measurement, with a full queue, and ends after it
PASSWORD = "correct horse battery"
MAKE_MONITORS = """
    INSERT INTO monitors (workspace_id, name, kind, target, period_value, period_unit, period_s, timeout_ms,
                          confirm_failures, confirm_recoveries, retry_ms)
    SELECT $1, 'Shop ' || n, 'tcp', 'shop.example.com:443', 100, 'minutes', 6000, 1000, 1, 1, 0
      FROM generate_series(1, $2::integer) AS n
"""


async def prepare(installation: Whole) -> tuple[str, dict[str, str]]:
    """Make a person with a workspace of 500 monitors and ninety days; return the address of its days and a token."""
    async with httpx.AsyncClient(base_url=f"{installation.address}/api/v1", timeout=DEADLINE_S) as client:
        person = await client.post("/auth/register", json={"email": "ann@example.com", "password": PASSWORD})
        signed_in = {"Authorization": f"Bearer {person.json()['access_token']}"}
        workspace = (await client.post("/workspaces", json={"name": "Acme"}, headers=signed_in)).json()["id"]
    async with connected(installation.database_url) as conn:
        await conn.execute(MAKE_MONITORS, workspace, MONITORS)
        await fill(conn, await detect(conn), 6000, datetime.now(UTC))
    return f"{installation.address}/api/v1/workspaces/{workspace}/days", signed_in


async def ask_days(url: str, headers: dict[str, str], seconds: float) -> list[float]:
    """Ask for the days one after the other; return how long each answer took, in milliseconds."""
    took = []
    ends = time.monotonic() + seconds
    async with httpx.AsyncClient(timeout=DEADLINE_S, headers=headers) as client:
        while time.monotonic() < ends:
            started = time.perf_counter()
            (await client.get(url)).raise_for_status()
            took.append((time.perf_counter() - started) * 1000)
            await asyncio.sleep(PAUSE_S)
    return took


class Storm:
    """Logins at fixed times whether or not earlier ones were answered, from addresses of loopback in turn."""

    def __init__(self, url: str, rate: int) -> None:
        self._rate, self._number = rate, 0
        self._clients = [
            httpx.AsyncClient(
                transport=httpx.AsyncHTTPTransport(local_address=f"127.0.1.{number + 1}", verify=False),
                base_url=url,
                timeout=DEADLINE_S,
            )
            for number in range(ADDRESSES)
        ]
        self.answers: Counter[str] = Counter()

    async def blow(self, seconds: float) -> None:
        """Offer logins for so long, and wait for the last answer."""
        begin = time.monotonic()
        async with asyncio.TaskGroup() as tasks:
            for number in range(int(self._rate * seconds)):
                await asyncio.sleep(begin + number / self._rate - time.monotonic())
                tasks.create_task(self._log_in())

    async def _log_in(self) -> None:
        self._number += 1
        body = {"email": f"guest-{os.getpid()}-{self._number}@example.com", "password": PASSWORD}
        response = await self._clients[self._number % ADDRESSES].post("/auth/login", json=body)
        is_honest = response.status_code != 429 or "Retry-After" in response.headers
        self.answers[str(response.status_code) if is_honest else "429 without Retry-After"] += 1


def blow(url: str, rate: int, seconds: float, told: Connection) -> None:
    """Make a storm in a process of its own, so that its work does not delay those who are measured."""
    storm = Storm(url, rate)
    asyncio.run(storm.blow(seconds))
    told.send(storm.answers)


async def in_a_storm(url: str, headers: dict[str, str], rate: int, seconds: float) -> tuple[list[float], Counter[str]]:
    """Ask for the days while logins are offered; return how long answers took, and what the logins were answered."""
    told, teller = multiprocessing.Pipe(duplex=False)
    arguments = (url.partition("/workspaces")[0], rate, seconds + START_S + END_S, teller)
    process = multiprocessing.get_context("spawn").Process(target=blow, args=arguments, daemon=True)
    process.start()
    await asyncio.sleep(START_S)
    took = await ask_days(url, headers, seconds)
    answers: Counter[str] = await asyncio.to_thread(told.recv)
    process.join(DEADLINE_S)
    return took, answers


async def measure(installation: Whole, rate: int, seconds: float) -> None:
    """Measure in turns and print."""
    url, headers = await prepare(installation)
    await ask_days(url, headers, 2)
    calm_ms: list[float] = []
    stormy_ms: list[float] = []
    answers: Counter[str] = Counter()
    for _ in range(ROUNDS):
        calm_ms += await ask_days(url, headers, seconds)
        took, answered = await in_a_storm(url, headers, rate, seconds)
        stormy_ms += took
        answers += answered
    report(answers, calm_ms, stormy_ms)


def report(answers: Counter[str], calm_ms: list[float], stormy_ms: list[float]) -> None:
    """Print what was answered and how much slower the days were."""
    print(f"logins      {answers.total()} offered, {answers['401']} judged, {answers['429']} told to come back (429)")
    if set(answers) - {"401", "429"}:
        raise SystemExit(f"unexpected answers: {dict(answers)}")
    calm, stormy = statistics.median(calm_ms), statistics.median(stormy_ms)
    ratio = stormy / calm
    verdict = "ok" if ratio < LIMIT_RATIO else "TOO SLOW"
    print(f"/days p50   {calm:.1f} ms calm, {stormy:.1f} ms in the storm")
    print(f"/days in the storm, ratio {ratio:.2f} (limit {LIMIT_RATIO}) {verdict}")


def main() -> None:
    """Run an installation and measure while it is looked after."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=20, help="logins a second")
    parser.add_argument("--seconds", type=float, default=15, help="of each of the six turns")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench", dir="/tmp"))
    folder.chmod(0o711)
    failures: list[BaseException] = []

    def run(installation: Whole) -> None:
        try:
            asyncio.run(measure(installation, asked.rate, asked.seconds))
        except BaseException as error:  # handed to the main thread
            failures.append(error)

    try:
        with whole(folder, ["api"]) as installation:
            installation.watch(lambda: is_ready(int(installation.address.rpartition(":")[2])))
            thread = threading.Thread(target=run, args=(installation,))
            thread.start()
            installation.watch(lambda: not thread.is_alive(), timeout_s=600)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if failures:
        raise failures[0]


if __name__ == "__main__":
    main()

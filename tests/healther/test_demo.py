"""The made-up history: it obeys the ledger's laws, fills the aggregates, and its servers answer."""

import asyncio
import urllib.request
from collections import defaultdict
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Protocol

import dns.asyncquery
import dns.message
import pytest

from core.coverage import DAY_MS, seconds_between
from core.grid import to_ms
from core.states import State
from db.audit_log import select_entries
from db.migrate import upgrade
from db.objectives import select_objectives
from db.pool import Connection, connected
from healther.demo.catalogue import MONITORS
from healther.demo.history import Past, invent
from healther.demo.load import load
from healther.demo.process import _free_ports
from healther.demo.targets import serve
from tests.engines import postgres, timescale_wasm

NOW_MS = to_ms(datetime(2026, 11, 21, 14, 30, tzinfo=UTC))


class Engine(Protocol):
    """Makes an empty database and yields its address."""

    def __call__(self) -> AbstractContextManager[str]: ...


def seconds_of_points(past: Past) -> dict[tuple[int, State], int]:
    """Add up what points stand for, by UTC day and state."""
    total: dict[tuple[int, State], int] = defaultdict(int)
    for slot, _, covers_s, *rest in past.points:
        total[to_ms(slot) // DAY_MS, rest[9]] += covers_s
    return total


def seconds_of_intervals(past: Past) -> dict[tuple[int, State], int]:
    """Add up intervals, by UTC day and state."""
    total: dict[tuple[int, State], int] = defaultdict(int)
    for one in past.intervals:
        for day in range(one.start_ms // DAY_MS, (one.end_ms - 1) // DAY_MS + 1):
            start, end = max(one.start_ms, day * DAY_MS), min(one.end_ms, (day + 1) * DAY_MS)
            total[day, one.state] += seconds_between(start, end)
    return total


@pytest.mark.parametrize("monitor", MONITORS, ids=lambda monitor: monitor.name)
def test_points_and_intervals_stand_for_the_same_time(monitor: object) -> None:
    past = invent(monitor, 7, NOW_MS, seed=1)  # type: ignore[arg-type]

    assert seconds_of_points(past) == seconds_of_intervals(past)


def test_the_same_seed_invents_the_same_past() -> None:
    assert invent(MONITORS[1], 3, NOW_MS, seed=5).points == invent(MONITORS[1], 3, NOW_MS, seed=5).points


@pytest.mark.parametrize(
    "engine", [postgres, pytest.param(timescale_wasm, marks=[pytest.mark.timescale, pytest.mark.long])]
)
def test_load_fills_ninety_days_once(engine: Engine) -> None:
    with engine() as url:
        upgrade(url)

        first, second, days = asyncio.run(load_twice(url))

    assert (first, second) == (True, False)
    assert days["Website"] >= 90
    assert len(days) == len(MONITORS)


async def load_twice(url: str) -> tuple[bool, bool, dict[str, int]]:
    ports = _free_ports()
    first = await load(url, ports, "a password", "t" * 32)
    second = await load(url, ports, "another password", "t" * 32)
    async with connected(url) as conn:
        await look_at_people(conn)
        return first, second, await count_days(conn)


async def look_at_people(conn: Connection) -> None:
    """The team, the log and the targets are there to be seen; nobody but the owner can sign in."""
    workspace_id = await conn.fetchval("SELECT id FROM workspaces")
    roles = await conn.fetch("SELECT role FROM memberships WHERE workspace_id = $1 ORDER BY role", workspace_id)

    assert [row["role"] for row in roles] == ["admin", "observer", "owner"]
    assert await conn.fetchval("SELECT count(*) FROM users WHERE password_hash IS NOT NULL") == 1
    assert len(await select_entries(conn, workspace_id, 2**62, 50)) == 4
    assert [one.name for one in await select_objectives(conn, workspace_id, 50)] == ["Checkout", "Website"]


async def count_days(conn: Connection) -> dict[str, int]:
    rows = await conn.fetch(
        "SELECT m.name, count(*) AS days FROM monitors m JOIN days d ON d.monitor_id = m.id GROUP BY m.name"
    )
    return {row["name"]: row["days"] for row in rows}


async def test_targets_answer() -> None:
    ports, stop = _free_ports(), asyncio.Event()
    serving = asyncio.create_task(serve({"/": 1.0}, ports, stop))

    async with asyncio.timeout(10):
        body = await answer_of(f"http://127.0.0.1:{ports.http}/api/health")
        question = dns.message.make_query("www.acme.example", "A")
        answer = await dns.asyncquery.udp(question, "127.0.0.1", port=ports.dns, timeout=5)
        stop.set()
        await serving

    assert b'"database": "ok"' in body
    assert "192.0.2.10" in answer.answer[0].to_text()


async def answer_of(url: str) -> bytes:
    """Ask until the server listens; the caller's deadline ends it."""
    while True:
        try:
            return await asyncio.to_thread(lambda: urllib.request.urlopen(url, timeout=5).read())
        except OSError:
            await asyncio.sleep(0.02)

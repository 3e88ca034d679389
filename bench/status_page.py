"""Public page and workspace days: cold build, warm requests a second on one process, bytes a monitor.

Run: python -m bench.status_page [--serve]      (a PostgreSQL and a Valkey of its own, all on this machine)
`--serve` fills a page and leaves the server running, for looking at it.
"""

import argparse
import asyncio
import gzip
import multiprocessing
import random
import secrets
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import uvicorn

from api.app import create_app
from api.config import ApiConfig
from api.numbers.day_lines import DayLines
from api.numbers.days import write_short
from api.status.data import load
from api.status.pages import make
from db import migrate
from db.pool import Connection, Pool, acquire, open_pool
from tests import engines, servers

PAGE_MONITORS = 100
WORKSPACE_MONITORS = 500
ROUNDS = 20
LOAD_S = 5.0
CONNECTIONS = 64
DAY_S = 86_400
GOAL_COLD_MS, GOAL_WARM, GOAL_DAYS_MS, GOAL_BYTES = 60, 5_000, 150, 300

STATES = {"up": 1, "degraded": 2, "down": 3}


def migrated(dsn: str) -> None:
    """Prepare a database."""
    migrate.upgrade(dsn)


async def make_workspace(conn: Connection, slug: str, names: list[str]) -> UUID:
    """Make a public workspace with monitors that have ninety days of believable history."""
    workspace_id: UUID = await conn.fetchval(
        "INSERT INTO workspaces (name, slug, is_public) VALUES ('Acme', $1, true) RETURNING id", slug
    )
    for name in names:
        await _make_monitor(conn, workspace_id, name)
    return workspace_id


async def _make_monitor(conn: Connection, workspace_id: UUID, name: str) -> None:
    group, _, plain = name.rpartition("/")
    monitor_id = await conn.fetchval(
        """
        INSERT INTO monitors (workspace_id, name, kind, target, period_value, period_unit, period_s, timeout_ms,
                              confirm_failures, confirm_recoveries, retry_ms, created_at, group_name)
        VALUES ($1, $2, 'http', 'https://internal.example.com/secret', 1, 'minutes', 60, 10000, 2, 1, 20000,
                now() - interval '200 days', $3)
        RETURNING id
        """,
        workspace_id,
        plain,
        group or None,
    )
    state = {"Checkout": "down", "API": "degraded"}.get(plain, "up")
    await conn.execute(
        """
        INSERT INTO monitor_state (monitor_id, state, since, last_slot, covered_until, recorded, outcome)
        VALUES ($1, $2, now() - interval '18 minutes', now(), now() + interval '1 day', $2, $2)
        """,
        monitor_id,
        STATES[state],
    )
    if state == "down":
        await conn.execute(
            "INSERT INTO incidents (monitor_id, started_at, reason) VALUES ($1, now() - interval '18 minutes', 1)",
            monitor_id,
        )
    await _make_days(conn, monitor_id, random.Random(monitor_id), state)


async def _make_days(conn: Connection, monitor_id: int, dice: random.Random, state: str) -> None:
    today = datetime.now(UTC).date()
    rows = []
    for age in range(89, -1, -1):
        down_s, maintenance_s = _trouble(dice, age)
        if age == 0 and state != "up":
            down_s = 60_000 if state == "down" else 0
        degraded_s = 3_000 if age == 0 and state == "degraded" else 0
        up_s = DAY_S - down_s - maintenance_s - degraded_s
        rows.append((monitor_id, today - timedelta(days=age), up_s, degraded_s, down_s, maintenance_s))
    await conn.executemany(
        """
        INSERT INTO imported_days (monitor_id, day, source, up_s, degraded_s, down_s, maintenance_s)
        VALUES ($1, $2, 'bench', $3, $4, $5, $6)
        """,
        rows,
    )


def _trouble(dice: random.Random, age: int) -> tuple[int, int]:
    """Return seconds down and in maintenance of one day."""
    chance = dice.random()
    if chance < 0.02:
        return dice.randrange(60, 3_000), 0
    if chance < 0.027:
        return dice.randrange(6_000, 40_000), 0
    if chance < 0.03:
        return dice.randrange(50_000, 80_000), 0
    return (0, DAY_S) if chance < 0.034 else (0, 0)


async def cold_build(pool: Pool, slug: str) -> tuple[list[float], int, int]:
    """Return milliseconds of builds with empty caches, and the page's bytes, plain and compressed."""
    took_ms = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        async with acquire(pool) as conn:
            data = await load(conn, DayLines(), slug)
        assert data is not None
        built = make(data, data.at, f"http://localhost/status/{slug}")
        took_ms.append((time.perf_counter() - started) * 1000)
    return took_ms, len(built.html.plain), len(built.html.compressed)


async def requests(port: int, path: str, headers: str = "", seconds: float = LOAD_S) -> tuple[int, list[float]]:
    """Ask over kept connections as fast as answers come; return how many and how long each took (ms)."""
    ends_at = time.perf_counter() + seconds
    content = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n{headers}\r\n".encode()
    took = await asyncio.gather(*(_ask(port, content, ends_at) for _ in range(CONNECTIONS)))
    every = [ms for one in took for ms in one]
    return len(every), every


async def _ask(port: int, content: bytes, ends_at: float) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    took_ms = []
    while (started := time.perf_counter()) < ends_at:
        writer.write(content)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head[9:12] in (b"200", b"304"), head
        length = next(
            (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
        )
        await reader.readexactly(length)
        took_ms.append((time.perf_counter() - started) * 1000)
    writer.close()
    return took_ms


def serve(dsn: str, redis_url: str, port: int) -> None:
    """Run the API as `healther api` does: one process, uvloop, httptools, no access log."""
    servers.die_with_parent()
    config = ApiConfig(dsn, redis_url, secrets.token_hex(32), f"http://127.0.0.1:{port}")
    uvicorn.run(create_app(config), host="127.0.0.1", port=port, log_level="warning", access_log=False)


@asynccontextmanager
async def serving(dsn: str, redis_url: str, port: int) -> AsyncIterator[None]:
    """Run the API in a process of its own for the block."""
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(dsn, redis_url, port), daemon=True)
    process.start()
    try:
        await _reachable(port)
        yield
    finally:
        process.terminate()
        process.join()


async def _reachable(port: int) -> None:
    for _ in range(400):
        try:
            (await asyncio.open_connection("127.0.0.1", port))[1].close()
            return
        except OSError:
            await asyncio.sleep(0.05)
    raise RuntimeError("the API did not start")


async def workspace_days(pool: Pool, workspace_id: UUID) -> tuple[float, float, float]:
    """Return milliseconds of the workspace's days cold and warm, and compressed bytes a monitor."""
    async with acquire(pool) as conn:
        monitors = await conn.fetch("SELECT id, created_at FROM monitors WHERE workspace_id = $1", workspace_id)
        aged = [_Aged(row["id"], row["created_at"]) for row in monitors]
        lines, took_ms = DayLines(), []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            today = datetime.now(UTC).date()
            content = gzip.compress(write_short(await lines.lines(conn, aged, today), today, 90), 5)
            took_ms.append((time.perf_counter() - started) * 1000)
    return took_ms[0], statistics.median(took_ms[1:]), len(content) / len(aged)


class _Aged:
    def __init__(self, monitor_id: int, created_at: datetime) -> None:
        self.id, self.created_at = monitor_id, created_at


async def measure(dsn: str, redis_url: str) -> None:
    """Measure and print."""
    pool = await open_pool(dsn)
    async with acquire(pool) as conn:
        await make_workspace(conn, "page", [f"Service {number}" for number in range(PAGE_MONITORS)])
        many = await make_workspace(conn, "many", [f"Service {number}" for number in range(WORKSPACE_MONITORS)])
        await conn.execute("ANALYZE")
    cold_ms, plain, compressed = await cold_build(pool, "page")
    days_cold_ms, days_warm_ms, days_bytes = await workspace_days(pool, many)
    port = 18_000 + secrets.randbelow(2_000)
    async with serving(dsn, redis_url, port):
        await requests(port, "/status/page", seconds=0.5)
        count, took_ms = await requests(port, "/status/page")
        json_count, _ = await requests(port, "/status/page/api/v2/summary.json")
    await pool.close()
    cold = statistics.median(cold_ms)
    print(f"page of {PAGE_MONITORS} monitors, {plain / 1000:.0f} kB, gzip {compressed / 1000:.1f} kB")
    print(f"cold build          {cold:8.1f} ms    goal < {GOAL_COLD_MS}     ratio {cold / GOAL_COLD_MS:.2f}")
    rate = count / LOAD_S
    print(f"warm, gzip          {rate:8.0f} /s    goal > {GOAL_WARM}   ratio {rate / GOAL_WARM:.2f}")
    print(f"  p50 / p99         {statistics.median(took_ms):.1f} / {statistics.quantiles(took_ms, n=100)[98]:.1f} ms")
    print(f"warm, summary.json  {json_count / LOAD_S:8.0f} /s")
    print(f"days of {WORKSPACE_MONITORS} monitors: cold {days_cold_ms:.0f} ms, closed days kept {days_warm_ms:.0f} ms")
    print(f"  gzip a monitor    {days_bytes:8.0f} B     goal < {GOAL_BYTES}    ratio {days_bytes / GOAL_BYTES:.2f}")


async def show(dsn: str, redis_url: str) -> None:
    """Fill a page like the design's and serve it until interrupted."""
    pool = await open_pool(dsn)
    async with acquire(pool) as conn:
        await make_workspace(conn, "acme", ["Website", "API", "Checkout", "Webhooks", "Internal/Mail", "Internal/Wiki"])
        await make_workspace(conn, "calm", ["Website", "Webhooks"])
    await pool.close()
    port = 18_080
    async with serving(dsn, redis_url, port):
        print(f"http://127.0.0.1:{port}/status/acme   http://127.0.0.1:{port}/status/calm", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", action="store_true")
    work = show if parser.parse_args().serve else measure
    with engines.postgres(migrated) as dsn, servers.valkey() as valkey:
        asyncio.run(work(dsn, valkey.url))


if __name__ == "__main__":
    main()

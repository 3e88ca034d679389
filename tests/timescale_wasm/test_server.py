"""The server process: what is left after a crash, who may use a cluster, and that it does not outlive its parent."""

import asyncio
import os
import selectors
import subprocess
import sys
from pathlib import Path

import asyncpg
import psycopg
import pytest

from healther.timescale_wasm import StartError, TimescaleWasm
from tests.timescale_wasm.conftest import make_checks

PARENT = """
import time
from healther.timescale_wasm import TimescaleWasm
server = TimescaleWasm()
server.start()
print(server.pid, flush=True)
time.sleep(600)
"""


def test_committed_rows_and_roll_up_survive_a_kill(tmp_path: Path) -> None:
    server = TimescaleWasm(tmp_path / "cluster")
    with psycopg.connect(server.start(), autocommit=True) as connection:
        make_checks(connection)
        connection.execute("CALL refresh_continuous_aggregate('checks_daily', NULL, NULL)")
        server.kill()

    with server, psycopg.connect(server.dsn, autocommit=True) as connection:
        connection.execute("INSERT INTO checks VALUES ('2026-11-02', 1, 0, 1)")
        connection.execute("CALL refresh_continuous_aggregate('checks_daily', NULL, NULL)")
        assert connection.execute("SELECT n FROM checks_daily ORDER BY day").fetchall() == [(1440,), (1,)]


async def test_unix_socket_and_single_use_of_a_cluster(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("s")
    with TimescaleWasm(folder / "cluster", socket_dir=folder) as server:
        connection = await asyncpg.connect(server.dsn, timeout=20)
        assert await connection.fetchval("SELECT 1", timeout=20) == 1
        await connection.close(timeout=20)
        with pytest.raises(StartError, match="another server uses"):
            TimescaleWasm(folder / "cluster").start()


def test_server_ends_with_its_killed_parent() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, cwd=Path.cwd()) as parent:
        assert parent.stdout is not None
        server = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()

    with selectors.DefaultSelector() as selector:
        selector.register(server, selectors.EVENT_READ)  # readable: the process has ended
        assert selector.select(timeout=20)
    os.close(server)


async def test_many_connections_opened_and_dropped_at_once(server: TimescaleWasm) -> None:
    async def visit(number: int) -> int:
        connection = await asyncpg.connect(server.dsn, timeout=30)
        await connection.execute("BEGIN", timeout=30)
        answer = await connection.fetchval("SELECT $1::int", number, timeout=30)
        connection.terminate()
        return int(answer)

    assert await asyncio.gather(*[visit(i) for i in range(40)]) == list(range(40))

"""The server process: what is left after a crash, who may use a cluster, and that it does not outlive its parent."""

import asyncio
import os
import selectors
import subprocess
import sys
from collections.abc import Iterator
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


@pytest.fixture(scope="module")
def socket_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("s")


@pytest.fixture(scope="module")
def socket_server(socket_dir: Path) -> Iterator[TimescaleWasm]:
    with TimescaleWasm(socket_dir / "cluster", socket_dir=socket_dir, idle_transaction_s=1) as running:
        yield running


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


def test_cluster_on_a_unix_socket_has_one_server(socket_server: TimescaleWasm, socket_dir: Path) -> None:
    with psycopg.connect(socket_server.dsn, connect_timeout=30) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)

    with pytest.raises(StartError, match="another server uses"):
        TimescaleWasm(socket_dir / "cluster").start()


def test_forgotten_transaction_is_ended_when_others_wait(socket_server: TimescaleWasm) -> None:
    with psycopg.connect(socket_server.dsn, connect_timeout=30) as forgotten:
        forgotten.execute("CREATE TABLE never ()")
        with psycopg.connect(socket_server.dsn, connect_timeout=30) as other:
            assert other.execute("SELECT to_regclass('never')").fetchone() == (None,)

        with pytest.raises(psycopg.errors.IdleInTransactionSessionTimeout):
            forgotten.execute("SELECT 1")


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

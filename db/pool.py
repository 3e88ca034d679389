"""Pools of asyncpg connections: over a Unix socket, TCP, or to the WebAssembly TimescaleDB of the tests.

Whoever opens a pool closes it. Every statement has a deadline, and so has waiting for a connection.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

import asyncpg
import orjson

from db.errors import Unavailable, translated

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
    Pool: TypeAlias = asyncpg.Pool[asyncpg.Record]
else:
    Connection: TypeAlias = asyncpg.Connection
    Pool: TypeAlias = asyncpg.Pool

CONNECT_DEADLINE_S = 5.0
COMMAND_DEADLINE_S = 10.0
ACQUIRE_DEADLINE_S = 2.0
IDLE_S = 60.0  # a connection that rests longer is closed, so a server that failed over is not remembered


async def open_pool(
    url: str,
    *,
    min_size: int = 1,
    max_size: int = 10,
    name: str = "healther",
    statement_timeout_s: float | None = None,
) -> Pool:
    """Open a pool. `name` shows in pg_stat_activity; `statement_timeout_s` is held by the server as well."""
    with translated():
        return await asyncpg.create_pool(
            url,
            min_size=min_size,
            max_size=max_size,
            timeout=CONNECT_DEADLINE_S,
            command_timeout=COMMAND_DEADLINE_S,
            max_inactive_connection_lifetime=IDLE_S,
            init=_prepare,
            server_settings=_settings(name, statement_timeout_s),
        )


@asynccontextmanager
async def connected(url: str, *, name: str = "healther") -> AsyncIterator[Connection]:
    """Lend one connection outside any pool: for commands that run and end."""
    with translated():
        conn = await asyncpg.connect(
            url, timeout=CONNECT_DEADLINE_S, command_timeout=COMMAND_DEADLINE_S, server_settings=_settings(name, None)
        )
    try:
        await _prepare(conn)
        yield conn
    finally:
        await conn.close(timeout=CONNECT_DEADLINE_S)


@asynccontextmanager
async def acquire(pool: Pool, timeout_s: float = ACQUIRE_DEADLINE_S) -> AsyncIterator[Connection]:
    """Borrow a connection; raise Unavailable when none is free in time, and translate errors inside the block."""
    with translated():
        try:
            conn = await pool.acquire(timeout=timeout_s)
        except TimeoutError as error:
            raise Unavailable(f"no free connection within {timeout_s:g} s") from error
        try:
            yield conn
        finally:
            await pool.release(conn, timeout=CONNECT_DEADLINE_S)


def _settings(name: str, statement_timeout_s: float | None) -> dict[str, str]:
    # work_mem: the days of a large workspace are sorted in memory, whatever the server was given
    settings = {"application_name": name, "timezone": "UTC", "jit": "off", "work_mem": "16MB"}
    if statement_timeout_s is not None:
        settings["statement_timeout"] = f"{statement_timeout_s * 1000:.0f}"
    return settings


async def _prepare(conn: Any) -> None:
    """Read and write jsonb as Python values. `conn` is untyped: the pool hands in its own proxy."""
    await conn.set_type_codec("jsonb", schema="pg_catalog", encoder=_to_json, decoder=orjson.loads)


def _to_json(value: Any) -> str:
    return orjson.dumps(value).decode()

"""A small installation for tests of the probing flow: a migrated database, a queue, a workspace and its owner."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from core.addresses import Allowance
from db.pool import Pool, acquire
from probes.config import ProbeConfig
from probes.store import Store, opened
from tests.engines import migrated, postgres
from tests.servers import Valkey, valkey

LOOPBACK = Allowance((ip_network("127.0.0.0/8"), ip_network("::1/128")))
OWNER = "alice@example.com"

Config = TypeVar("Config")


@contextmanager
def servers() -> Iterator[tuple[str, Valkey]]:
    """Give a fresh database and a queue for the block."""
    with postgres(migrated) as dsn, valkey() as queue:
        yield dsn, queue


@dataclass(frozen=True)
class Flow:
    """An open installation."""

    store: Store
    queue: Valkey
    config: ProbeConfig
    workspace: UUID

    @property
    def pool(self) -> Pool:
        return self.store.pool

    async def add_monitor(self, target: str = "http://127.0.0.1:9/", kind: str = "http", **columns: Any) -> int:
        """Make a monitor as the API does, by default checked every 10 s with one try."""
        values = {
            "workspace_id": self.workspace,
            "name": "Shop",
            "kind": kind,
            "target": target,
            "period_value": columns.get("period_s", 10),
            "period_unit": "seconds",
            "period_s": 10,
            "timeout_ms": 2000,
            "confirm_failures": 1,
            "confirm_recoveries": 1,
            "retry_ms": 500,
            "ping_token": "t" * 22 + str(time.monotonic_ns()) if kind == "heartbeat" else None,
            **columns,
        }
        names = ", ".join(values)
        places = ", ".join(f"${number}" for number in range(1, len(values) + 1))
        statement = f"INSERT INTO monitors ({names}) VALUES ({places}) RETURNING id"
        return int(await self.value(statement, *values.values()))

    async def value(self, statement: str, *arguments: object) -> Any:
        """Return one value from the database."""
        async with acquire(self.pool) as conn:
            return await conn.fetchval(statement, *arguments)

    async def rows(self, statement: str, *arguments: object) -> list[dict[str, Any]]:
        """Return rows from the database."""
        async with acquire(self.pool) as conn:
            return [dict(row) for row in await conn.fetch(statement, *arguments)]

    async def execute(self, statement: str, *arguments: object) -> None:
        """Change something behind the product's back."""
        async with acquire(self.pool) as conn:
            await conn.execute(statement, *arguments)

    async def verdicts(self, monitor_id: int) -> list[dict[str, Any]]:
        """Return the stored verdicts of a monitor, oldest first."""
        return await self.rows(
            "SELECT * FROM checks WHERE monitor_id = $1 AND attempt = 0 AND outcome IS NOT NULL ORDER BY slot",
            monitor_id,
        )


@asynccontextmanager
async def flow(mail_dir: Path = Path("/nonexistent"), **settings: Any) -> AsyncIterator[Flow]:
    """Open a fresh installation."""
    with servers() as (dsn, queue):
        config = replace(ProbeConfig(dsn, queue.url, allowance=LOOPBACK, mail_dir=mail_dir), **settings)
        async with opened(dsn, asyncio.Event(), name="test", connections=8) as store:
            assert store is not None, "it was not told to stop"
            yield Flow(store, queue, config, await _workspace(store))


async def _workspace(store: Store) -> UUID:
    async with acquire(store.pool) as conn:
        owner = await conn.fetchval("INSERT INTO users (email) VALUES ($1) RETURNING id", OWNER)
        workspace = await conn.fetchval("INSERT INTO workspaces (name, slug) VALUES ('Acme', 'acme') RETURNING id")
        await conn.execute("INSERT INTO memberships VALUES ($1, $2, 'owner')", workspace, owner)
        await conn.execute(
            "INSERT INTO recipients (workspace_id, email, added_by, confirmed_at) VALUES ($1, $2, $3, now())",
            workspace,
            OWNER,
            owner,
        )
    assert isinstance(workspace, UUID)
    return workspace


@asynccontextmanager
async def running(*mains: Callable[[Config, asyncio.Event], Awaitable[None]], config: Config) -> AsyncIterator[None]:
    """Run processes of the product inside this one, until the block ends."""
    stop = asyncio.Event()
    tasks = [asyncio.ensure_future(main(config, stop)) for main in mains]
    try:
        yield
    finally:
        stop.set()
        async with asyncio.timeout(40):
            await asyncio.gather(*tasks)


async def until(condition: Callable[[], Awaitable[Any]], *, timeout_s: float = 15.0) -> Any:
    """Poll until the condition gives something true, and return it."""
    async with asyncio.timeout(timeout_s):
        while not (found := await condition()):  # noqa: ASYNC110 - the database cannot set an event here
            await asyncio.sleep(0.05)
        return found

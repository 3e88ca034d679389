"""Fresh, migrated databases on both engines; the TimescaleDB server that the environment names comes third."""

from collections.abc import AsyncIterator, Iterator

import pytest

from db.engine import Engine, detect
from db.pool import Connection, connected
from tests import engines
from tests.engines import migrated

SERVERS = [
    pytest.param(engines.postgres, id="postgres"),
    pytest.param(engines.timescale_wasm, id="timescale", marks=pytest.mark.timescale),
    pytest.param(engines.native_timescale, id="native", marks=[pytest.mark.timescale, pytest.mark.native]),
]


@pytest.fixture(params=SERVERS)
def dsn(request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated database, once per engine."""
    with request.param(migrated) as address:
        yield address


@pytest.fixture
def plain_dsn() -> Iterator[str]:
    """A migrated database on plain PostgreSQL, for what does not depend on the engine."""
    with engines.postgres(migrated) as address:
        yield address


@pytest.fixture
async def conn(dsn: str) -> AsyncIterator[Connection]:
    async with connected(dsn) as connection:
        yield connection


@pytest.fixture
async def engine(conn: Connection) -> Engine:
    return await detect(conn)


@pytest.fixture(scope="module", params=SERVERS)
def shared_dsn(request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated database for tests that write nothing."""
    with request.param(migrated) as address:
        yield address


@pytest.fixture
async def shared_conn(shared_dsn: str) -> AsyncIterator[Connection]:
    async with connected(shared_dsn) as connection:
        yield connection


@pytest.fixture
async def shared_engine(shared_conn: Connection) -> Engine:
    return await detect(shared_conn)

"""From empty to the newest schema and back, on both engines; one migration at a time."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from db import migrate, migrations
from db.engine import Engine, detect
from db.errors import Unavailable
from db.pool import connected
from db.revision import newest_revision
from tests import engines

EMPTY = [
    pytest.param(engines.postgres, id="postgres"),
    pytest.param(engines.timescale_wasm, id="timescale", marks=pytest.mark.timescale),
    pytest.param(engines.native_timescale, id="native", marks=[pytest.mark.timescale, pytest.mark.native]),
]


@pytest.fixture(params=EMPTY)
def empty_dsn(request: pytest.FixtureRequest) -> Iterator[str]:
    with request.param() as dsn:
        yield dsn


def objects(dsn: str) -> set[str]:
    """Everything in the schema that we made, extensions' own objects left out."""
    with psycopg.connect(dsn, connect_timeout=30) as connection:
        rows = connection.execute(
            """
            SELECT c.relkind::text || ' ' || c.relname
              FROM pg_class c
             WHERE c.relnamespace = 'public'::regnamespace
               AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
             UNION ALL
            SELECT 'function ' || p.proname
              FROM pg_proc p
             WHERE p.pronamespace = 'public'::regnamespace
               AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
            """
        ).fetchall()
    return {row[0] for row in rows}


def test_up_down_and_up_again_leaves_nothing_behind(empty_dsn: str) -> None:
    assert migrate.current(empty_dsn) is None

    assert migrate.upgrade(empty_dsn) == migrate.head() == migrate.current(empty_dsn) == newest_revision()
    first = objects(empty_dsn)
    migrate.downgrade(empty_dsn, "base")
    nothing = objects(empty_dsn)
    migrate.upgrade(empty_dsn)

    assert nothing == {"r alembic_version", "i alembic_version_pkc"}
    assert objects(empty_dsn) == first


def test_each_revision_goes_down_by_itself(empty_dsn: str) -> None:
    migrate.upgrade(empty_dsn)

    folder = Path(migrations.__file__).parent / "versions"
    for revision in sorted((path.name.partition("_")[0] for path in folder.glob("[0-9]*_*.py")), reverse=True)[1:]:
        migrate.downgrade(empty_dsn, revision)
        assert migrate.current(empty_dsn) == revision

    assert migrate.upgrade(empty_dsn) == migrate.head()


def test_the_engine_is_what_the_server_offers(empty_dsn: str, request: pytest.FixtureRequest) -> None:
    migrate.upgrade(empty_dsn)

    async def detected() -> Engine:
        async with connected(empty_dsn) as conn:
            return await detect(conn)

    expected = Engine.POSTGRES if "postgres" in request.node.callspec.id else Engine.TIMESCALE
    assert asyncio.run(detected()) is expected


def test_many_starters_migrate_once() -> None:
    with engines.postgres() as dsn, ThreadPoolExecutor(4) as threads:
        assert set(threads.map(migrate.upgrade, [dsn] * 4)) == {migrate.head()}


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(Unavailable):
        migrate.upgrade("postgresql://nobody@127.0.0.1:1/nothing")


async def test_a_database_that_was_not_migrated_has_no_engine() -> None:
    with engines.postgres() as dsn:
        async with connected(dsn) as conn:
            with pytest.raises(Exception, match="installation"):
                await detect(conn)

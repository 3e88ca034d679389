"""One server for all tests here, and the table of checks that many of them use."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from healther.timescale_wasm import TimescaleWasm

CHECKS = """
    CREATE TABLE checks (
        slot_at timestamptz NOT NULL, monitor_id int NOT NULL, outcome int2 NOT NULL, latency_us int,
        PRIMARY KEY (monitor_id, slot_at)
    );
    SELECT create_hypertable('checks', by_range('slot_at', INTERVAL '1 day'), create_default_indexes => false)
"""
DAILY = """
    CREATE MATERIALIZED VIEW checks_daily WITH (timescaledb.continuous) AS
    SELECT monitor_id, time_bucket('1 day', slot_at) AS day, count(*) AS n,
           percentile_cont(ARRAY[.5, .95]) WITHIN GROUP (ORDER BY latency_us) AS latency_us
      FROM checks GROUP BY 1, 2 WITH NO DATA
"""
COMPRESSION = """
    ALTER TABLE checks SET (timescaledb.compress, timescaledb.compress_segmentby = 'monitor_id',
                            timescaledb.compress_orderby = 'slot_at')
"""
FIRST_DAY = datetime(2026, 11, 1, tzinfo=UTC)
Check = tuple[datetime, int, int, int | None]


def day_of_checks(monitor_id: int) -> list[Check]:
    """Return 1440 checks, one a minute; latency_us counts 0 to 1439."""
    return [(FIRST_DAY + timedelta(minutes=i), monitor_id, 0, i) for i in range(1440)]


def make_checks(connection: psycopg.Connection) -> None:
    """Make the hypertable, its daily roll-up and 1440 checks of monitor 1."""
    connection.execute(CHECKS)
    connection.execute(DAILY)
    connection.execute(COMPRESSION)
    with connection.cursor().copy("COPY checks FROM STDIN (FORMAT binary)") as copy:
        copy.set_types(["timestamptz", "int4", "int2", "int4"])
        for check in day_of_checks(1):
            copy.write_row(check)


@pytest.fixture(scope="session")
def server() -> Iterator[TimescaleWasm]:
    with TimescaleWasm() as running:
        yield running


@pytest.fixture
def dsn(server: TimescaleWasm) -> str:
    return server.dsn


@pytest.fixture
def connection(dsn: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(dsn, autocommit=True, connect_timeout=30) as opened:
        yield opened
        opened.execute("DROP TABLE IF EXISTS checks CASCADE")


@pytest.fixture
def checks(connection: psycopg.Connection) -> psycopg.Connection:
    """Return a connection to a database with `make_checks` done."""
    make_checks(connection)
    return connection

"""TimescaleDB's own features on the WebAssembly engine: those that the product builds upon."""

import psycopg
import pytest

REFRESH = "CALL refresh_continuous_aggregate('checks_daily', NULL, NULL)"
COMPRESS = "SELECT count(compress_chunk(chunk)) FROM show_chunks('checks') AS chunk"
LATE = "INSERT INTO checks VALUES ('2026-11-01', 1, 0, 1)"


def test_license_is_that_of_the_community_build(connection: psycopg.Connection) -> None:
    row = connection.execute("SHOW timescaledb.license").fetchone()

    assert row == ("timescale",)


def test_continuous_aggregate_holds_counts_and_percentiles(checks: psycopg.Connection) -> None:
    checks.execute(REFRESH)

    row = checks.execute("SELECT n, latency_us FROM checks_daily").fetchone()
    # Of 0..1439: the median is 719.5, and the 95th percentile lies at 0.95 x 1439.
    assert row == (1440, [719.5, pytest.approx(1367.05)])


def test_compressed_chunk_refuses_a_check_it_has(checks: psycopg.Connection) -> None:
    assert checks.execute(COMPRESS).fetchone() == (1,)

    with pytest.raises(psycopg.errors.UniqueViolation):
        checks.execute(LATE)
    assert checks.execute(f"{LATE} ON CONFLICT DO NOTHING").rowcount == 0


def test_compressed_chunk_takes_a_late_check(checks: psycopg.Connection) -> None:
    checks.execute(COMPRESS)

    assert checks.execute("INSERT INTO checks VALUES ('2026-11-01', 2, 0, 1) ON CONFLICT DO NOTHING").rowcount == 1
    assert checks.execute("SELECT count(*) FROM checks").fetchone() == (1441,)


def test_retention_job_runs_when_called(checks: psycopg.Connection) -> None:
    job = checks.execute("SELECT add_retention_policy('checks', INTERVAL '1 day')").fetchone()
    assert job is not None

    checks.execute("CALL run_job(%s)", job)

    assert checks.execute("SELECT count(*) FROM checks").fetchone() == (0,)

"""What the doctor finds in stores that run: engine, jobs, work that waits, messages given up, workers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from redis import Redis

from healther import queue_findings, store_findings
from healther.findings import Finding, Level
from tests import engines
from tests.engines import migrated
from tests.servers import valkey

Execute = Callable[[str], object]


@pytest.fixture
def database() -> Iterator[tuple[str, Execute]]:
    """A migrated database and a way to change it."""
    with engines.postgres(migrated) as dsn, psycopg.connect(dsn, autocommit=True, connect_timeout=10) as connection:
        yield dsn, connection.execute


def found(findings: list[Finding], level: Level) -> list[str]:
    """Return what was found on this level; each bad finding has to say what to do."""
    assert all(finding.remedy for finding in findings if finding.level is not Level.WELL)
    return [f"{finding.subject}: {finding.message}" for finding in findings if finding.level is level]


def test_an_empty_database_is_well(database: tuple[str, Execute]) -> None:
    findings = store_findings.look(database[0])

    assert found(findings, Level.PROBLEM) == []
    assert found(findings, Level.NOTE) == ["workers: none has run within a week"]
    assert any(line.startswith("engine: postgres") for line in found(findings, Level.WELL))


def test_row_security_that_is_off_is_named_with_what_to_do(database: tuple[str, Execute]) -> None:
    dsn, execute = database
    assert any(line.startswith("row security: on") for line in found(store_findings.look(dsn), Level.WELL))
    execute("UPDATE installation SET has_row_security = false")

    notes = found(store_findings.look(dsn), Level.NOTE)

    assert any(line.startswith("row security: off") for line in notes)


def test_a_database_that_was_not_migrated_is_named() -> None:
    with engines.postgres() as dsn:
        findings = store_findings.look(dsn)

    assert [finding.remedy for finding in findings] == ["healther migrate"]


def test_a_database_that_is_gone_is_named(tmp_path: Path) -> None:
    findings = store_findings.look(f"postgresql:///healther?host={tmp_path}")

    assert len(found(findings, Level.PROBLEM)) == 1


def test_a_running_worker_is_well_and_one_without_a_network_is_not(database: tuple[str, Execute]) -> None:
    dsn, execute = database
    execute("INSERT INTO probes (region, name, offline_since) VALUES (0, 'here-1', NULL), (0, 'here-2', now())")

    problems = found(store_findings.look(dsn), Level.PROBLEM)

    assert len(problems) == 1
    assert problems[0].startswith("workers: here-2 has no network since")


def test_workers_that_all_stopped_are_named(database: tuple[str, Execute]) -> None:
    dsn, execute = database
    execute("INSERT INTO probes (region, name, last_seen_at) VALUES (0, 'here-1', now() - interval '5 minutes')")

    assert found(store_findings.look(dsn), Level.PROBLEM)[0].startswith("workers: none runs; the last one was seen")


def test_mails_that_wait_or_were_given_up_are_named(database: tuple[str, Execute]) -> None:
    dsn, execute = database
    execute(
        "INSERT INTO mails (purpose, address, message_id, subject, body_text, created_at, dead_at) VALUES"
        " ('notice', 'a@example.com', '1', 'x', 'x', now() - interval '1 hour', NULL),"
        " ('notice', 'a@example.com', '2', 'x', 'x', now() - interval '1 hour', now())"
    )

    findings = store_findings.look(dsn)

    assert found(findings, Level.PROBLEM)[0].startswith("mails: 1 mails wait since up to 3600 s")
    assert "mails: 1 mails could not be delivered and were given up" in found(findings, Level.NOTE)


@pytest.mark.timescale
def test_jobs_that_timescaledb_does_not_run_are_named() -> None:
    with engines.timescale_wasm(migrated) as dsn:  # this build has no background workers
        findings = store_findings.look(dsn)

    assert "engine: timescale" in found(findings, Level.WELL)
    assert any("policy_refresh_continuous_aggregate on checks_hourly" in line for line in found(findings, Level.NOTE))


async def test_a_quiet_queue_is_well() -> None:
    with valkey() as server:
        findings = await queue_findings.look(server.url)

    assert found(findings, Level.PROBLEM) == []
    assert any(line.startswith("queues: oldest work: healther:checks 0 s") for line in found(findings, Level.WELL))


async def test_old_work_and_dead_letters_are_named() -> None:
    with valkey() as server, Redis.from_url(server.url) as redis:
        redis.xadd("healther:checks", {"data": b"x"}, id="1000-1")
        redis.xadd("healther:jobs:dead", {"data": b"x"})
        findings = await queue_findings.look(server.url)

    assert found(findings, Level.PROBLEM)[0].startswith("queues: work in healther:checks waits since")
    assert any("1 messages that could not be run lie in healther:jobs:dead" in x for x in found(findings, Level.NOTE))


async def test_a_server_that_may_lose_work_is_named() -> None:
    with valkey(maxmemory="100mb", maxmemory_policy="allkeys-lru", appendonly="no") as server:
        findings = await queue_findings.look(server.url)

    assert [line.partition(":")[0] for line in found(findings, Level.PROBLEM)] == ["queue memory"]
    assert any(line.startswith("queue durability") for line in found(findings, Level.NOTE))

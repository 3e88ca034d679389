"""A workspace leaves as one file and comes back as it was: the same figures, nothing secret, nothing half done."""

import json
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import duckdb
import pytest

from analytics.archive.make import make_archive
from analytics.archive.read import Archive, NoArchiveError
from api.restoring import Restored, restore
from core.policies import AGREED, rules_to_json
from core.states import Outcome
from db import engines, ingest
from db.engine import detect
from db.pool import Connection, connected
from db.users import insert_user
from tests.db.world import WORKSPACE, add_monitor, add_workspace, verdict
from tests.engines import migrated, postgres

NOW = datetime.now(UTC)
TODAY = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
DAY = timedelta(days=1)
SECRET = "Bearer very-secret"


@pytest.fixture
async def conn() -> AsyncIterator[Connection]:
    with postgres(migrated) as dsn:
        async with connected(dsn) as connection:
            yield connection


async def fill(conn: Connection) -> UUID:
    """Three days of checks with an outage and a policy, a window, an exclusion, an objective, an old day; secrets."""
    user = await insert_user(conn, "ann@example.com", "hash-of-her-password", "Ann", "Smith")
    await add_workspace(conn)
    await conn.execute("INSERT INTO memberships VALUES ($1, $2, 'owner')", WORKSPACE, user.id)
    monitor_id = await add_monitor(conn, period_s=300)
    await conn.execute(
        "UPDATE monitors SET headers = $2, body = $3, target = 'http://ann:pass@localhost/', created_at = $4,"
        " tags = '{shop}' WHERE id = $1",
        *(monitor_id, {"Authorization": SECRET, "Accept": "text/html"}, SECRET, TODAY - 100 * DAY),
    )
    batch = []
    for place in range(3 * 288):
        slot = TODAY - 3 * DAY + place * timedelta(minutes=5)
        outcome = Outcome.DOWN if 300 <= place < 310 else Outcome.UP
        batch.append(
            verdict(monitor_id, slot, outcome, seconds=300, latency_us=20_000 + place, tries=int(place == 300))
        )
    await ingest.store(conn, batch, engine=await detect(conn))
    await engines.refresh(conn, await detect(conn), NOW)
    await conn.execute(
        "INSERT INTO imported_days (monitor_id, day, source, up_s, down_s) VALUES ($1, $2, 'kuma', 80000, 6400)",
        *(monitor_id, (TODAY - 95 * DAY).date()),
    )
    rules = rules_to_json(AGREED)
    await conn.execute(
        "INSERT INTO policies (workspace_id, name, version, rules) VALUES ($1, 'ours', 3, $2)", WORKSPACE, rules
    )
    await conn.execute(
        "INSERT INTO exclusions (workspace_id, reason, is_for_all, monitor_ids, starts_at, ends_at, creator_name)"
        " VALUES ($1, 'agreed', false, $2, $3, $4, 'Ann Smith')",
        *(WORKSPACE, [monitor_id], TODAY - 2 * DAY, TODAY - DAY),
    )
    await conn.execute(
        "INSERT INTO objectives (workspace_id, name, tree, target, cycle, time_zone, policy, tiers)"
        " VALUES ($1, 'Shop', $2, 0.99, 'month', 'UTC', 'ours@3', '[]')",
        *(WORKSPACE, {"all_of": [{"monitor": monitor_id}, {"tag": "shop"}]}),
    )
    await conn.execute("INSERT INTO latency_changes VALUES ($1, $2, 1000, 5000)", monitor_id, TODAY - 50 * DAY)
    return user.id


async def there_and_back(conn: Connection, path: Path, owner_id: UUID) -> Restored:
    await make_archive(conn, WORKSPACE, "Lab", path)
    archive = Archive(path)
    async with conn.transaction():
        found = await restore(conn, archive, "Lab again", owner_id, allowance=None)
    archive.close()
    await engines.refresh(conn, await detect(conn), NOW)
    return found


async def test_a_workspace_comes_back(conn: Connection, tmp_path: Path) -> None:
    owner_id = await fill(conn)
    found = await there_and_back(conn, tmp_path / "lab.zip", owner_id)
    old, new = [row["id"] for row in await conn.fetch("SELECT id FROM monitors ORDER BY id")]

    assert (found.monitors, found.checks, found.days, found.skipped) == (1, 865, 1, ())
    for table, columns in {
        "days": "day, up_s, down_s, checks, failures, p50_us, p99_us",
        "checks": "slot, attempt, state, outcome, covers_s, latency_us, reason, detail, http_status, lateness_ms",
        "incidents": "started_at, ended_at, end_cause, reason, detail",
        "latency_changes": "at, before_us, after_us",
    }.items():
        rows = [
            await conn.fetch(f"SELECT {columns} FROM {table} WHERE monitor_id = $1 ORDER BY 1, 2", monitor_id)
            for monitor_id in (old, new)
        ]
        assert rows[0] == rows[1], table
    intervals = [
        await conn.fetch(
            "SELECT started_at, coalesce(ended_at, covered_until) AS ended_at, i.state FROM state_intervals i"
            " LEFT JOIN monitor_state USING (monitor_id) WHERE monitor_id = $1 ORDER BY 1",
            monitor_id,
        )
        for monitor_id in (old, new)
    ]
    assert intervals[0] == intervals[1]


async def test_what_was_agreed_comes_back(conn: Connection, tmp_path: Path) -> None:
    owner_id = await fill(conn)
    found = await there_and_back(conn, tmp_path / "lab.zip", owner_id)
    monitor = await conn.fetchrow("SELECT * FROM monitors WHERE workspace_id = $1", found.workspace_id)
    assert monitor is not None

    assert (monitor["name"], monitor["period_s"], monitor["tags"]) == ("Shop", 300, ["shop"])
    assert monitor["created_at"] == TODAY - 100 * DAY
    assert monitor["paused_at"] is not None
    assert monitor["headers"] == {"Accept": "text/html"}
    version = await conn.fetchval("SELECT version FROM policies WHERE workspace_id = $1", found.workspace_id)
    excluded = await conn.fetchrow("SELECT * FROM exclusions WHERE workspace_id = $1", found.workspace_id)
    tree = await conn.fetchval("SELECT tree FROM objectives WHERE workspace_id = $1", found.workspace_id)
    assert version == 3
    assert excluded is not None
    assert (excluded["creator_name"], excluded["monitor_ids"]) == ("Ann Smith", [monitor["id"]])
    assert tree == {"all_of": [{"monitor": monitor["id"]}, {"tag": "shop"}]}


async def test_nothing_secret_leaves(conn: Connection, tmp_path: Path) -> None:
    await fill(conn)
    summary = await make_archive(conn, WORKSPACE, "Lab", tmp_path / "lab.zip")
    with zipfile.ZipFile(tmp_path / "lab.zip") as file:
        everything = b"".join(file.read(name) for name in file.namelist())
        wanted = json.loads(file.read("configuration.json"))

    for secret in (b"very-secret", b"pass@", b"hash-of-her-password", b"ann@example.com"):
        assert secret not in everything
    assert wanted["people"] == [{"name": "Ann Smith", "role": "owner"}]
    assert len(summary.left_out) == 3


async def test_duckdb_reads_an_archive(conn: Connection, tmp_path: Path) -> None:
    """Ten slots of five minutes down: 3000 s of three days."""
    await fill(conn)
    await make_archive(conn, WORKSPACE, "Lab", tmp_path / "lab.zip")
    with zipfile.ZipFile(tmp_path / "lab.zip") as file:
        file.extractall(tmp_path)
    [row] = duckdb.execute(
        f"SELECT sum(date_diff('second', started_at, ended_at)) FILTER (state = 'down'),"
        f" (SELECT sum(covers_s) FILTER (state = 'down') FROM '{tmp_path}/checks/*.parquet')"
        f" FROM '{tmp_path}/intervals.parquet'"
    ).fetchall()

    assert row == (3000, 3000)


@pytest.mark.parametrize("change", ["a byte", "a file less", "no archive", "a newer version"])
async def test_what_is_damaged_is_refused(conn: Connection, tmp_path: Path, change: str) -> None:
    await fill(conn)
    await make_archive(conn, WORKSPACE, "Lab", tmp_path / "lab.zip")
    with zipfile.ZipFile(tmp_path / "lab.zip") as file:
        content = {name: file.read(name) for name in file.namelist()}
    match change:
        case "a byte":
            content["days.parquet"] += b"x"
        case "a file less":
            del content["intervals.parquet"]
        case "a newer version":
            content["manifest.json"] = content["manifest.json"].replace(b'"version": 1', b'"version": 2')
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as file:
        for name, one in content.items():
            file.writestr(name, one)
    if change == "no archive":
        (tmp_path / "other.zip").write_bytes(b"PK\x03\x04 no")

    with pytest.raises(NoArchiveError):
        Archive(tmp_path / "other.zip")

"""A workspace leaves as one file and comes back as it was: the same figures, nothing secret, nothing half done."""

import json
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analytics.archive.contents import TABLES
from analytics.archive.make import make_archive
from analytics.archive.read import Archive, NoArchiveError
from analytics.archive.restored import Restored
from api.restoring import restore
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
    await fill_page_and_people(conn, monitor_id)
    await fill_maintenance(conn, monitor_id)
    return user.id


async def fill_page_and_people(conn: Connection, monitor_id: int) -> None:
    """What the public page says and where the monitor stands on it; who is told, who was asked, who left."""
    await conn.execute(
        "UPDATE workspaces SET page_title = 'Acme status', page_description = 'All of it' WHERE id = $1", WORKSPACE
    )
    await conn.execute(
        "UPDATE monitors SET page_position = 4, group_name = 'Web', public_name = 'The shop', recipients = $2"
        " WHERE id = $1",
        *(monitor_id, ["ops@example.com"]),
    )
    await conn.execute(
        "INSERT INTO recipients (workspace_id, email, confirmed_at, left_at) VALUES"
        " ($1, 'ops@example.com', now(), NULL), ($1, 'asked@example.com', NULL, NULL),"
        " ($1, 'left@example.com', now(), now())",
        WORKSPACE,
    )
    await conn.execute(
        "INSERT INTO report_schedules (workspace_id, cycle, format, policy, time_zone, recipients, sent_until)"
        " VALUES ($1, 'month', 'pdf', 'ours', 'Europe/Vienna', '{ops@example.com}', now())",
        WORKSPACE,
    )


async def fill_maintenance(conn: Connection, monitor_id: int) -> None:
    """A window that was for one monitor and is for all now, and one that was open and then deleted."""
    for title, deleted_at in (("Weekly", None), ("Once", NOW)):
        window_id = await conn.fetchval(
            "INSERT INTO maintenance_windows (workspace_id, title, is_for_all, starts_at, duration_s, rrule, time_zone,"
            " expanded_until, deleted_at) VALUES ($1, $2, true, $3, 3600, $4, 'Europe/Vienna', $5, $6) RETURNING id",
            *(WORKSPACE, title, TODAY - 20 * DAY, None if deleted_at else "FREQ=WEEKLY", NOW + 400 * DAY, deleted_at),
        )
        for age in (20, 13) if deleted_at is None else (20,):
            await conn.execute(
                "INSERT INTO maintenance_occurrences (window_id, workspace_id, starts_at, ends_at, monitor_ids)"
                " VALUES ($1, $2, $3, $4, $5)",
                *(window_id, WORKSPACE, TODAY - age * DAY, TODAY - age * DAY + DAY / 24, [monitor_id]),
            )


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


async def test_work_of_the_past_comes_back(conn: Connection, tmp_path: Path) -> None:
    """Figures were made with it, whatever became of its window later."""
    owner_id = await fill(conn)
    found = await there_and_back(conn, tmp_path / "lab.zip", owner_id)
    [monitor_id] = await column(conn, "SELECT id FROM monitors WHERE workspace_id = $1", found.workspace_id)
    been = await conn.fetch(
        "SELECT w.title, o.starts_at, o.is_for_all, o.monitor_ids FROM maintenance_occurrences o"
        " JOIN maintenance_windows w ON w.id = o.window_id WHERE o.workspace_id = $1 AND o.starts_at < now()"
        " ORDER BY o.starts_at, w.title",
        found.workspace_id,
    )
    coming = await column(
        conn,
        "SELECT DISTINCT w.title FROM maintenance_occurrences o JOIN maintenance_windows w ON w.id = o.window_id"
        " WHERE o.workspace_id = $1 AND o.starts_at > now() AND o.is_for_all",
        found.workspace_id,
    )

    assert [tuple(row) for row in been] == [
        ("Once", TODAY - 20 * DAY, False, [monitor_id]),
        ("Weekly", TODAY - 20 * DAY, False, [monitor_id]),
        ("Weekly", TODAY - 13 * DAY, False, [monitor_id]),
    ]
    assert coming == ["Weekly"]


async def test_there_and_back_and_there_again(conn: Connection, tmp_path: Path) -> None:
    """The archive of what was made of an archive says the same: only ids differ, and when things were made here."""
    owner_id = await fill(conn)
    found = await there_and_back(conn, tmp_path / "lab.zip", owner_id)
    await conn.execute("UPDATE recipients SET email = 'ops@example.com' WHERE workspace_id = $1", found.workspace_id)
    await make_archive(conn, found.workspace_id, "Lab", tmp_path / "again.zip")
    first, second = Archive(tmp_path / "lab.zip"), Archive(tmp_path / "again.zip")
    old, new = (file.configuration["monitors"][0]["id"] for file in (first, second))

    for name in TABLES:
        moved = second.table(name).with_columns(monitor_id=pl.lit(old, pl.Int32))
        assert moved.height > 0
        assert_frame_equal(first.table(name), moved)
    points = [pl.concat(file.points(number)) for file, number in ((first, old), (second, new))]
    assert points[0].height == 865
    assert_frame_equal(*points)
    assert meant(first.configuration) == meant(second.configuration)
    for file in (first, second):
        file.close()


def meant(configuration: dict[str, list[dict[str, Any]]]) -> Any:
    """Return a configuration without what is another one here: ids, pauses, when rows were made."""
    here = {"id", "paused_at", "created_at", "deleted_at"}

    def plain(value: Any) -> Any:
        if isinstance(value, list):
            return [plain(one) for one in value]
        if not isinstance(value, dict):
            return value
        ids = {key: "its monitor" for key in value if key in ("monitor", "monitor_ids") and not is_rows(value[key])}
        return {key: plain(one) for key, one in value.items() if key not in here} | ids

    return plain(configuration)


def is_rows(value: Any) -> bool:
    """Tell whether this is a monitor, and not the number of one."""
    return isinstance(value, dict) or value == []


async def column(conn: Connection, sql: str, *arguments: Any) -> list[Any]:
    return [row[0] for row in await conn.fetch(sql, *arguments)]


async def test_the_page_and_who_was_told_come_back(conn: Connection, tmp_path: Path) -> None:
    owner_id = await fill(conn)
    found = await there_and_back(conn, tmp_path / "lab.zip", owner_id)
    page = await conn.fetchrow("SELECT * FROM workspaces WHERE id = $1", found.workspace_id)
    monitor = await conn.fetchrow("SELECT * FROM monitors WHERE workspace_id = $1", found.workspace_id)
    schedule = await conn.fetchrow("SELECT * FROM report_schedules WHERE workspace_id = $1", found.workspace_id)
    told = await column(conn, "SELECT email FROM recipients WHERE workspace_id = $1", found.workspace_id)
    assert page is not None
    assert monitor is not None
    assert schedule is not None

    assert (page["page_title"], page["page_description"], page["is_public"]) == ("Acme status", "All of it", False)
    assert (monitor["page_position"], monitor["group_name"], monitor["public_name"]) == (4, "Web", "The shop")
    assert (monitor["recipients"], schedule["recipients"]) == (["ops@example.com"], ["ops@example.com"])
    assert (schedule["cycle"], schedule["policy"]) == ("month", "ours")
    assert told == ["ann@example.com"]
    assert found.recipients == ("ops@example.com",)


async def test_nothing_secret_leaves(conn: Connection, tmp_path: Path) -> None:
    await fill(conn)
    summary = await make_archive(conn, WORKSPACE, "Lab", tmp_path / "lab.zip")
    with zipfile.ZipFile(tmp_path / "lab.zip") as file:
        everything = b"".join(file.read(name) for name in file.namelist())
        wanted = json.loads(file.read("configuration.json"))

    secrets = (b"very-secret", b"pass@", b"hash-of-her-password")
    for secret in (*secrets, b"ann@example.com", b"asked@example.com", b"left@example.com"):
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

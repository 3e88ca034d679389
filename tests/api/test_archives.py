"""Archives over HTTP: ordered, made as the jobs process makes them, fetched, removed."""

import io
import json
import resource
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest

from analytics.archive import background
from analytics.archive.background import make_left_archives, make_waiting_archive
from db.errors import Unavailable
from db.pool import Pool, acquire
from tests.api.facts import add_check, midnight
from tests.api.people import Person


async def test_an_archive_from_order_to_file(
    owner: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool
) -> None:
    await add_check(pool, monitor["id"], midnight())
    path = f"/workspaces/{workspace['id']}/archives"
    ordered = await owner.post(path)
    one = f"{path}/{ordered.json()['id']}"
    early = await owner.get(f"{one}/file")
    await make_waiting_archive(pool, ordered.json()["id"])
    shown = (await owner.get(one)).json()
    file = await owner.get(f"{one}/file")

    assert (ordered.status_code, ordered.json()["state"], early.status_code) == (202, "waiting", 409)
    assert (shown["state"], shown["progress"]) == ("done", 100)
    assert (shown["contents"]["rows"]["monitors"], shown["contents"]["rows"]["checks"]) == (1, 1)
    assert len(file.content) == shown["size_bytes"] == int(file.headers["content-length"])
    with zipfile.ZipFile(io.BytesIO(file.content)) as found:
        assert json.loads(found.read("manifest.json"))["workspace"] == workspace["name"]
        assert f"checks/{monitor['id']}.parquet" in found.namelist()
    assert [item["id"] for item in (await owner.get(path)).json()["items"]] == [shown["id"]]


async def test_a_removed_archive_is_gone(owner: Person, workspace: dict[str, Any], pool: Pool) -> None:
    path = f"/workspaces/{workspace['id']}/archives"
    one = f"{path}/{(await owner.post(path)).json()['id']}"
    await make_left_archives(pool)

    assert (await owner.delete(one)).status_code == 204
    assert (await owner.get(one)).status_code == 404
    assert (await owner.get(f"{one}/file")).status_code == 404
    async with acquire(pool) as conn:
        left = await conn.fetchval("SELECT count(*) FROM archive_pieces WHERE archive_id = $1", UUID(one[-36:]))
    assert left == 0


async def test_there_are_five_at_most(owner: Person, workspace: dict[str, Any]) -> None:
    path = f"/workspaces/{workspace['id']}/archives"
    statuses = [(await owner.post(path)).status_code for _ in range(6)]

    assert statuses == [202] * 5 + [409]


async def test_large_files_lie_in_pieces(
    owner: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool, monkeypatch: Any
) -> None:
    monkeypatch.setattr(background, "PIECE_BYTES", 1000)
    path = f"/workspaces/{workspace['id']}/archives"
    one = f"{path}/{(await owner.post(path)).json()['id']}"
    await make_left_archives(pool)
    content = (await owner.get(f"{one}/file")).content

    assert len(content) > 2000
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        assert found.testzip() is None


async def test_a_failure_is_told(owner: Person, workspace: dict[str, Any], pool: Pool, monkeypatch: Any) -> None:
    async def fail(*_: Any) -> None:
        raise ValueError("a day with 25 hours")

    monkeypatch.setattr(background, "make_archive", fail)
    path = f"/workspaces/{workspace['id']}/archives"
    ordered = (await owner.post(path)).json()
    await make_waiting_archive(pool, ordered["id"])
    shown = (await owner.get(f"{path}/{ordered['id']}")).json()

    assert (shown["state"], shown["error"]) == ("failed", "ValueError: a day with 25 hours")


@asynccontextmanager
async def every_piece(pool: Pool, act: str) -> AsyncIterator[None]:
    """Have the database do something else when the second piece of a file is laid down."""
    async with acquire(pool) as conn:
        await conn.execute(
            "CREATE FUNCTION hinder() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF NEW.number = 1 THEN {act} END IF; RETURN NEW; END $$;"
            "CREATE TRIGGER hinder BEFORE INSERT ON archive_pieces FOR EACH ROW EXECUTE FUNCTION hinder()"
        )
    try:
        yield
    finally:
        async with acquire(pool) as conn:
            await conn.execute("DROP FUNCTION hinder CASCADE")


async def pieces(pool: Pool, archive_id: str) -> int:
    async with acquire(pool) as conn:
        found: int = await conn.fetchval("SELECT count(*) FROM archive_pieces WHERE archive_id = $1", UUID(archive_id))
    return found


async def test_a_full_disk_of_the_database_is_told(
    owner: Person, workspace: dict[str, Any], pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "PIECE_BYTES", 1000)
    path = f"/workspaces/{workspace['id']}/archives"
    ordered = (await owner.post(path)).json()["id"]
    async with every_piece(pool, "RAISE 'no space left on device' USING ERRCODE = 'disk_full';"):
        await make_waiting_archive(pool, ordered)
    shown = (await owner.get(f"{path}/{ordered}")).json()

    assert (shown["state"], shown["error"][:37]) == ("failed", "There is no room left on the disk. Wh")
    assert await pieces(pool, ordered) == 0


async def test_a_full_disk_of_ours_is_told(owner: Person, workspace: dict[str, Any], pool: Pool) -> None:
    """A file may not grow beyond 500 bytes: what a full disk looks like to whoever writes."""
    path = f"/workspaces/{workspace['id']}/archives"
    ordered = (await owner.post(path)).json()["id"]
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, before[1]))
    try:
        await make_waiting_archive(pool, ordered)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    shown = (await owner.get(f"{path}/{ordered}")).json()

    assert (shown["state"], shown["error"][:34]) == ("failed", "There is no room left on the disk.")


async def test_a_lost_connection_is_tried_again_and_then_told(
    owner: Person, workspace: dict[str, Any], pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "PIECE_BYTES", 1000)
    path = f"/workspaces/{workspace['id']}/archives"
    ordered = (await owner.post(path)).json()["id"]
    async with every_piece(pool, "PERFORM pg_terminate_backend(pg_backend_pid());"):
        for _ in range(2):
            with pytest.raises(Unavailable):
                await make_waiting_archive(pool, ordered)
            assert (await owner.get(f"{path}/{ordered}")).json()["state"] == "waiting"
        await make_waiting_archive(pool, ordered)
    shown = (await owner.get(f"{path}/{ordered}")).json()

    assert (shown["state"], shown["error"][:21]) == ("failed", "The database was away")
    assert await pieces(pool, ordered) == 0


async def test_what_died_is_made_anew(
    owner: Person, workspace: dict[str, Any], pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "PIECE_BYTES", 1000)
    path = f"/workspaces/{workspace['id']}/archives"
    ordered = (await owner.post(path)).json()["id"]
    async with acquire(pool) as conn:
        await conn.execute(
            "UPDATE archives SET state = 'running', attempts = 1, touched_at = now() - INTERVAL '11 seconds'"
            " WHERE id = $1",
            UUID(ordered),
        )
        await conn.execute("INSERT INTO archive_pieces VALUES ($1, 0, 'half')", UUID(ordered))
    await make_left_archives(pool)
    content = (await owner.get(f"{path}/{ordered}/file")).content

    with zipfile.ZipFile(io.BytesIO(content)) as found:
        assert found.testzip() is None


async def test_observers_do_not_take_everything(observer: Person, workspace: dict[str, Any]) -> None:
    assert (await observer.post(f"/workspaces/{workspace['id']}/archives")).status_code == 403

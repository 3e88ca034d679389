"""Archives over HTTP: ordered, made as the jobs process makes them, fetched, removed."""

import io
import json
import zipfile
from typing import Any
from uuid import UUID

from analytics.archive import background
from analytics.archive.background import make_left_archives, make_waiting_archive
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


async def test_observers_do_not_take_everything(observer: Person, workspace: dict[str, Any]) -> None:
    assert (await observer.post(f"/workspaces/{workspace['id']}/archives")).status_code == 403

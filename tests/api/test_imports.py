"""Archives that people bring over HTTP: uploaded, made into workspaces by the jobs process, refused when hostile."""

import asyncio
import hashlib
import io
import json
import secrets
import zipfile
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import polars as pl
import pytest
import pytest_asyncio

from analytics.archive import attempts, bring, vetting
from analytics.archive.background import make_waiting_archive
from analytics.archive.bring import make_left_imports, make_waiting_import
from analytics.archive.contents import TABLES
from api import imports
from api.config import ApiConfig
from api.restoring import restorer
from core.policies import AGREED, rules_to_json
from db.errors import TryAgain
from db.pool import Pool, acquire
from tests.api.conftest import running
from tests.api.facts import add_check, midnight
from tests.api.people import V1, Person

RESTORE = restorer(None)
RULES = rules_to_json(AGREED)


@pytest_asyncio.fixture(loop_scope="session")
async def archive(owner: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool) -> bytes:
    """The archive of a workspace with a monitor and a check."""
    await add_check(pool, monitor["id"], midnight())
    path = f"/workspaces/{workspace['id']}/archives"
    one = f"{path}/{(await owner.post(path)).json()['id']}"
    await make_waiting_archive(pool, one[-36:])
    return (await owner.get(f"{one}/file")).content


async def bring_it(person: Person, content: Any, **query: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {person.token}", "Content-Type": "application/zip"}
    return await person.client.post(f"{V1}/imports", content=content, headers=headers, params=query)


async def pieces(pool: Pool, import_id: str) -> int:
    async with acquire(pool) as conn:
        found: int = await conn.fetchval("SELECT count(*) FROM import_pieces WHERE import_id = $1", UUID(import_id))
    return found


async def workspaces_of(person: Person) -> int:
    return len((await person.get("/workspaces")).json()["items"])


async def test_from_file_to_workspace(stranger: Person, archive: bytes, pool: Pool) -> None:
    before = await workspaces_of(stranger)
    brought = await bring_it(stranger, archive, name="Brought")
    one = f"/imports/{brought.json()['id']}"
    await make_waiting_import(pool, RESTORE, brought.json()["id"])
    done = (await stranger.get(one)).json()
    monitors = (await stranger.get(f"/workspaces/{done['workspace_id']}/monitors")).json()["items"]
    acts = (await stranger.get(f"/workspaces/{done['workspace_id']}/audit")).json()["items"]

    assert (brought.status_code, brought.json()["state"], brought.json()["size_bytes"]) == (
        202,
        "waiting",
        len(archive),
    )
    assert (done["state"], done["progress"], done["error"]) == ("done", 100, None)
    assert (done["result"]["name"], done["result"]["monitors"], done["result"]["checks"]) == ("Brought", 1, 1)
    assert done["result"]["skipped"] == []
    assert [(item["name"], item["state"]) for item in monitors] == [("Shop", "paused")]
    assert [(item["action"], item["via"]) for item in acts] == [("workspace.imported", "session")]
    assert await pieces(pool, done["id"]) == 0
    assert await workspaces_of(stranger) == before + 1
    assert [item["id"] for item in (await stranger.get("/imports")).json()["items"]] == [done["id"]]


async def test_its_days_are_added_up_when_it_is_done(
    owner: Person, stranger: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool
) -> None:
    """Whoever looks at once sees all of it."""
    await add_check(pool, monitor["id"], midnight() - timedelta(days=5))
    ordered = (await owner.post(f"/workspaces/{workspace['id']}/archives")).json()["id"]
    await make_waiting_archive(pool, ordered)
    content = (await owner.get(f"/workspaces/{workspace['id']}/archives/{ordered}/file")).content
    import_id = (await bring_it(stranger, content)).json()["id"]
    await make_waiting_import(pool, RESTORE, import_id)
    done = (await stranger.get(f"/imports/{import_id}")).json()
    [brought] = (await stranger.get(f"/workspaces/{done['workspace_id']}/monitors")).json()["items"]
    days = (await stranger.get(f"/monitors/{brought['id']}/days")).json()["days"]

    assert [(day["checks"], day["up_s"]) for day in days if day["checks"]] == [(1, 60)]


async def test_who_died_before_the_end_is_done_later(stranger: Person, archive: bytes, pool: Pool) -> None:
    import_id = (await bring_it(stranger, archive)).json()["id"]
    await make_waiting_import(pool, RESTORE, import_id)
    async with acquire(pool) as conn:
        await conn.execute(
            "UPDATE imports SET finished_at = NULL, touched_at = now() - INTERVAL '11 seconds' WHERE id = $1",
            UUID(import_id),
        )
    halfway = (await stranger.get(f"/imports/{import_id}")).json()
    await make_left_imports(pool, RESTORE)

    assert (halfway["state"], halfway["result"]) == ("running", None)
    assert (await stranger.get(f"/imports/{import_id}")).json()["state"] == "done"
    assert await workspaces_of(stranger) == 1


async def test_running_it_again_makes_nothing_twice(stranger: Person, archive: bytes, pool: Pool) -> None:
    import_id = (await bring_it(stranger, archive)).json()["id"]
    for _ in range(2):
        await make_waiting_import(pool, RESTORE, import_id)
        await make_left_imports(pool, RESTORE)

    assert await workspaces_of(stranger) == 1


async def test_who_was_told_is_told_no_more(
    owner: Person, stranger: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool
) -> None:
    """Addresses come along where they are named, and hear nothing before they are added again."""
    space = f"/workspaces/{workspace['id']}"
    await owner.post(f"{space}/recipients", {"email": "ops@example.com"})
    await owner.patch(f"/monitors/{monitor['id']}", {"recipients": ["ops@example.com"]})
    await owner.post(f"{space}/report-schedules", {"recipients": ["ops@example.com"]})
    ordered = (await owner.post(f"{space}/archives")).json()["id"]
    await make_waiting_archive(pool, ordered)
    content = (await owner.get(f"{space}/archives/{ordered}/file")).content
    import_id = (await bring_it(stranger, content)).json()["id"]
    await make_waiting_import(pool, RESTORE, import_id)
    done = (await stranger.get(f"/imports/{import_id}")).json()
    new = f"/workspaces/{done['workspace_id']}"

    assert set(done["result"]["recipients"]) == {"ops@example.com", owner.user["email"]}
    told = (await stranger.get(f"{new}/recipients")).json()["items"]
    assert [one["email"] for one in told] == [stranger.user["email"]]
    [schedule] = (await stranger.get(f"{new}/report-schedules")).json()["items"]
    assert schedule["recipients"] == ["ops@example.com"]
    [shown] = (await stranger.get(f"{new}/monitors")).json()["items"]
    assert shown["recipients"] == ["ops@example.com"]
    async with acquire(pool) as conn:
        mails = await conn.fetchval("SELECT count(*) FROM mails WHERE workspace_id = $1", UUID(done["workspace_id"]))
    assert mails == 0


async def test_an_upload_that_breaks_off_leaves_nothing(stranger: Person, archive: bytes, pool: Pool) -> None:
    async def half() -> AsyncIterator[bytes]:
        yield archive[:1000]
        raise ConnectionError("the cable")

    assert (await bring_it(stranger, half())).status_code == 500  # a real server tells of it, and has 400
    assert (await stranger.get("/imports")).json()["items"] == []
    assert (await bring_it(stranger, archive)).status_code == 202


async def test_a_sender_that_falls_silent_is_cut_off(
    stranger: Person, archive: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "PIECE_DEADLINE_S", 0.05)

    async def silent() -> AsyncIterator[bytes]:
        yield archive[:1000]
        await asyncio.Event().wait()

    assert (await bring_it(stranger, silent())).status_code == 400
    assert (await stranger.get("/imports")).json()["items"] == []


async def test_files_lie_in_pieces(
    stranger: Person, archive: bytes, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "PIECE_BYTES", 700)
    import_id = (await bring_it(stranger, archive)).json()["id"]
    count = await pieces(pool, import_id)
    await make_waiting_import(pool, RESTORE, import_id)

    assert count == -(-len(archive) // 700)
    assert (await stranger.get(f"/imports/{import_id}")).json()["state"] == "done"


async def test_what_is_too_large_is_refused(config: ApiConfig) -> None:
    """By what it announces, and by what comes."""

    async def unannounced() -> AsyncIterator[bytes]:
        yield b"PK\x03\x04"
        for _ in range(4):
            yield bytes(1_048_576)

    async with running(config, most_import_bytes=3 * 1_048_576) as app:
        person = await Person.registered(app, f"large-{secrets.token_hex(6)}@example.com")
        announced = await bring_it(person, b"PK\x03\x04" + bytes(3 * 1_048_576))
        streamed = await bring_it(person, unannounced())
        left = (await person.get("/imports")).json()["items"]
        await person.client.aclose()

    assert (announced.status_code, streamed.status_code, left) == (413, 413, [])


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x05\x06" + bytes(18)])
async def test_what_is_no_zip_is_refused_at_once(stranger: Person, content: bytes) -> None:
    assert (await bring_it(stranger, content)).status_code == 422
    assert (await stranger.get("/imports")).json()["items"] == []


async def test_one_at_a_time(stranger: Person, archive: bytes, pool: Pool) -> None:
    first = (await bring_it(stranger, archive)).json()
    second = await bring_it(stranger, archive)
    removed = await stranger.delete(f"/imports/{first['id']}")

    assert (second.status_code, second.json()["type"].rpartition("/")[2]) == (409, "busy")
    assert removed.status_code == 204
    assert await pieces(pool, first["id"]) == 0
    assert (await bring_it(stranger, archive)).status_code == 202


async def test_what_is_removed_meanwhile_leaves_nothing(
    stranger: Person, archive: bytes, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = (await bring_it(stranger, archive)).json()["id"]

    async def removed_meanwhile(*arguments: Any, **named: Any) -> Any:
        found = await RESTORE(*arguments, **named)
        await stranger.delete(f"/imports/{import_id}")
        return found

    await make_waiting_import(pool, removed_meanwhile, import_id)

    assert await workspaces_of(stranger) == 0


async def test_others_do_not_see_it(owner: Person, stranger: Person, archive: bytes) -> None:
    one = f"/imports/{(await bring_it(owner, archive)).json()['id']}"

    assert (await stranger.get(one)).status_code == 404
    assert (await stranger.delete(one)).status_code == 404
    assert (await owner.delete(one)).status_code == 204


async def test_a_lost_database_is_tried_again_and_then_told(stranger: Person, archive: bytes, pool: Pool) -> None:
    import_id = (await bring_it(stranger, archive)).json()["id"]

    async def lose(*_: Any, **__: Any) -> Any:
        raise TryAgain("deadlock")

    for _ in range(attempts.MOST_ATTEMPTS - 1):
        with pytest.raises(TryAgain):
            await make_waiting_import(pool, lose, import_id)
        assert (await stranger.get(f"/imports/{import_id}")).json()["state"] == "waiting"
    await make_waiting_import(pool, lose, import_id)
    told = (await stranger.get(f"/imports/{import_id}")).json()

    assert (told["state"], told["reason"]) == ("failed", "unavailable")
    assert await pieces(pool, import_id) == 0


async def test_what_died_is_taken_up_again(stranger: Person, archive: bytes, pool: Pool) -> None:
    """Who does not say for ten seconds how far they are is dead; what they do later does not count."""
    import_id = (await bring_it(stranger, archive)).json()["id"]

    async def overtaken(*arguments: Any, **named: Any) -> Any:
        found = await RESTORE(*arguments, **named)
        async with acquire(pool) as conn:
            await conn.execute(
                "UPDATE imports SET touched_at = now() - INTERVAL '11 seconds' WHERE id = $1", UUID(import_id)
            )
        await make_waiting_import(pool, RESTORE, import_id)
        return found

    await make_waiting_import(pool, overtaken, import_id)

    assert await workspaces_of(stranger) == 1
    assert (await stranger.get(f"/imports/{import_id}")).json()["state"] == "done"


async def test_what_died_again_and_again_is_given_up(stranger: Person, archive: bytes, pool: Pool) -> None:
    import_id = (await bring_it(stranger, archive)).json()["id"]
    async with acquire(pool) as conn:
        await conn.execute(
            "UPDATE imports SET state = 'running', attempts = 3, touched_at = now() - INTERVAL '11 seconds'"
            " WHERE id = $1",
            UUID(import_id),
        )
    await make_left_imports(pool, RESTORE)
    told = (await stranger.get(f"/imports/{import_id}")).json()

    assert (told["state"], told["reason"]) == ("failed", "broken-off")
    assert await pieces(pool, import_id) == 0


async def test_uploads_that_nobody_ends_are_forgotten(stranger: Person, archive: bytes, pool: Pool) -> None:
    async with acquire(pool) as conn:
        await conn.execute(
            "INSERT INTO imports (created_by, touched_at) VALUES ($1, now() - INTERVAL '3 minutes')", stranger.id
        )
    assert (await bring_it(stranger, archive)).status_code == 202
    assert len((await stranger.get("/imports")).json()["items"]) == 1


def changed(archive: bytes, **files: bytes) -> bytes:
    """Return an archive with other files in it, named by their stems, and the hashes of what is in it."""
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        content = {name: file.read(name) for name in file.namelist()}
    manifest = json.loads(content["manifest.json"])
    for name in list(content):
        stem = name.partition(".")[0]
        if stem in files:
            content[name] = files[stem]
            manifest["files"][name] = hashlib.sha256(files[stem]).hexdigest()
    content["manifest.json"] = files.get("manifest", json.dumps(manifest).encode())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, one in content.items():
            file.writestr(name, one)
    return out.getvalue()


def configuration_of(archive: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        found: dict[str, Any] = json.loads(file.read("configuration.json"))
    return found


def many_monitors(archive: bytes) -> bytes:
    wanted = configuration_of(archive)
    wanted["monitors"] = [{**wanted["monitors"][0], "id": number} for number in range(1, 30_000)]
    return changed(archive, configuration=json.dumps(wanted).encode())


def other(archive: bytes, part: str, **values: Any) -> bytes:
    """Return an archive whose first row of a part has other values."""
    wanted = configuration_of(archive)
    wanted[part] = [{**(wanted[part][0] if wanted[part] else {}), **values}]
    return changed(archive, configuration=json.dumps(wanted).encode())


def table(archive: bytes, name: str, frame: pl.DataFrame) -> bytes:
    """Return an archive with another table in it."""
    out = io.BytesIO()
    frame.write_parquet(out)
    return changed(archive, **{name: out.getvalue()})


def bomb(archive: bytes) -> bytes:
    """Return an archive with a table of a few KiB that is eight million rows long."""
    out = io.BytesIO()
    rows = pl.LazyFrame({"monitor_id": [1]}).select(pl.col("monitor_id").repeat_by(1_000_000).explode().cast(pl.Int32))
    wide = pl.concat([rows] * 8).with_columns(
        at=pl.datetime(2026, 1, 1, time_unit="us", time_zone="UTC"),
        before_us=pl.lit(1, pl.Int32),
        after_us=pl.lit(2, pl.Int32),
    )
    wide.collect().write_parquet(out, compression="zstd")
    return changed(archive, changes=out.getvalue())


def overlapping(archive: bytes) -> bytes:
    number, start = configuration_of(archive)["monitors"][0]["id"], midnight() - timedelta(days=9)
    rows = [(number, start, start + timedelta(days=2), "up"), (number, start + timedelta(days=1), midnight(), "down")]
    return table(archive, "intervals", pl.DataFrame(rows, schema=dict(TABLES["intervals"]), orient="row"))


def of_another_century(archive: bytes) -> bytes:
    number = configuration_of(archive)["monitors"][0]["id"]
    rows = [(number, midnight(), datetime(2900, 1, 1, tzinfo=UTC), "up")]
    return table(archive, "intervals", pl.DataFrame(rows, schema=dict(TABLES["intervals"]), orient="row"))


def climbing(archive: bytes) -> bytes:
    out = io.BytesIO(archive)
    with zipfile.ZipFile(out, "a") as file:
        file.writestr("../../etc/cron.d/evil", "x")
    return out.getvalue()


HOSTILE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "newer": (lambda a: changed(a, manifest=b'{"format": "healther-archive", "version": 99, "files": {}}'), "newer"),
    "another zip": (lambda a: changed(a, manifest=b"{}"), "not-an-archive"),
    "no JSON": (lambda a: changed(a, manifest=b"\xff{"), "not-an-archive"),
    "a list": (lambda a: changed(a, configuration=b"[]"), "damaged"),
    "lists of lists": (lambda a: changed(a, configuration=b'{"monitors": [[]]}'), "damaged"),
    "nothing in it": (lambda a: changed(a, configuration=b"{}"), "damaged"),
    "deep": (lambda a: changed(a, configuration=b"[" * 100_000), "damaged"),
    "a bomb": (lambda a: changed(a, configuration=bytes(64 * 1024 * 1024)), "too-large"),
    "a table without end": (bomb, "too-large"),
    "states that overlap": (overlapping, "damaged"),
    "a state up to 2900": (of_another_century, "damaged"),
    "many monitors": (many_monitors, "too-large"),
    "a path": (climbing, "damaged"),
    "no parquet": (lambda a: changed(a, days=b"PAR1 no"), "damaged"),
    "cut off": (lambda a: a[:-2000], "not-an-archive"),
    "a monitor of the year 1": (lambda a: other(a, "monitors", created_at="0001-01-01T00:00:00Z"), "damaged"),
    "a monitor twice": (
        lambda a: changed(
            a, configuration=json.dumps({**(w := configuration_of(a)), "monitors": w["monitors"] * 2}).encode()
        ),
        "damaged",
    ),
    "wrong rules": (
        lambda a: other(a, "policies", name="x", version=1, rules={"weird": 1}, created_at="2026-01-01T00:00:00Z"),
        "damaged",
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
async def test_hostile_archives_are_refused(stranger: Person, archive: bytes, pool: Pool, kind: str) -> None:
    make, reason = HOSTILE[kind]
    import_id = (await bring_it(stranger, make(archive))).json()["id"]
    await make_waiting_import(pool, RESTORE, import_id)
    told = (await stranger.get(f"/imports/{import_id}")).json()

    assert (told["state"], told["reason"]) == ("failed", reason), told["error"]
    assert told["error"].endswith(".")
    assert await pieces(pool, import_id) == 0
    assert await workspaces_of(stranger) == 0


async def test_what_the_database_refuses_is_told(stranger: Person, archive: bytes, pool: Pool) -> None:
    """The reserved name of a policy: only the database knows it."""
    wrong = other(archive, "policies", name="agreed", version=1, rules=RULES, created_at="2026-01-01T00:00:00Z")
    import_id = (await bring_it(stranger, wrong)).json()["id"]
    await make_waiting_import(pool, RESTORE, import_id)
    told = (await stranger.get(f"/imports/{import_id}")).json()

    assert (told["state"], told["reason"]) == ("failed", "damaged")
    assert await workspaces_of(stranger) == 0


async def test_what_does_not_fit_is_named(stranger: Person, archive: bytes, pool: Pool) -> None:
    wanted = configuration_of(archive)
    wanted["monitors"][0]["monitor"]["period"] = {"value": 1, "unit": "seconds"}
    wanted["objectives"] = [
        {"name": "Shop", "tree": {"monitor": wanted["monitors"][0]["id"]}, "target": 0.99, "tiers": []}
    ]
    wanted["maintenance"] = [
        {
            "title": "Old",
            "starts_at": "2026-01-01T00:00:00Z",
            "duration_s": 60,
            "rrule": "FREQ=SECONDLY",
            "is_for_all": True,
        }
    ]
    import_id = (await bring_it(stranger, changed(archive, configuration=json.dumps(wanted).encode()))).json()["id"]
    await make_waiting_import(pool, RESTORE, import_id)
    told = (await stranger.get(f"/imports/{import_id}")).json()

    assert (told["state"], told["result"]["monitors"], told["result"]["checks"]) == ("done", 0, 0)
    assert [line.partition(":")[0] for line in told["result"]["skipped"]] == [
        "monitor Shop",
        "maintenance Old",
        "objective Shop",
    ]


async def test_reading_is_bounded_in_time(
    stranger: Person, archive: bytes, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def impatient(path: Any) -> None:
        await vetting.vet(path, deadline_s=0.001)

    monkeypatch.setattr(bring, "vet", impatient)
    import_id = (await bring_it(stranger, archive)).json()["id"]
    await make_waiting_import(pool, RESTORE, import_id)

    assert (await stranger.get(f"/imports/{import_id}")).json()["reason"] == "too-large"

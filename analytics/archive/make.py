"""Makes an archive: page by page onto the disk, so memory does not grow with the history."""

import asyncio
import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID

import orjson
import polars as pl

from analytics.archive.contents import CONFIGURATION, FORMAT, MANIFEST, TABLES, TIME, VERSION, as_wished, checks_name
from analytics.check_files import REASONS, STATES, Parts, fill
from core.grid import EPOCH
from db.archive import copy_facts, select_configuration
from db.check_columns import select_regions
from db.clock import select_now
from db.pool import Connection

Progress = Callable[[int, int, str], None]  # done, of how many, what comes next
PIECE_BYTES: Final = 1_048_576


@dataclass(frozen=True, slots=True)
class Summary:
    """What went into an archive: rows by table, and what was left out on purpose."""

    rows: Mapping[str, int]
    left_out: tuple[str, ...]
    size_bytes: int


async def make_archive(
    conn: Connection, workspace_id: UUID, name: str, path: Path, progress: Progress = lambda *_: None
) -> Summary:
    """Write everything of a workspace into a file."""
    now = await select_now(conn)
    wanted = await select_configuration(conn, workspace_id)
    left_out: list[str] = []
    wanted["monitors"] = [as_wished(row, left_out) for row in wanted["monitors"]]
    ids = [row["id"] for row in wanted["monitors"]]
    rows: dict[str, int] = {part: len(found) for part, found in wanted.items()}
    with TemporaryDirectory(prefix="healther-archive-") as folder, zipfile.ZipFile(path, "w") as file:
        box = _Box(file, {})
        box.put(CONFIGURATION, orjson.dumps(wanted, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z))
        for part in TABLES:
            progress(0, len(ids), part)
            table = facts(part, await copy_facts(conn, part, ids))
            rows[part] = table.height
            box.put(f"{part}.parquet", _parquet(table))
        rows["checks"] = await _add_checks(conn, box, wanted["monitors"], Path(folder), now, progress)
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "workspace": name,
            "made_at": now,
            "rows": rows,
            "left_out": left_out,
            "files": box.hashes,
        }
        file.writestr(_entry(MANIFEST), orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z))
    return Summary(rows, tuple(left_out), path.stat().st_size)  # noqa: ASYNC240 - a moment


def facts(part: str, text: bytes) -> pl.DataFrame:
    """Return facts of the database (CSV) as the table of an archive."""
    schema = TABLES[part]
    numbers = {"state": STATES, "reason": REASONS}
    read = {name: pl.Int64() if kind == TIME or name in numbers else kind for name, kind in schema.items()}
    table = pl.read_csv(io.BytesIO(text), schema=read)
    columns = []
    for name, kind in schema.items():
        column = pl.col(name)
        if kind == TIME:
            column = column.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
        elif name in numbers:
            column = column.replace_strict(numbers[name], default=None, return_dtype=pl.String)
        columns.append(column)
    return table.select(columns)


async def _add_checks(
    conn: Connection, box: "_Box", monitors: list[dict[str, Any]], folder: Path, now: datetime, progress: Progress
) -> int:
    regions, rows = await select_regions(conn), 0
    for done, monitor in enumerate(monitors):
        progress(done, len(monitors), monitor["monitor"]["name"])
        path = folder / "checks.parquet"
        with Parts() as parts:
            await fill(parts, conn, monitor["id"], EPOCH, now, regions)
            await asyncio.to_thread(parts.write, path)
            rows += parts.rows
        await asyncio.to_thread(box.take, checks_name(monitor["id"]), path)
    progress(len(monitors), len(monitors), "done")
    return rows


@dataclass(frozen=True, slots=True)
class _Box:
    """The file that is being filled, and the SHA-256 of what is in it. Dates in it are fixed, as are then its bytes."""

    file: zipfile.ZipFile
    hashes: dict[str, str]

    def put(self, name: str, content: bytes) -> None:
        """Put in a small file."""
        self.file.writestr(
            _entry(name), content, zipfile.ZIP_DEFLATED if name.endswith(".json") else zipfile.ZIP_STORED
        )
        self.hashes[name] = hashlib.sha256(content).hexdigest()

    def take(self, name: str, path: Path) -> None:
        """Put in a file from the disk; Parquet is compressed already."""
        digest = hashlib.sha256()
        with path.open("rb") as source, self.file.open(_entry(name), "w", force_zip64=True) as out:
            while piece := source.read(PIECE_BYTES):
                digest.update(piece)
                out.write(piece)
        self.hashes[name] = digest.hexdigest()


def _entry(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, datetime(2026, 1, 1, tzinfo=UTC).timetuple()[:6])


def _parquet(table: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    table.write_parquet(out, compression="zstd")
    return out.getvalue()

"""Single checks as Parquet, in memory that does not grow with their number.

POINTS: slot Datetime("us", "UTC"), region String, attempt Int16 (0 a verdict, 1… tries behind it and manual checks),
state and outcome String (words of core.states), covers_s Int32 seconds that the point stands for, latency and phases in
microseconds Int32, http_status Int16, reason String (core.reasons), message String, lateness_ms Int32, address String.
Oldest first. Pages are laid down as Arrow files first, so that no thread of Polars ever waits for the database.
"""

import asyncio
import io
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Final

import polars as pl

from core.reasons import Reason
from core.states import Outcome, State
from db.check_columns import COLUMNS, PAGE_ROWS, Place, copy_page
from db.pool import Connection

ROW_GROUP: Final = 122_880  # rows: what DuckDB reads as one
POINTS: Final = pl.Schema(
    {
        "slot": pl.Datetime("us", "UTC"),
        "region": pl.String(),
        "attempt": pl.Int16(),
        "state": pl.String(),
        "outcome": pl.String(),
        "covers_s": pl.Int32(),
        **dict.fromkeys(("latency_us", "dns_us", "connect_us", "tls_us", "wait_us", "transfer_us"), pl.Int32()),
        "http_status": pl.Int16(),
        "reason": pl.String(),
        "message": pl.String(),
        "lateness_ms": pl.Int32(),
        "address": pl.String(),
    }
)
_TEXTS: Final = ("detail", "address")
_READ: Final = {name: pl.String() if name in _TEXTS else pl.Int64() for name in COLUMNS}
STATES: Final = {one.value: one.word for one in State}
OUTCOMES: Final = {one.value: one.word for one in Outcome}
REASONS: Final = {one.value: one.word for one in Reason}

NextPage = Callable[[Place | None], Awaitable[bytes]]  # given where the one before ended


def read_page(page: bytes) -> pl.DataFrame:
    """Return a page of the database as a frame with the columns of db.check_columns."""
    if not page:
        return pl.DataFrame(schema=_READ)
    return pl.read_csv(io.BytesIO(page), has_header=False, new_columns=list(COLUMNS), schema=_READ)


def points(read: pl.DataFrame, regions: Mapping[int, str]) -> pl.DataFrame:
    """Return a page that was read as POINTS."""
    words = {"state": STATES, "outcome": OUTCOMES, "reason": REASONS, "region": regions}
    said = {
        name: pl.col(name).replace_strict(known, default=None, return_dtype=pl.String) for name, known in words.items()
    }
    slot = pl.col("slot_us").cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    named = read.with_columns(slot=slot, message=pl.col("detail"), **said)
    return named.select(pl.col(name).cast(kind) for name, kind in POINTS.items())


def place_of(read: pl.DataFrame) -> Place | None:
    """Return where a page ended; None for the last one."""
    if read.height < PAGE_ROWS:
        return None
    return Place(*(int(read[name][-1]) for name in Place._fields))


class Parts:
    """Pages on disk, one after the other, until they are one file. For use in a `with` block."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="healther-checks-")
        self._paths: list[Path] = []
        self.rows = 0

    def __enter__(self) -> "Parts":
        return self

    def __exit__(self, *problem: object) -> None:
        self._folder.cleanup()

    def lay_down(self, read: pl.DataFrame, regions: Mapping[int, str]) -> None:
        """Write a page that was read to the disk, after those before it."""
        self.rows += read.height
        self._paths.append(Path(self._folder.name, f"{len(self._paths):06}.arrow"))
        points(read, regions).write_ipc(self._paths[-1], compression="lz4")

    def write(self, out: IO[bytes] | Path) -> None:
        """Write all pages as one Parquet file."""
        if not self._paths:
            pl.DataFrame(schema=POINTS).write_parquet(out, compression="zstd")
            return
        pl.scan_ipc(self._paths).sink_parquet(out, compression="zstd", row_group_size=ROW_GROUP, maintain_order=True)


async def add_pages(parts: Parts, next_page: NextPage, regions: Mapping[int, str]) -> None:
    """Lay down page after page until there are no more; the next one is fetched while one is laid down."""
    after: Place | None = None
    laying: asyncio.Future[None] | None = None
    try:
        while True:
            read = await asyncio.to_thread(read_page, await next_page(after))
            if laying is not None:
                await laying
            laying = asyncio.ensure_future(asyncio.to_thread(parts.lay_down, read, regions))
            after = place_of(read)
            if after is None:
                return await laying
    finally:
        if laying is not None:  # a thread does not stop, and the folder is removed next
            await asyncio.wait({laying})


async def fill(
    parts: Parts, conn: Connection, monitor_id: int, start: datetime, end: datetime, regions: Mapping[int, str]
) -> None:
    """Lay down all points of a range, carry points and cuts too, over one connection."""
    await add_pages(parts, lambda after: copy_page(conn, monitor_id, start, end, after, with_carried=True), regions)

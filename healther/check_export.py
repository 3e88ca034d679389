"""The single checks of a monitor as a file, for `healther export --monitor`: the same files that the API makes."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import IO, Final

from api.check_schemas import show_check
from api.numbers.checks import CSV, JSON_LINES
from core.spans import Span
from db.checks import Check, Cursor, select_checks
from db.pool import Connection

A_READ: Final = 2000  # checks, some 1 MB

Show = Callable[[int], None]  # how many checks are written


async def write_checks(
    conn: Connection, monitor_id: int, span: Span, file_format: str, file: IO[bytes], show: Show
) -> int:
    """Write the checks of the half-open span, and return how many; memory does not grow with their number."""
    if file_format == "parquet":
        return await _write_parquet(conn, monitor_id, span, file, show)
    form = CSV if file_format == "csv" else JSON_LINES
    file.write(form.head.encode())
    written = 0
    async for found in _pages(conn, monitor_id, span.start, span.end):
        file.write(form.piece(show_check(check) for check in found).encode())
        written += len(found)
        show(written)
    return written


async def _pages(conn: Connection, monitor_id: int, start: datetime, end: datetime) -> AsyncIterator[list[Check]]:
    before: Cursor | None = None
    while found := await select_checks(conn, monitor_id, start, end, before=before, limit=A_READ):
        yield found
        before = Cursor(slot=found[-1].slot, attempt=found[-1].attempt)


async def _write_parquet(conn: Connection, monitor_id: int, span: Span, file: IO[bytes], show: Show) -> int:
    from analytics.check_files import Parts, add_pages
    from db.check_columns import Place, copy_page, select_regions

    with Parts() as parts:

        async def next_page(after: Place | None) -> bytes:
            show(parts.rows)
            return await copy_page(conn, monitor_id, span.start, span.end, after)

        await add_pages(parts, next_page, await select_regions(conn))
        show(parts.rows)
        parts.write(file)
        return parts.rows

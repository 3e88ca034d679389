"""`healther export`: everything of a workspace, or the checks of a monitor, as one file from the database itself."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from healther.commands.report import CannotReportError, period_of
from healther.progress import Bar, in_words

if TYPE_CHECKING:
    from db.monitors import NamedMonitor
    from db.pool import Connection
    from db.workspaces import NamedWorkspace

HELP = (
    "Write everything of a workspace into one file: configuration, incidents, states, days, single checks."
    " With --monitor, only the checks of one monitor, as CSV, JSON lines or Parquet."
)
FORMATS = ("csv", "json", "parquet")


class CannotExportError(Exception):
    """What was asked for cannot be exported; the text says why."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--workspace", metavar="NAME", help="its slug, id or name; not needed when there is only one")
    parser.add_argument("--monitor", metavar="NAME", help="its id or name: only its single checks")
    parser.add_argument("--period", metavar="PERIOD", help="with --monitor: 2026-10, 2026-Q4, 2026 or FROM..TO, UTC")
    parser.add_argument(
        "--format", choices=FORMATS, help="with --monitor; default: what the name of the file ends with, else csv"
    )
    parser.add_argument(
        "--output", "-o", metavar="FILE", help="default: SLUG.healther.zip, or checks-ID.csv; - is stdout (--monitor)"
    )
    parser.add_argument("--json", action="store_true", help="print what was written as JSON")
    parser.add_argument("--quiet", action="store_true", help="no progress")


def run(options: argparse.Namespace) -> int:
    """Write the archive; 0 when it is there."""
    import asyncio

    from db.errors import DatabaseError
    from healther import logs
    from healther.finding import database_url

    logs.configure("export")
    if wrong := _misuse(options):
        print(f"healther export: {wrong}", file=sys.stderr)
        return 2
    bar = Bar(is_quiet=options.quiet)
    export = _export_checks if options.monitor else _export
    try:
        told = asyncio.run(export(options, database_url(), bar))
    except (CannotExportError, CannotReportError, DatabaseError, OSError) as error:
        bar.end()
        print(f"healther export: {in_words(error)}", file=sys.stderr)
        return 1
    _tell(told, options)
    return 0


def _tell(told: dict[str, Any], options: argparse.Namespace) -> None:
    if options.json:
        print(json.dumps(told, indent=2), file=sys.stderr if options.output == "-" else sys.stdout)
    elif options.output != "-":
        print(f"{told['file']}  {told['bytes']:,} bytes, {told['rows']['checks']:,} checks")
        for one in told.get("left_out", ()):
            print(f"  left out, as it may be secret: {one}")


def _misuse(options: argparse.Namespace) -> str | None:
    """Say what is wrong with the options before anything is read; None: nothing."""
    if not options.monitor:
        if options.period or options.format or options.output == "-":
            return "--period, --format and - are for --monitor; without it everything is exported, as a ZIP"
        return None
    if options.format is None and _ending(options) not in ("", *FORMATS):
        return f"{options.output!r} ends with no format; write one of {', '.join(FORMATS)}, or say --format"
    return None


def _ending(options: argparse.Namespace) -> str:
    ending = "" if options.output == "-" else Path(options.output or "").suffix.removeprefix(".").lower()
    return "json" if ending == "jsonl" else ending


async def _export_checks(options: argparse.Namespace, url: str, bar: Bar) -> dict[str, Any]:
    from datetime import timedelta

    from core.spans import Span
    from db.clock import select_now
    from db.pool import connected
    from healther.check_export import write_checks

    file_format = options.format or _ending(options) or "csv"
    async with connected(url, name="healther export") as conn:
        monitor = await _monitor(conn, options.monitor, options.workspace)
        now = await select_now(conn)
        span = Span(now - timedelta(days=monitor.retention_days + 1), now)
        if options.period:
            span = period_of(options.period, "UTC", now)
        path = options.output or f"checks-{monitor.id}.{file_format}"
        with opened(path) as file:
            count = await write_checks(
                conn, monitor.id, span, file_format, file, lambda done: bar.show(0, 1, f"{done:,} checks")
            )
            size = file.tell() if path != "-" else None
    bar.end()
    return {
        "file": path,
        "bytes": size,
        "monitor": monitor.name,
        "workspace": monitor.workspace,
        "from": span.start.isoformat(),
        "to": span.end.isoformat(),
        "rows": {"checks": count},
    }


@contextmanager
def opened(path: str) -> Iterator[IO[bytes]]:
    """Open a file that is there only when all of it was written; `-` is stdout."""
    if path == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with replacing(Path(path)) as unfinished, unfinished.open("wb") as file:
        yield file


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield where to write; it takes the place of `path` when all went well."""
    unfinished = path.with_name(f"{path.name}.part")
    try:
        yield unfinished
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


async def _monitor(conn: "Connection", named: str, workspace: str | None) -> "NamedMonitor":
    from db.monitors import select_named_monitors

    found = await select_named_monitors(conn, named, workspace)
    if len(found) == 1:
        return found[0]
    if not found:
        raise CannotExportError(f"there is no monitor {named!r}" + (f" in {workspace!r}" if workspace else ""))
    ids = ", ".join(f"{one.id} ({one.workspace})" for one in found[:10])
    raise CannotExportError(f"which monitor? Say --monitor with one of: {ids}")


async def _export(options: argparse.Namespace, url: str, bar: Bar) -> dict[str, Any]:
    from analytics.archive.make import make_archive
    from db.pool import connected

    async with connected(url, name="healther export") as conn:
        workspace = await _workspace(conn, options.workspace)
        path = Path(options.output or f"{workspace.slug}.healther.zip")
        with replacing(path) as unfinished:
            found = await make_archive(conn, workspace.id, workspace.name, unfinished, bar.show)
    bar.end()
    return {
        "file": str(path),
        "bytes": found.size_bytes,
        "workspace": workspace.name,
        "rows": dict(found.rows),
        "left_out": list(found.left_out),
    }


async def _workspace(conn: "Connection", named: str | None) -> "NamedWorkspace":
    from db.workspaces import select_named_workspaces

    found = await select_named_workspaces(conn, named)
    if len(found) == 1:
        return found[0]
    if not found:
        raise CannotExportError(f"there is no workspace {named!r}" if named else "there is no workspace")
    names = ", ".join(one.slug for one in found[:10])
    raise CannotExportError(f"which workspace? Say --workspace with one of: {names}")

"""`healther export`: everything of a workspace as one file, from the database itself."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from healther.progress import Bar, in_words

if TYPE_CHECKING:
    from db.pool import Connection
    from db.workspaces import NamedWorkspace

HELP = "Write everything of a workspace into one file: configuration, incidents, states, days, single checks."


class CannotExportError(Exception):
    """What was asked for cannot be exported; the text says why."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--workspace", metavar="NAME", help="its slug, id or name; not needed when there is only one")
    parser.add_argument("--output", "-o", metavar="FILE", help="default: SLUG.healther.zip")
    parser.add_argument("--json", action="store_true", help="print what was written as JSON")
    parser.add_argument("--quiet", action="store_true", help="no progress")


def run(options: argparse.Namespace) -> int:
    """Write the archive; 0 when it is there."""
    import asyncio

    from db.errors import DatabaseError
    from healther import logs
    from healther.finding import database_url

    logs.configure("export")
    bar = Bar(is_quiet=options.quiet)
    try:
        told = asyncio.run(_export(options, database_url(), bar))
    except (CannotExportError, DatabaseError, OSError) as error:
        bar.end()
        print(f"healther export: {in_words(error)}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(told, indent=2))
    else:
        print(f"{told['file']}  {told['bytes']:,} bytes, {told['rows']['checks']:,} checks")
        for one in told["left_out"]:
            print(f"  left out, as it may be secret: {one}")
    return 0


async def _export(options: argparse.Namespace, url: str, bar: Bar) -> dict[str, Any]:
    from analytics.archive.make import make_archive
    from db.pool import connected

    async with connected(url, name="healther export") as conn:
        workspace = await _workspace(conn, options.workspace)
        path = Path(options.output or f"{workspace.slug}.healther.zip")
        unfinished = path.with_name(f"{path.name}.part")
        try:
            found = await make_archive(conn, workspace.id, workspace.name, unfinished, bar.show)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
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

"""`healther import`: a new workspace made of an archive that `healther export` wrote, here or elsewhere."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from healther.progress import Bar

HELP = "Make a new workspace of an archive; its monitors come paused."


class CannotImportError(Exception):
    """The archive cannot be imported; the text says why."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("file", help="what `healther export` wrote")
    parser.add_argument("--owner", required=True, metavar="EMAIL", help="the account that will own the workspace")
    parser.add_argument("--name", help="name of the new workspace; default: as it was called")
    parser.add_argument("--json", action="store_true", help="print what was made as JSON")
    parser.add_argument("--quiet", action="store_true", help="no progress")


def run(options: argparse.Namespace) -> int:
    """Import the archive; 0 when all of it is there."""
    import asyncio

    from analytics.archive.read import NoArchiveError
    from db.errors import DatabaseError
    from healther import logs
    from healther.finding import database_url

    logs.configure("import")
    bar = Bar(is_quiet=options.quiet)
    try:
        told = asyncio.run(_import(options, database_url(), bar))
    except (CannotImportError, NoArchiveError, DatabaseError, OSError) as error:
        bar.end()
        named = f"{options.file}: " if isinstance(error, NoArchiveError) else ""
        print(f"healther import: {named}{error}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(told, indent=2))
    else:
        print(
            f"{told['workspace']}  {told['monitors']} monitors (paused), {told['checks']:,} checks, {told['days']} days"
        )
        for one in told["skipped"]:
            print(f"  not taken over: {one}")
        if told["recipients"]:
            print(f"  told of outages before, and not any more: {', '.join(told['recipients'])}")
    return 0


async def _import(options: argparse.Namespace, url: str, bar: Bar) -> dict[str, Any]:
    from analytics.archive.read import Archive
    from api.restoring import restore
    from db.pool import connected
    from db.users import select_credentials
    from healther.settings import load
    from healther.wiring import allowance

    archive = Archive(Path(options.file))
    try:
        async with connected(url, name="healther import") as conn, conn.transaction():
            owner = await select_credentials(conn, options.owner.lower())
            if owner is None:
                raise CannotImportError(f"there is no account {options.owner}")
            name = options.name or archive.name
            found = await restore(conn, archive, name, owner.id, allowance=allowance(load()), progress=bar.show)
    finally:
        archive.close()
    bar.end()
    return {
        "workspace": found.slug,
        "workspace_id": str(found.workspace_id),
        "monitors": found.monitors,
        "checks": found.checks,
        "days": found.days,
        "skipped": list(found.skipped),
        "recipients": list(found.recipients),
    }

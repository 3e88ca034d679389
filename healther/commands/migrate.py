"""`healther migrate`: bring the database to the newest schema."""

import argparse
import asyncio
import json
import sys

HELP = "Bring the database to the newest schema, under a lock, and exit."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(options: argparse.Namespace) -> int:
    """Upgrade HEALTHER_DATABASE_URL."""
    from db.errors import DatabaseError
    from db.migrate import upgrade
    from healther import logs
    from healther.settings import load, reveal

    logs.configure("migrate")
    settings = load("database_url")
    url = str(reveal(settings.database_url))
    try:
        revision = upgrade(url)
        engine = asyncio.run(_engine(url))
    except DatabaseError as error:
        print(f"healther migrate: {error}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps({"revision": revision, "engine": engine}))
    else:
        print(f"The database is up to date: schema {revision}, engine {engine}.")
    return 0


async def _engine(url: str) -> str:
    from db.engine import detect
    from db.pool import connected

    async with connected(url, name="healther migrate") as connection:
        return (await detect(connection)).value

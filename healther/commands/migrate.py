"""`healther migrate`: bring the database to the newest schema."""

import argparse
import json

HELP = "Bring the database to the newest schema, under a lock, and exit."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(options: argparse.Namespace) -> int:
    """Upgrade HEALTHER_DATABASE_URL."""
    from db.migrate import upgrade
    from healther import logs
    from healther.settings import load, reveal

    logs.configure("migrate")
    settings = load("database_url")
    engine = upgrade(str(reveal(settings.database_url)))
    print(json.dumps({"engine": engine}) if options.json else f"The database is up to date (engine: {engine}).")
    return 0

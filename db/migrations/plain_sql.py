"""Runs the SQL files of a revision on Alembic's connection.

A file `NAME.up.sql` runs on both engines; `NAME.timescale.up.sql` or `NAME.postgres.up.sql` runs after it (before it on
the way down). A file is sent as it is: no parameters, no placeholders, any number of statements.
"""

from pathlib import Path
from typing import Any, Final

from alembic import op

SQL_FOLDER: Final = Path(__file__).parent / "sql"


def upgrade(name: str) -> None:
    """Run a revision's files upwards, inside the revision's transaction."""
    _run(f"{name}.up.sql")
    _run(f"{name}.{engine()}.up.sql")


def downgrade(name: str) -> None:
    """Run a revision's files downwards, inside the revision's transaction."""
    _run(f"{name}.{engine()}.down.sql")
    _run(f"{name}.down.sql")


def run_outside_transaction(file_name: str) -> None:
    """Run a file with exactly one statement that refuses transactions."""
    with op.get_context().autocommit_block():
        _run(file_name)


def engine() -> Any:
    """Return the engine that the first revision recorded."""
    row = connection().execute("SELECT engine FROM installation").fetchone()
    return row[0]


def connection() -> Any:
    """Return psycopg's own connection: SQLAlchemy would send parameters along, which forbids several statements."""
    return op.get_bind().connection.driver_connection


def _run(file_name: str) -> None:
    path = SQL_FOLDER / file_name
    if path.exists():
        connection().execute(path.read_text(encoding="utf-8"))

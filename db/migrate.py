"""Runs the migrations: Alembic over psycopg, under an advisory lock, so that many starters do it once.

TimescaleDB is chosen when the server offers its Community build; the extension is created if that is allowed.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from db.errors import Unavailable

logger = logging.getLogger(__name__)

LOCK_KEY: Final = 7_204_711_903_377_152  # any number, but for ever the same
LOCK_DEADLINE_S: Final = 60.0
CONNECT_DEADLINE_S: Final = 5

CAN_CREATE_TIMESCALE: Final = """
    SELECT to_regclass('installation') IS NULL
       AND EXISTS (SELECT FROM pg_available_extensions WHERE name = 'timescaledb' AND installed_version IS NULL)
       AND EXISTS (SELECT FROM pg_settings WHERE name = 'shared_preload_libraries' AND setting LIKE '%%timescaledb%%')
       AND (SELECT rolsuper OR has_database_privilege(current_database(), 'CREATE')
              FROM pg_roles
             WHERE rolname = current_user)
"""


def upgrade(database_url: str) -> str:
    """Bring the database to the newest revision and return its name; waits for another migration to end.

    Raises Unavailable when there is no server or the lock cannot be had in time.
    """
    with _locked(database_url) as connection:
        _enable_timescale(connection)
        _run(command.upgrade, connection, "head")
        _enable_row_security(connection)
        return _revision(connection) or ""


def downgrade(database_url: str, revision: str) -> None:
    """Take the database down to a revision; `base` removes everything, data included."""
    with _locked(database_url) as connection:
        _run(command.downgrade, connection, revision)


def current(database_url: str) -> str | None:
    """Return the revision of the database; None for an empty one."""
    with _connected(database_url) as connection:
        return _revision(connection)


def head() -> str:
    """Return the newest revision that this code knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _run(step: Callable[[Config, str], None], connection: Connection, revision: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    step(config, revision)
    connection.commit()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _revision(connection: Connection) -> str | None:
    revision = MigrationContext.configure(connection).get_current_revision()
    connection.rollback()
    return revision


@contextmanager
def _connected(database_url: str) -> Iterator[Connection]:
    def connect() -> psycopg.Connection:
        return psycopg.connect(
            database_url, connect_timeout=CONNECT_DEADLINE_S, application_name="healther migrate", options="-c jit=off"
        )

    engine = create_engine("postgresql+psycopg://", creator=connect, poolclass=NullPool)
    try:
        connection = engine.connect()
    except Exception as error:
        if isinstance(error.__cause__, psycopg.OperationalError):
            raise Unavailable(str(error.__cause__)) from error
        raise
    with connection:
        yield connection


@contextmanager
def _locked(database_url: str) -> Iterator[Connection]:
    """Hold the advisory lock on one session; other locks are not waited for long, so that no queue builds up."""
    with _connected(database_url) as connection:
        _lock(connection)
        connection.exec_driver_sql("SET lock_timeout = '5s'")
        connection.exec_driver_sql("SET client_min_messages = 'warning'")
        connection.commit()
        try:
            yield connection
        finally:
            connection.rollback()
            connection.exec_driver_sql("SELECT pg_advisory_unlock(%s)", (LOCK_KEY,))
            connection.commit()


def _lock(connection: Connection) -> None:
    deadline = time.monotonic() + LOCK_DEADLINE_S
    while not connection.exec_driver_sql("SELECT pg_try_advisory_lock(%s)", (LOCK_KEY,)).scalar():
        connection.commit()
        if time.monotonic() > deadline:
            raise Unavailable(f"another migration has been running for {LOCK_DEADLINE_S:g} s")
        time.sleep(0.2)
    connection.commit()


def _enable_timescale(connection: Connection) -> None:
    """Create the extension in a new database where the server has it loaded and we may; plain tables serve as well."""
    can_create = connection.exec_driver_sql(CAN_CREATE_TIMESCALE).scalar()
    connection.commit()
    if can_create:
        connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS timescaledb")
        connection.commit()


def _enable_row_security(connection: Connection) -> None:
    """Give the API's role its rights on what is there now; without the role the policies bind nobody."""
    is_on = connection.exec_driver_sql("SELECT enable_row_security()").scalar()
    connection.commit()
    if not is_on:
        logger.warning("row-level security is off: this user may not make the role healther_api, see healther doctor")

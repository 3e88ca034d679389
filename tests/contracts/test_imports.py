"""What a process does not import when it starts: memory and time that only some of its work needs."""

import subprocess
import sys

import pytest

# Frames, typesetting, workbooks and numerics: tens of megabytes each, and up to half a second.
HEAVY = {"duckdb", "matplotlib", "numpy", "pandas", "polars", "pyarrow", "ruptures", "scipy", "typst", "xlsxwriter"}
# Alembic runs in a process of its own, before the others start.
MIGRATION = {"alembic", "psycopg", "sqlalchemy"}
# As healther.commands.processes and the application itself import them.
API = "import uvicorn, api.server, healther.settings, healther.wiring; from api.app import create_app"
DISPATCHER = "import uvloop, healther.settings, healther.wiring, probes.dispatcher"
WORKER = "import uvloop, healther.settings, healther.wiring, probes.worker"
SENDER = "import uvloop, healther.settings, healther.wiring, probes.sender"
JOBS = "import uvloop, healther.settings, healther.wiring, analytics.jobs"
DEADLINE_S = 60


def imported(statement: str) -> set[str]:
    """Return the packages that a fresh Python holds after a statement."""
    show = "; import sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    command = [sys.executable, "-c", statement + show]
    found = subprocess.run(command, capture_output=True, text=True, check=True, timeout=DEADLINE_S)
    return set(found.stdout.split())


@pytest.mark.parametrize("start", [API, DISPATCHER, WORKER, SENDER], ids=["api", "dispatcher", "worker", "sender"])
def test_what_serves_and_checks_starts_without_frames_and_typesetting(start: str) -> None:
    assert imported(start) & (HEAVY | MIGRATION) == set(), "import it when it is needed: api/late.py"


def test_jobs_start_with_what_reports_need_and_no_more() -> None:
    assert imported(JOBS) & (HEAVY | MIGRATION) == {"polars", "typst", "xlsxwriter"}


def test_the_command_line_answers_at_once() -> None:
    """`healther --help` needs none of what its commands do."""
    heavy = HEAVY | MIGRATION | {"asyncpg", "fastapi", "pydantic", "taskiq"}
    assert imported("import healther.cli") & heavy == set()

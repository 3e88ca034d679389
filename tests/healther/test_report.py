"""`healther report` on a real database: periods as people type them, files, exit codes."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from core.spans import Span
from healther.cli import main
from healther.commands.report import CannotReportError, period_of
from tests import engines

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
LIVED = """
    INSERT INTO workspaces (id, name, slug) VALUES ('00000000-0000-0000-0000-000000000001', 'Acme', 'acme');
    INSERT INTO monitors (workspace_id, name, kind, target, period_value, period_unit, period_s, timeout_ms,
                          confirm_failures, confirm_recoveries, retry_ms, created_at)
    VALUES ('00000000-0000-0000-0000-000000000001', 'Shop', 'tcp', 'x:1', 1, 'minutes', 60, 100, 1, 1, 0,
            '2026-09-01Z');
    INSERT INTO state_intervals (monitor_id, started_at, ended_at, state)
    VALUES (1, '2026-10-01Z', '2026-10-11Z', 1), (1, '2026-10-11Z', '2026-10-12Z', 3);
"""


@pytest.fixture
def acme(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A database with one workspace, and an empty folder to work in."""
    with engines.postgres(engines.migrated) as dsn:
        with psycopg.connect(dsn, connect_timeout=30) as connection:
            connection.execute(LIVED)
        monkeypatch.setenv("HEALTHER_DATABASE_URL", dsn)
        monkeypatch.setenv("HEALTHER_HOME", str(tmp_path / "home"))
        monkeypatch.chdir(tmp_path)
        yield tmp_path


def test_a_report_and_its_figures(acme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ten days up, one down: 90.909 %."""
    status = main(["report", "--period", "2026-10", "--json", "--output", "october.pdf"])

    told = json.loads(capsys.readouterr().out)
    assert status == 0
    assert (told["availability_words"], told["policy"], told["workspace"]) == ("90.909%", "agreed@1", "Acme")
    assert (acme / "october.pdf").read_bytes().startswith(b"%PDF")
    assert told["bytes"] == (acme / "october.pdf").stat().st_size


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--output", "october.docx"], 2, "ends with no format"),
        (["--output", "october.pdf", "--table", "days"], 2, "--table is for csv and parquet"),
        (["--output", "/nonexistent/october.pdf"], 1, "/nonexistent/october.pdf: No such file or directory"),
    ],
)
def test_what_cannot_be_written_is_told(
    acme: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, said: str
) -> None:
    assert main(["report", "--period", "2026-10", *arguments]) == status
    assert said in capsys.readouterr().err
    assert not list(acme.glob("october.*"))


def test_the_file_is_named_for_what_is_inside(acme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--workspace", "acme", "--period", "2026-Q4", "--format", "csv", "--table", "days"]) == 0

    [path] = acme.glob("*.csv")
    assert path.name.startswith("sla-00000000-0000-0000-0000-000000000001-20261001-")
    assert path.name.endswith("-days.csv")
    assert "90.909%" in capsys.readouterr().out


def test_to_another_program(acme: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["report", "--period", "2026-10", "--format", "json", "-o", "-"]) == 0

    assert json.loads(capfdbinary.readouterr().out)["monitors"][0]["good_s"] == 864_000


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--workspace", "nobody"], "there is no workspace 'nobody'"),
        (["--policy", "nothing"], "no policy 'nothing'"),
        (["--time-zone", "Mars"], "no time zone"),
        (["--period", "October"], "is no period"),
        (["--period", "2999"], "lies in the future"),
        (["--period", "x..y"], "is no time"),
        (["--period", "2026-13"], "is no period"),
    ],
)
def test_what_cannot_be_reported(
    acme: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    assert main(["report", *arguments]) == 1
    assert says in capsys.readouterr().err


def test_which_of_two_workspaces(acme: Path, capsys: pytest.CaptureFixture[str], dsn_of: str) -> None:
    with psycopg.connect(dsn_of, connect_timeout=30) as connection:
        connection.execute("INSERT INTO workspaces (name, slug) VALUES ('Other', 'other')")

    assert main(["report"]) == 1
    assert "--workspace with one of: acme, other" in capsys.readouterr().err


@pytest.fixture
def dsn_of(acme: Path) -> str:
    return os.environ["HEALTHER_DATABASE_URL"]


@pytest.mark.parametrize(
    ("text", "zone", "start", "end"),
    [
        (None, "UTC", "2026-10-01T00:00Z", "2026-11-01T00:00Z"),
        ("2026-10", "Europe/Vienna", "2026-09-30T22:00Z", "2026-10-31T23:00Z"),
        ("2026-Q1", "UTC", "2026-01-01T00:00Z", "2026-04-01T00:00Z"),
        ("2025", "Pacific/Kiritimati", "2024-12-31T10:00Z", "2025-12-31T10:00Z"),
        ("2026-11", "UTC", "2026-11-01T00:00Z", "2026-11-22T03:00Z"),
        ("2026-10-01..2026-10-02T12:00+02:00", "UTC", "2026-10-01T00:00Z", "2026-10-02T10:00Z"),
    ],
)
def test_periods_as_people_type_them(text: str | None, zone: str, start: str, end: str) -> None:
    assert period_of(text, zone, NOW) == Span(datetime.fromisoformat(start), datetime.fromisoformat(end))


def test_a_period_that_is_empty() -> None:
    with pytest.raises(CannotReportError, match="empty"):
        period_of("2026-10-02..2026-10-01", "UTC", NOW)

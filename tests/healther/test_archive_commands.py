"""`healther export` and `healther import` on a real database."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import psycopg
import pytest

from healther.cli import main
from tests import engines
from tests.healther.test_report import LIVED

ANN = "INSERT INTO users (email, first_name) VALUES ('ann@example.com', 'Ann')"


@pytest.fixture
def acme(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """A database with one workspace and one account, and an empty folder to work in."""
    with engines.postgres(engines.migrated) as dsn:
        with psycopg.connect(dsn, connect_timeout=30) as connection:
            connection.execute(LIVED + ANN)
        monkeypatch.setenv("HEALTHER_DATABASE_URL", dsn)
        monkeypatch.setenv("HEALTHER_HOME", str(tmp_path / "home"))
        monkeypatch.chdir(tmp_path)
        yield dsn


def test_out_and_in_again(acme: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--json"]) == 0
    exported = json.loads(capsys.readouterr().out)
    assert exported["file"] == "acme.healther.zip"
    assert exported["bytes"] == Path("acme.healther.zip").stat().st_size
    assert (exported["rows"]["monitors"], exported["rows"]["intervals"]) == (1, 2)

    assert main(["import", "acme.healther.zip", "--owner", "Ann@example.com", "--name", "Again", "--json"]) == 0
    imported = json.loads(capsys.readouterr().out)
    assert (imported["workspace"], imported["monitors"], imported["skipped"]) == ("again", 1, [])
    with psycopg.connect(acme, connect_timeout=30) as connection:
        found = connection.execute(
            "SELECT count(*), bool_and(m.paused_at IS NOT NULL) FROM state_intervals i"
            " JOIN monitors m ON m.id = i.monitor_id WHERE m.workspace_id = %s",
            [imported["workspace_id"]],
        ).fetchone()
    assert found == (2, True)


CHECKS = """
    INSERT INTO checks (monitor_id, region, slot, attempt, covers_s, state, outcome, latency_us)
    SELECT 1, 0, date_trunc('day', now(), 'UTC') - interval '1 day' + n * interval '1 minute', 0, 60, 1, 1, 1000 * n
      FROM generate_series(1, 2500) AS n
     WHERE date_trunc('day', now(), 'UTC') - interval '1 day' + n * interval '1 minute' < now()
"""


def test_the_checks_of_a_monitor_in_each_format(acme: str, capsys: pytest.CaptureFixture[str]) -> None:
    with psycopg.connect(acme, connect_timeout=30) as connection:
        connection.execute(CHECKS)
        row = connection.execute("SELECT count(*) FROM checks").fetchone()
        assert row is not None
    for file_format in ("csv", "json", "parquet"):
        assert main(["export", "--monitor", "Shop", "--output", f"shop.{file_format}", "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["rows"]["checks"], told["bytes"]) == (row[0], Path(told["file"]).stat().st_size)

    lines = [json.loads(line) for line in Path("shop.json").read_text().splitlines()]
    table, parquet = pl.read_csv("shop.csv"), pl.read_parquet("shop.parquet")
    latencies = [line["latency_ms"] for line in lines]
    assert latencies == table["latency_ms"].to_list() == [one / 1000 for one in reversed(parquet["latency_us"])]
    assert latencies == [float(n) for n in range(row[0], 0, -1)]


def test_the_checks_of_a_day_go_to_stdout(acme: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with psycopg.connect(acme, connect_timeout=30) as connection:
        connection.execute(CHECKS)
    yesterday = datetime.now(UTC).date() - timedelta(days=1)

    assert main(["export", "--monitor", "1", "--period", f"{yesterday}..{yesterday}T00:10:00Z", "-o", "-"]) == 0
    written = capfdbinary.readouterr().out.decode().splitlines()
    assert written[0].startswith("slot,attempt,state,outcome")
    assert len(written) == 10


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["--monitor", "Nothing"], 1, "there is no monitor 'Nothing'"),
        (["--monitor", "Shop", "--workspace", "other"], 1, "there is no monitor 'Shop' in 'other'"),
        (["--monitor", "Shop", "--period", "soon"], 1, "'soon' is no period"),
        (["--monitor", "Shop", "-o", "shop.docx"], 2, "ends with no format"),
        (["--monitor", "Shop", "-o", "/nonexistent/shop.csv"], 1, "/nonexistent/shop.csv: No such file or directory"),
        (["--format", "csv"], 2, "are for --monitor"),
    ],
)
def test_checks_that_cannot_be_exported(
    acme: str, arguments: list[str], status: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", *arguments]) == status
    assert words in capsys.readouterr().err
    assert not list(Path.cwd().glob("*.part"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["export", "--workspace", "other"], "there is no workspace 'other'"),
        (["import", "nothing.zip", "--owner", "ann@example.com"], "No such file or directory: 'nothing.zip'"),
        (["import", ".", "--owner", "ann@example.com"], ".: This file is no archive"),
        (["import", "acme.healther.zip", "--owner", "ben@example.com"], "there is no account ben@example.com"),
    ],
)
def test_what_cannot_be_done(acme: str, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["export", "--quiet"])

    assert main(arguments) == 1
    assert words in capsys.readouterr().err


def test_several_workspaces_must_be_named(acme: str, capsys: pytest.CaptureFixture[str]) -> None:
    with psycopg.connect(acme, connect_timeout=30) as connection:
        connection.execute("INSERT INTO workspaces (name, slug) VALUES ('Second', 'second')")

    assert main(["export"]) == 1
    assert "acme, second" in capsys.readouterr().err
    assert not list(Path.cwd().glob("*.zip*"))

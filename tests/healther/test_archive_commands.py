"""`healther export` and `healther import` on a real database."""

import json
from collections.abc import Iterator
from pathlib import Path

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

"""SQL exists only in db/: who needs data calls a function there."""

import ast
import re
from pathlib import Path

import pytest

from tests.contracts.source import ROOT, modules, parsed

STATEMENT = re.compile(
    r"\s*(SELECT\s|INSERT\s+INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|WITH\s+(RECURSIVE\s+)?\w+\s*(\([^)]*\)\s*)?AS\s"
    r"|CALL\s+\w+\s*\(|(CREATE|ALTER|DROP|TRUNCATE)\s+(TABLE|INDEX|VIEW|TYPE|SCHEMA|DATABASE|EXTENSION)\s"
    r"|COPY\s+\w+.*\s(FROM|TO)\s|(UN)?LISTEN\s+\w|NOTIFY\s+\w|SET\s+(LOCAL|SESSION)\s)",
    re.DOTALL,
)


def statements(path: Path) -> list[str]:
    """Return the literals of a module that are SQL; of an f-string, its first part counts."""
    return [
        f"{path}:{node.lineno}"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.match(node.value)
    ]


def test_sql_lives_in_db() -> None:
    found = [
        place.removeprefix(f"{ROOT}/")
        for path in modules("core", "probes", "analytics", "api", "healther")
        for place in statements(path)
    ]

    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1",
        "\n  INSERT INTO t VALUES (1)",
        "UPDATE t SET a = 1",
        "WITH x AS (SELECT 1) SELECT",
        "CALL refresh(1)",
    ],
)
def test_sql_is_seen(text: str, tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(f"A = {text!r}\nB = f'{{A}}'\n")

    assert len(statements(module)) == 1


@pytest.mark.parametrize("text", ["Select a monitor", "DELETE", "With this you", "Update the lock file", "CALL us"])
def test_words_are_not_taken_for_sql(text: str, tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(f"A = {text!r}\n")

    assert statements(module) == []

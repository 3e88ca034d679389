"""What holds for the whole repository: named dependencies, plain words, small functions, one registry."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from healther.cli import COMMANDS
from tests.contracts import source
from tests.contracts.source import ROOT

PACKAGES = ("core", "db", "probes", "analytics", "api", "healther")
MOST_LINES_OF_A_FUNCTION = 50
MOST_LINES_OF_A_MODULE = 400
TARGETS = ["up", "demo", "test", "test-long", "lint", "fmt", "check", "bench", "shots", "openapi"]


def modules() -> list[Path]:
    return source.modules(*PACKAGES)


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    wanted = project["project"]["dependencies"] + groups["dev"] + groups["bench"]
    page = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text()

    named = [re.split(r"[^a-z0-9-]", text)[0] for text in wanted]
    explained = re.findall(r"^\| ([a-z0-9-]+) \| ", page, re.MULTILINE)

    assert named == [name for name in explained if name != "package"]


def test_the_lock_names_the_standard_index_only() -> None:
    hosts = set(re.findall(r"https?://([^/\"]+)", (ROOT / "uv.lock").read_text()))

    assert hosts == {"pypi.org", "files.pythonhosted.org"}


def test_the_lock_fits_the_project() -> None:
    subprocess.run(
        [Path(sys.prefix) / "bin" / "uv", "lock", "--check", "--offline"], cwd=ROOT, check=True, capture_output=True
    )


@pytest.mark.parametrize("word", ["watcher", "TODO", "FIXME"])
def test_words_that_we_do_not_use(word: str) -> None:
    found = [path for path in texts() if re.search(rf"\b{word}", path.read_text(), re.IGNORECASE)]

    assert found == []


def texts() -> list[Path]:
    """Return what people read: code, SQL, pages and documents (not this folder, which names the words)."""
    kinds = {".py", ".sql", ".mjs", ".ts", ".tsx", ".css", ".html", ".md", ".sh", ".toml", ".yml"}
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [
            name for name in folders if not name.startswith(".") and name not in {"node_modules", "contracts"}
        ]
        found += [Path(folder, name) for name in names if Path(name).suffix in kinds]
    return found


def test_modules_are_named_for_their_subject() -> None:
    everywhere = source.modules(*PACKAGES, "tests", "bench")

    assert [path for path in everywhere if path.stem in {"utils", "helpers", "common", "misc", "manager"}] == []


def test_modules_say_what_they_are_and_stay_small() -> None:
    too_long = [path for path in modules() if len(path.read_text().splitlines()) > MOST_LINES_OF_A_MODULE]
    silent = [path for path in modules() if ast.get_docstring(ast.parse(path.read_text())) is None]

    assert (too_long, silent) == ([], [])


def functions() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node


def test_functions_stay_small() -> None:
    too_long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path, node in functions()
        if (node.end_lineno or node.lineno) - node.lineno >= MOST_LINES_OF_A_FUNCTION
    ]

    assert too_long == []


def test_make_lists_its_targets() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, check=True, capture_output=True, text=True).stdout

    assert [line.split()[1] for line in listed.splitlines()] == TARGETS


def test_compose_runs_commands_that_exist() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    ours = {name: service["command"][0] for name, service in services.items() if service["image"] == "healther:local"}

    assert set(ours.values()) <= set(COMMANDS)
    assert "migrate" in ours


def test_workflows_call_make() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())["jobs"]
    for name in jobs.keys() - {"compose"}:
        commands = [step["run"] for step in jobs[name]["steps"] if "run" in step]
        assert all(re.fullmatch(r"make [a-z-]+|sh \.ci/run", command) for command in commands), name

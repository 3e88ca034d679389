"""The frontend's own checks, run by npm: types, lint, unit tests, sizes, and types made from the API's description."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "frontend"
DEADLINE_S = 300
GENERATED = FRONTEND / "src" / "api" / "schema" / "types.gen.ts"


def npm(*command: str) -> None:
    """Run one of npm's commands in the frontend; what it prints is seen when it fails."""
    done = subprocess.run(
        ["npm", *command], cwd=FRONTEND, capture_output=True, text=True, check=False, timeout=DEADLINE_S
    )
    if done.returncode:
        pytest.fail(f"npm {' '.join(command)}\n{done.stdout}\n{done.stderr}", pytrace=False)


def test_types() -> None:
    npm("run", "--silent", "types")


def test_lint() -> None:
    npm("run", "--silent", "lint")


def test_units() -> None:
    npm("run", "--silent", "test")


def test_pages_keep_their_budgets() -> None:
    npm("run", "--silent", "sizes")


def test_types_of_the_api_are_fresh(tmp_path: Path) -> None:
    source = str(ROOT / "docs" / "openapi.json")
    npm("exec", "--", "openapi-ts", "-i", source, "-o", str(tmp_path), "-p", "@hey-api/typescript", "--silent")

    assert (tmp_path / "types.gen.ts").read_text() == GENERATED.read_text(), "run `npm run api` in frontend/"

"""Reading our own source for the tests that hold it to its rules."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


def modules(*packages: str) -> list[Path]:
    """Return the Python files of these folders."""
    return [path for name in packages for path in sorted((ROOT / name).rglob("*.py"))]


@cache
def parsed(path: Path) -> ast.Module:
    """Return a module's syntax tree."""
    return ast.parse(path.read_text())


def calls(path: Path) -> Iterator[str]:
    """Yield what a module calls: full names where it imported them (`socket.socket`), `.name` for other methods."""
    names = imported(path)
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call):
            yield called(node.func, names)


def called(function: ast.expr, names: dict[str, str]) -> str:
    """Return the full name of a called function as far as it can be known."""
    parts: list[str] = []
    while isinstance(function, ast.Attribute):
        parts.append(function.attr)
        function = function.value
    if isinstance(function, ast.Name) and (function.id in names or not parts):
        return ".".join([names.get(function.id, function.id), *reversed(parts)])
    return f".{parts[0]}" if parts else ""


def imported(path: Path) -> dict[str, str]:
    """Return what each name that a module imports stands for."""
    found: dict[str, str] = {}
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {(alias.asname or alias.name).split(".")[0]: _bound(alias) for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _bound(alias: ast.alias) -> str:
    """`import a.b` binds `a`, `import a.b as c` binds the module itself."""
    return alias.name if alias.asname else alias.name.split(".")[0]

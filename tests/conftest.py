"""What holds for every test: those that need a native TimescaleDB, or Node, run only where there is one."""

import os
import re
import shutil
import subprocess
from functools import cache

import pytest
from hypothesis import settings

from tests.engines import NATIVE_URL

# The same examples at every run: what fails here fails everywhere. `make test-long` looks for new ones.
settings.register_profile("repeatable", derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

OLDEST_NODE = 20
WITHOUT_NODE = (
    f"Node {OLDEST_NODE} or newer is not on the PATH: the tests on TimescaleDB in WebAssembly were left out."
    " Those on PostgreSQL ran."
)


WITHOUT_BROWSER = "Chromium is not on the PATH: the tests in the browser were left out (apt-get install chromium)."


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to leave out anything where all tests have to run."""
    if os.environ.get("CI") and not has_node():
        raise pytest.UsageError(WITHOUT_NODE.partition(":")[0] + ", and CI runs every test: install it")
    if os.environ.get("REQUIRE_BROWSER") and not has_browser():
        raise pytest.UsageError(WITHOUT_BROWSER.partition(":")[0] + ", and REQUIRE_BROWSER is set: install it")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot run here; pytest counts it as deselected."""
    left_out = [item for item in items if needs_native(item) or needs_node(item) or needs_browser(item)]
    config.hook.pytest_deselected(items=left_out)
    gone = set(left_out)
    items[:] = [item for item in items if item not in gone]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out, where it is seen."""
    if not has_node():
        terminalreporter.write_line(WITHOUT_NODE, yellow=True)
    if not has_browser():
        terminalreporter.write_line(WITHOUT_BROWSER, yellow=True)


def needs_native(item: pytest.Item) -> bool:
    """Tell whether a test lacks its native server."""
    return item.get_closest_marker("native") is not None and not os.environ.get(NATIVE_URL)


def needs_node(item: pytest.Item) -> bool:
    """Tell whether a test lacks Node for TimescaleDB in WebAssembly."""
    is_wasm = item.get_closest_marker("timescale") is not None and item.get_closest_marker("native") is None
    return (is_wasm or "tests/timescale_wasm/" in item.path.as_posix()) and not has_node()


def needs_browser(item: pytest.Item) -> bool:
    """Tell whether a test lacks a browser to look with."""
    return item.get_closest_marker("browser") is not None and not has_browser()


def has_browser() -> bool:
    """Tell whether there is a Chromium, and the Node that drives it."""
    return has_node() and any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))


@cache
def has_node() -> bool:
    """Tell whether a Node that is new enough, and its npm, are on the PATH."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return False
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False, timeout=30).stdout
    found = re.match(r"v(\d+)\.", version)
    return found is not None and int(found[1]) >= OLDEST_NODE

"""What holds for every test: those that need a native TimescaleDB run only where one is named."""

import os

import pytest

from tests.engines import NATIVE_URL


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests marked native when there is no server for them; pytest counts them as deselected."""
    if os.environ.get(NATIVE_URL):
        return
    native = [item for item in items if item.get_closest_marker("native")]
    config.hook.pytest_deselected(items=native)
    items[:] = [item for item in items if item not in native]

"""Modules that are imported when they are first needed: they bring Polars along, which is 35 MB and half a second."""

import asyncio
from importlib import import_module
from types import ModuleType
from typing import Final

# Not `sys.modules`: there a module stands from the moment its import begins.
_ready: Final[dict[str, ModuleType]] = {}


async def late(name: str) -> ModuleType:
    """Return a module by its full name. The first import is the work of a thread: others are answered meanwhile."""
    if name not in _ready:
        _ready[name] = await asyncio.to_thread(import_module, name)
    return _ready[name]

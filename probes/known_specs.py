"""What workers know of monitors: loaded by id and revision, kept as long as there is room."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Final
from uuid import UUID

from db.errors import DatabaseError
from db.monitors import LiveSpec

KEPT_SPECS: Final = 200_000
_PAUSE_S: Final = 0.5

Load = Callable[[list[int]], Awaitable[Mapping[int, LiveSpec]]]

logger = logging.getLogger(__name__)


class KnownSpecs:
    """Loads specs on first use. A message names the revision it is about; another revision is none of its business."""

    def __init__(self, load: Load, *, kept: int = KEPT_SPECS) -> None:
        self._load = load
        self._kept = kept
        self._known: dict[int, LiveSpec] = {}

    async def fetch(self, wanted: Iterable[tuple[int, int]], give_up_s: float) -> dict[int, LiveSpec]:
        """Return the specs of (monitor, revision) pairs; those changed or deleted since are left out.

        While the database is away it is asked again, for `give_up_s`; then nothing is returned for what is not known.
        """
        pairs = list(wanted)
        unknown = [monitor_id for monitor_id, revision in pairs if self._revision(monitor_id) < revision]
        if unknown:
            self._remember(await self._load_patiently(unknown, give_up_s))
        return {
            monitor_id: self._known[monitor_id]
            for monitor_id, revision in pairs
            if self._revision(monitor_id) == revision
        }

    def workspaces_of(self, monitor_ids: Iterable[int]) -> dict[int, UUID]:
        """Return the workspaces of those that are known now."""
        return {one: known.workspace_id for one in monitor_ids if (known := self._known.get(one)) is not None}

    def _revision(self, monitor_id: int) -> int:
        known = self._known.get(monitor_id)
        return -1 if known is None else known.revision

    def _remember(self, loaded: Mapping[int, LiveSpec]) -> None:
        self._known.update(loaded)
        while len(self._known) > self._kept:
            del self._known[next(iter(self._known))]  # the oldest: dicts keep the order of insertion

    async def _load_patiently(self, monitor_ids: list[int], give_up_s: float) -> Mapping[int, LiveSpec]:
        ends_at = asyncio.get_running_loop().time() + give_up_s
        while True:
            try:
                return await self._load(monitor_ids)
            except DatabaseError as error:
                logger.warning("specs not loaded yet", extra={"monitors": len(monitor_ids), "error": repr(error)})
                if asyncio.get_running_loop().time() + _PAUSE_S > ends_at:
                    return {}
                await asyncio.sleep(_PAUSE_S)

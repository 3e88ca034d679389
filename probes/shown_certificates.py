"""Certificates that servers showed: written when one is another than this worker saw before, which is rare."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Final

from core.ledger import Verdict
from core.observation import Certificate
from db.errors import DatabaseError

MOST_KNOWN: Final = 50_000

logger = logging.getLogger(__name__)


class ShownCertificates:
    """Remembers what was written, and writes what differs."""

    def __init__(self, write: Callable[[Mapping[int, Certificate]], Awaitable[None]]) -> None:
        self._write = write
        self._known: dict[int, Certificate] = {}

    async def note(self, verdicts: Iterable[Verdict]) -> None:
        """Write the certificates of these verdicts that are new. What fails is written with the next check."""
        shown = {one.monitor_id: seen for one in verdicts if (seen := one.observation.certificate) is not None}
        fresh = {one: seen for one, seen in shown.items() if self._known.get(one) != seen}
        if not fresh:
            return
        try:
            await self._write(fresh)
        except DatabaseError as error:
            logger.info("certificates not stored", extra={"error": repr(error)})
            return
        if len(self._known) > MOST_KNOWN:
            self._known.clear()
        self._known |= fresh

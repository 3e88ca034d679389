"""What comes of an archive that is brought, and who makes it: the rules of the API do, unknown to this package."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol
from uuid import UUID

from analytics.archive.read import Archive
from db.pool import Connection

MOST_TOLD: Final = 200  # of what did not fit; further ones are counted

Note = Callable[[int, int, str], None]  # done, of how many, what comes next
Via = Literal["session", "system"]


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of an archive.

    `skipped`: what does not fit here, in words. `recipients`: addresses that were told of outages and are not any more:
    they agreed to mails of another workspace.
    """

    workspace_id: UUID
    slug: str
    name: str
    monitors: int
    checks: int
    days: int
    skipped: tuple[str, ...]
    recipients: tuple[str, ...]

    def told(self) -> dict[str, Any]:
        """Return it as people are shown it."""
        return {
            "name": self.name,
            "monitors": self.monitors,
            "checks": self.checks,
            "days": self.days,
            "skipped": list(self.skipped[:MOST_TOLD]),
            "skipped_in_all": len(self.skipped),
            "recipients": list(self.recipients),
        }


class Restore(Protocol):
    """Makes a workspace of an archive in the caller's transaction; raises NoArchiveError. api.restoring is one."""

    async def __call__(
        self, conn: Connection, archive: Archive, name: str, owner_id: UUID, *, via: Via, progress: Note
    ) -> Restored:
        """Make it."""

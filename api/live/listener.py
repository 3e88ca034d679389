"""One open socket as the hub sees it: whose it is and what it follows."""

import time
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from api.live.outgoing import Outgoing
from db.live_tickets import Holder


class Listener:
    """Whose socket it is, what it follows, and its queue."""

    def __init__(
        self,
        holder: Holder,
        resyncs: Callable[["Listener"], Sequence[str]],
        rest_s: Callable[["Listener"], float] = lambda _: 0.0,
    ) -> None:
        self.holder = holder
        self.outgoing = Outgoing(lambda: resyncs(self), lambda: rest_s(self))
        self._opened_at_s = time.monotonic()
        self.workspaces: set[UUID] = set()
        self.monitors: dict[int, UUID] = {}  # to their workspaces
        self.all: frozenset[UUID] | None = None  # None: does not follow all; else the workspaces it has now
        self.roles: dict[UUID, str] = {}  # its person's, as far as they were looked up

    def note_roles(self, roles: Mapping[UUID, str]) -> set[UUID]:
        """Remember the roles of now; return the workspaces that it hears of where they are other ones than before."""
        changed = {one for one in self.reach if self.roles.get(one, roles.get(one)) != roles.get(one)}
        self.roles = dict(roles)
        return changed

    @property
    def age_s(self) -> float:
        """For how long it has been open."""
        return time.monotonic() - self._opened_at_s

    @property
    def reach(self) -> set[UUID]:
        """The workspaces it hears of."""
        return self.workspaces | set(self.monitors.values()) | (self.all or frozenset())

    def wants(self, workspace_id: UUID, monitor_id: int) -> bool:
        """Tell whether news of this monitor are for it."""
        if self.monitors.get(monitor_id) == workspace_id or workspace_id in self.workspaces:
            return True
        return self.all is not None and workspace_id in self.all

"""One workspace's changes in this process: put in order, and what is missing noticed."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from uuid import UUID

from db.live_channels import Frame

if TYPE_CHECKING:
    from api.live.listener import Listener

MOST_EARLY: Final = 1_000


@dataclass(slots=True, eq=False)
class Feed:
    """Changes of a workspace. `seq` is the number up to which all were handed on; None until it is known.

    `listeners` are kept in the order in which they came: who has been here for long hears of a change first.

    Writers publish after their commits, so a change may arrive before the one it follows: it waits in `early`.
    """

    workspace_id: UUID
    seq: int | None = None
    listeners: "dict[Listener, None]" = field(default_factory=dict)
    early: dict[int, Frame] = field(default_factory=dict)

    def take(self, frame: Frame) -> list[Frame]:
        """Return what can be handed on now that `frame` has arrived; a repeated one is nothing new."""
        seq = int(frame["seq"])
        if (self.seq is None or seq > self.seq) and len(self.early) < MOST_EARLY:
            self.early[seq] = frame
        return [] if self.seq is None else self._ready(self.seq)

    def start(self, seq: int) -> list[Frame]:
        """Begin behind the number `seq`; return what arrived meanwhile. Also how a gap is left behind."""
        for old in [number for number in self.early if number <= seq]:
            del self.early[old]
        return self._ready(seq)

    def _ready(self, seq: int) -> list[Frame]:
        ready = []
        while (frame := self.early.pop(seq + 1, None)) is not None:
            ready.append(frame)
            seq += 1
        self.seq = seq
        return ready

"""Settings and small values of the durable broker."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from taskiq import AckableMessage

from db.redis import DEADLINE_S


class DeadReason(StrEnum):
    """Why an entry went to the dead-letter stream."""

    POISON = "poison"
    UNPARSABLE = "unparsable"
    UNKNOWN_TASK = "unknown_task"


@dataclass(frozen=True, slots=True)
class Limits:
    """Times and bounds of one broker; the defaults are for production, tests shorten them."""

    idle_timeout_s: float = 15.0
    reclaim_every_s: float = 1.0
    xread_count: int = 8
    max_deliveries: int = 3
    unknown_task_delay_s: float = 5.0
    unknown_task_kept: timedelta = timedelta(minutes=15)
    send_timeout_s: float = DEADLINE_S
    janitor_every_s: float = 60.0
    max_connections: int = 16

    @property
    def idle_ms(self) -> int:
        """The silence after which an entry may be claimed."""
        return int(self.idle_timeout_s * 1000)

    @property
    def heartbeat_s(self) -> float:
        """Three beats fit into the idle time-out, so one may get lost."""
        return self.idle_timeout_s / 3


class StreamMessage(AckableMessage):
    """A message that knows its entry."""

    id: str

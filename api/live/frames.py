"""The frames that a socket carries, in both directions; docs/live.md describes them."""

from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal, TypeAlias
from uuid import UUID

import orjson
from pydantic import Field, TypeAdapter, model_validator

from api.schemas import In
from core.times import write_utc

LARGEST_INT4: Final = 2**31 - 1
LARGEST_SEQ: Final = 2**63 - 1


class TicketIn(In):
    """The first message."""

    type: Literal["ticket"]
    ticket: Annotated[str, Field(max_length=200)]


class Subject(In):
    """What to follow: a monitor, a workspace, or all of one's own."""

    monitor_id: Annotated[int, Field(ge=1, le=LARGEST_INT4)] | None = None
    workspace_id: UUID | None = None
    all: Literal[True] | None = None

    @model_validator(mode="after")
    def _be_one(self) -> "Subject":
        if (self.monitor_id, self.workspace_id, self.all).count(None) != 2:
            raise ValueError("name one of monitor_id, workspace_id, all")
        return self

    @property
    def named(self) -> dict[str, Any]:
        """The one key that is set, as it came."""
        return self.model_dump(mode="json", include={"monitor_id", "workspace_id", "all"}, exclude_none=True)


class SubscribeIn(Subject):
    """Begin to follow."""

    type: Literal["subscribe"]


class UnsubscribeIn(Subject):
    """Follow no longer."""

    type: Literal["unsubscribe"]


class SinceIn(In):
    """Ask for what happened behind a number."""

    type: Literal["since"]
    workspace_id: UUID
    seq: Annotated[int, Field(ge=0, le=LARGEST_SEQ)]


Command: TypeAlias = SubscribeIn | UnsubscribeIn | SinceIn
FIRST: Final = TypeAdapter(TicketIn)
COMMAND: Final[TypeAdapter[Command]] = TypeAdapter(Annotated[Command, Field(discriminator="type")])


def write(frame: dict[str, Any]) -> str:
    """Return a frame as it is sent."""
    return orjson.dumps(frame).decode()


def heartbeat(workspace_id: UUID, seq: int) -> str:
    """Say that all changes up to `seq` were sent."""
    return _numbered("heartbeat", workspace_id, seq)


def resync(workspace_id: UUID, seq: int) -> str:
    """Say that changes up to `seq` may be missing: fetch the state anew and go on from there."""
    return _numbered("resync", workspace_id, seq)


def _numbered(kind: str, workspace_id: UUID, seq: int) -> str:
    at = write_utc(datetime.now(UTC))
    return write({"seq": seq, "type": kind, "workspace_id": str(workspace_id), "monitor_id": None, "at": at})

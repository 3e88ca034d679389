"""The Redis channels between our processes. A lost message costs time only: everybody also looks by himself."""

from typing import Final

WAKE_CHANNEL: Final = "healther:wake"  # monitors were changed: dispatchers look at once
EVENTS_CHANNEL: Final = "healther:events"  # what changed, for whoever shows it
SENDER_CHANNEL: Final = "healther:outbox"  # there is something to send

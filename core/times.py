"""How times are written for programs: RFC 3339, UTC, milliseconds."""

from datetime import UTC, datetime


def write_utc(at: datetime) -> str:
    """Write a time as the API does: `2026-11-22T14:02:00.000Z`."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

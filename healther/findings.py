"""What `healther doctor` says: one finding for each thing that was looked at, with what to do where it is bad."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How a finding ends: `note` is worth knowing, `problem` makes the doctor exit with 1."""

    WELL = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `remedy` says what to do where there is something to do."""

    subject: str
    level: Level
    message: str
    remedy: str | None = None


def well(subject: str, message: str) -> Finding:
    """Return a finding that needs nothing."""
    return Finding(subject, Level.WELL, message)


def note(subject: str, message: str, remedy: str) -> Finding:
    """Return a finding that is worth knowing."""
    return Finding(subject, Level.NOTE, message, remedy)


def problem(subject: str, message: str, remedy: str) -> Finding:
    """Return a finding that somebody must act on; a driver's message over several lines becomes one."""
    return Finding(subject, Level.PROBLEM, " ".join(message.split()), remedy)

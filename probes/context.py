"""What every checker is given, and the one type all checkers have.

A checker looks at one target once and returns what it saw. A target that fails is a value, never an exception.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from core.observation import Observation
from core.specs import MonitorSpec
from probes.dialer import Dialer
from probes.tls_contexts import TlsContexts, default_contexts


@dataclass(frozen=True, slots=True)
class CheckContext:
    """The surroundings of one try."""

    dialer: Dialer
    deadline: float  # loop.time() by which the try must end
    tls: TlsContexts = field(default_factory=default_contexts)  # another set only where other authorities are trusted


Checker = Callable[[MonitorSpec, CheckContext], Awaitable[Observation]]

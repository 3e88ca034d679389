"""What a monitor checks and how it judges the answer: the value that checkers receive.

A `MonitorSpec` is complete: every default is filled in (see `core.timing`). Times are seconds or milliseconds as named.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Kind(StrEnum):
    """The protocols Healther can check."""

    HTTP = "http"
    TCP = "tcp"
    ICMP = "icmp"
    DNS = "dns"
    TLS = "tls"
    HEARTBEAT = "heartbeat"


class Comparison(StrEnum):
    """How a JSON value is compared with the expected one."""

    EQUALS = "equals"
    NOT_EQUALS = "not_equals"
    LESS_THAN = "less_than"
    AT_MOST = "at_most"
    GREATER_THAN = "greater_than"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True)
class JsonRule:
    """One expectation on a JSON body: the value at `path` (dots and [index]) compared with `value`."""

    path: str
    comparison: Comparison
    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Expect:
    """What counts as a good answer. Empty means: any answer of the protocol is good."""

    status: tuple[str, ...] = ("200-299",)  # HTTP: single codes and ranges
    body_contains: str | None = None
    body_not_contains: str | None = None
    json: tuple[JsonRule, ...] = ()
    header: Mapping[str, str] = field(default_factory=lambda: NO_HEADERS)  # name → exact value, case-insensitive name
    max_latency_ms: int | None = None  # slower is down
    degraded_latency_ms: int | None = None  # slower is degraded
    answers: tuple[str, ...] = ()  # DNS: records that must all be in the answer
    certificate_days: int = 14  # TLS: fewer days to expiry is degraded


@dataclass(frozen=True, slots=True)
class Confirm:
    """When a failure or a recovery is believed.

    A failed try is repeated `retry_s` after it ended, up to `failures` tries inside one slot.
    A monitor that is down is up again after `recoveries` good slots in a row.
    """

    failures: int = 2
    recoveries: int = 1
    retry_s: float = 20.0


@dataclass(frozen=True, slots=True)
class MonitorSpec:
    """Everything a checker needs to know about one monitor."""

    kind: Kind
    target: str  # URL; host:port for tcp and tls; host for icmp; name for dns; "" for heartbeat
    period_s: int = 900
    timeout_s: float = 10.0  # of one try, all phases and redirects together
    confirm: Confirm = Confirm()
    expect: Expect = Expect()
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=lambda: NO_HEADERS)
    body: str | None = None
    follow_redirects: bool = True
    verify_tls: bool = True
    dns_record: str = "A"
    dns_resolver: str | None = None  # address[:port]; None = the system's
    grace_s: int = 0  # heartbeat: how late a ping may be

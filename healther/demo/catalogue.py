"""The demo's cast: which monitors there are, what they check, and what went wrong when."""

from dataclasses import dataclass, field
from typing import Final

from core.reasons import Reason
from core.specs import Kind
from core.states import Outcome

DAYS: Final = 90
EMAIL: Final = "demo@example.com"
WORKSPACE_NAME: Final = "Acme (made-up data)"
WORKSPACE_SLUG: Final = "acme-demo"


@dataclass(frozen=True, slots=True)
class Trouble:
    """A stretch of bad time, placed by how long before now it began."""

    days_ago: float
    minutes: float
    outcome: Outcome
    reason: Reason
    detail: str | None = None
    http_status: int | None = None


def down(
    days_ago: float, minutes: float, reason: Reason, detail: str | None = None, status: int | None = None
) -> Trouble:
    """Write an outage."""
    return Trouble(days_ago, minutes, Outcome.DOWN, reason, detail, status)


def slow(days_ago: float, minutes: float, limit_ms: int) -> Trouble:
    """Write a stretch of slow answers over the monitor's limit."""
    return Trouble(days_ago, minutes, Outcome.DEGRADED, Reason.TOO_SLOW, f"It took over {limit_ms} ms.", 200)


def unmeasured(days_ago: float, minutes: float) -> Trouble:
    """Write a stretch in which the probe was without a network."""
    return Trouble(days_ago, minutes, Outcome.UNKNOWN, Reason.PROBE_OFFLINE)


PROBE_OUTAGE: Final = unmeasured(33.4, 42)  # all monitors share the probe, so all miss it


@dataclass(frozen=True, slots=True)
class DemoMonitor:
    """One monitor of the demo. `target` names a server of `healther.demo.targets`."""

    name: str
    kind: Kind
    target: str
    group: str | None  # None: shown on its own
    tags: tuple[str, ...]
    median_ms: float  # latency
    troubles: tuple[Trouble, ...] = ()
    period_s: int = 300
    age_days: float = 120.0  # created this long ago
    expect: dict[str, object] = field(default_factory=dict)
    is_public: bool = True


MONITORS: Final = (
    DemoMonitor("Website", Kind.HTTP, "http:/", None, ("web", "frontend"), 96,
                (down(61.31, 9, Reason.TIMEOUT), slow(20.4, 25, 800)), expect={"degraded_latency_ms": 800}),
    DemoMonitor("Checkout", Kind.HTTP, "http:/checkout", None, ("web", "payments"), 182,
                (down(77.2, 31, Reason.HTTP_STATUS, "It answered 502.", 502), down(44.02, 1180, Reason.TLS_EXPIRED),
                 slow(12.6, 140, 600), down(3.17, 76, Reason.HTTP_STATUS, "It answered 503.", 503)),
                expect={"body_contains": "ok", "degraded_latency_ms": 600}),
    DemoMonitor("Public API", Kind.HTTP, "http:/api/health", None, ("api",), 48,
                (down(52.6, 22, Reason.CONNECTION_REFUSED),
                 down(8.09, 6, Reason.HTTP_JSON_MISMATCH, 'The value of database is "starting".', 200)),
                expect={"json": [{"path": "database", "equals": "ok"}]}),
    DemoMonitor("Sign-in", Kind.HTTP, "http:/login", None, ("web", "auth"), 121,
                (slow(66.3, 310, 500), slow(29.1, 45, 500), slow(1.2, 180, 500)), expect={"degraded_latency_ms": 500}),
    DemoMonitor("Webhooks", Kind.HTTP, "http:/webhooks", None, ("api",), 74,
                (down(40.5, 760, Reason.HTTP_STATUS, "It answered 500.", 500), down(39.2, 95, Reason.TIMEOUT)),
                age_days=57.0),
    DemoMonitor("Documentation", Kind.HTTP, "http:/docs", None, ("web",), 61, (), period_s=900),
    DemoMonitor("Database", Kind.TCP, "tcp", "Inside", ("infrastructure",), 0.9,
                (down(44.01, 18, Reason.CONNECTION_REFUSED),), is_public=False),
    DemoMonitor("Mail relay", Kind.TCP, "tcp2", "Inside", ("infrastructure", "mail"), 2.4,
                (down(25.9, 240, Reason.TIMEOUT), down(25.2, 410, Reason.TIMEOUT))),
    DemoMonitor("Edge Frankfurt", Kind.ICMP, "icmp", "Inside", ("network",), 0.4,
                (down(15.6, 130, Reason.TIMEOUT), unmeasured(71.0, 200)), is_public=False),
    DemoMonitor("Name server", Kind.DNS, "dns", "Inside", ("network", "dns"), 1.6,
                (down(83.3, 14, Reason.DNS_SERVFAIL), down(55.5, 3, Reason.DNS_TIMEOUT)),
                expect={"answers": ["192.0.2.10"]}),
    DemoMonitor("Certificate", Kind.TLS, "tls", "Inside", ("security",), 11,
                (Trouble(9.0, 9.0 * 1440, Outcome.DEGRADED, Reason.TLS_EXPIRES_SOON, "It ends in 13 days."),),
                period_s=3600),
    DemoMonitor("Nightly backup", Kind.HEARTBEAT, "", "Inside", ("jobs",), 1400,
                (down(36.2, 95, Reason.HEARTBEAT_LATE),
                 down(18.2, 60, Reason.HEARTBEAT_EXIT_STATUS, "It ended with 1."))),
)  # fmt: skip

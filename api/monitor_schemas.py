"""The bodies of monitors: what people write and what they read back."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from api.account_fields import Email
from api.schemas import In, Out, Text, UtcTime
from core.grid import MIN_PERIOD_S
from core.specs import Comparison

KindWord = Literal["http", "tcp", "icmp", "dns", "tls", "heartbeat"]
Unit = Literal["seconds", "minutes", "hours", "days", "weeks"]
Method = Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
Record = Literal["A", "AAAA", "CNAME", "MX", "TXT", "NS", "SOA"]
StateWord = Literal["up", "degraded", "down", "unknown", "maintenance", "paused", "pending"]

UNIT_S: dict[Unit, int] = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400, "weeks": 604_800}
MAX_PERIOD_S = 52 * 604_800

Label = Annotated[Text, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
MonitorName = Annotated[Text, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Target = Annotated[Text, StringConstraints(max_length=2048, strip_whitespace=True)]
Needle = Annotated[Text, StringConstraints(min_length=1, max_length=1000)]
TagIn = Annotated[Text, StringConstraints(min_length=1, max_length=50, strip_whitespace=True)]
RetentionDays = Annotated[int, Field(ge=7, le=3650)]
TimeoutS = Annotated[float, Field(ge=0.1, le=60, allow_inf_nan=False)]
LatencyMs = Annotated[int, Field(ge=1, le=60_000)]
Status = Annotated[str, BeforeValidator(lambda status: str(status) if type(status) is int else status)]


def once_each(emails: list[str]) -> list[str]:
    """Return a list without repetitions, in its order."""
    return list(dict.fromkeys(emails))


class PeriodIn(In):
    """How often to check."""

    value: int = Field(ge=1, le=MAX_PERIOD_S)
    unit: Unit

    @model_validator(mode="after")
    def _fits(self) -> "PeriodIn":
        if not MIN_PERIOD_S <= self.seconds <= MAX_PERIOD_S:
            raise ValueError(f"the period must lie between {MIN_PERIOD_S} seconds and 52 weeks")
        return self

    @property
    def seconds(self) -> int:
        """The period in seconds."""
        return self.value * UNIT_S[self.unit]


class ConfirmIn(In):
    """When a failure or a recovery is believed; what is left out follows the period."""

    failures: int | None = Field(None, ge=1, le=10)
    recoveries: int | None = Field(None, ge=1, le=10)
    retry_s: float | None = Field(None, ge=0, le=3600, allow_inf_nan=False)


JsonText = Annotated[Text, StringConstraints(max_length=1000)]
JsonInteger = Annotated[int, Field(ge=-(2**53), le=2**53)]  # larger ones are not the same number for every reader
JsonNumber = Annotated[float, Field(allow_inf_nan=False)]
JsonValue = JsonText | bool | JsonInteger | JsonNumber | None


class JsonRuleIn(In):
    """One expectation on a JSON body: `path` and exactly one comparison, e.g. `{"path": "a.b[0]", "at_most": 5}`."""

    path: Annotated[Text, StringConstraints(min_length=1, max_length=200)]
    equals: JsonValue = None
    not_equals: JsonValue = None
    less_than: JsonNumber | None = None
    at_most: JsonNumber | None = None
    greater_than: JsonNumber | None = None
    at_least: JsonNumber | None = None

    @model_validator(mode="after")
    def _compares_once(self) -> "JsonRuleIn":
        given = self.model_fields_set - {"path"}
        if len(given) != 1:
            raise ValueError(f"write exactly one of {', '.join(comparison.value for comparison in Comparison)}")
        return self


class ExpectIn(In):
    """What counts as a good answer. A key that is left out, or null, means its default."""

    status: list[Status] | None = Field(None, max_length=20)
    body_contains: Needle | None = None
    body_not_contains: Needle | None = None
    json_rules: list[JsonRuleIn] | None = Field(None, alias="json", max_length=20)
    header: dict[Text, Text] | None = Field(None, max_length=20)
    max_latency_ms: LatencyMs | None = None
    degraded_latency_ms: LatencyMs | None = None
    answers: list[Annotated[Text, StringConstraints(min_length=1, max_length=1000)]] | None = Field(None, max_length=20)
    certificate_days: int | None = Field(None, ge=0, le=365)


class MonitorBody(In):
    """What every way to describe a monitor has in common. Null means the default."""

    period: PeriodIn | None = None
    retention_days: RetentionDays | None = Field(None, description="how long single results are kept")
    timeout_s: TimeoutS | None = None
    confirm: ConfirmIn | None = None
    expect: ExpectIn | None = None
    method: Method | None = None
    headers: dict[Text, Text] | None = Field(None, max_length=32)
    body: Annotated[Text, StringConstraints(max_length=65_536)] | None = None
    follow_redirects: bool | None = None
    verify_tls: bool | None = None
    dns_record: Record | None = None
    dns_resolver: Annotated[Text, StringConstraints(min_length=1, max_length=253)] | None = Field(
        None, description="address[:port] of a name server; null = the system's"
    )
    grace_s: int | None = Field(None, ge=0, le=MAX_PERIOD_S, description="heartbeat: how late a ping may be")
    tags: list[TagIn] | None = Field(None, max_length=20)
    group: Label | None = None
    is_public: bool | None = Field(None, description="name and state on the public page; the target never")
    public_name: MonitorName | None = None
    recipients: Annotated[list[Email], AfterValidator(once_each)] | None = Field(
        None, max_length=50, description="null = those of the workspace; else some of them, or members; [] = nobody"
    )


class MonitorIn(MonitorBody):
    """A new monitor: only name, kind and target are required (a heartbeat needs no target)."""

    name: MonitorName
    kind: KindWord
    target: Target = ""


class UnsavedMonitorIn(MonitorBody):
    """A monitor that is only tried, not saved."""

    name: MonitorName = "unsaved"
    kind: KindWord
    target: Target


class MonitorChangeIn(MonitorBody):
    """What to change; keys that are left out stay as they are, null means the default again.

    `confirm_loss`: keeping single results for a shorter time deletes some; say true to accept that.
    """

    name: MonitorName | None = None
    target: Target | None = None
    confirm_loss: bool = False


class PeriodOut(Out):
    """How often the monitor is checked."""

    value: int
    unit: Unit


class ConfirmOut(Out):
    """When a failure or a recovery is believed."""

    failures: int
    recoveries: int
    retry_s: float


class ExpectOut(Out):
    """What counts as a good answer, with every default filled in."""

    status: list[str]
    body_contains: str | None
    body_not_contains: str | None
    json_rules: list[dict[str, Any]] = Field(alias="json")
    header: dict[str, str]
    max_latency_ms: int | None
    degraded_latency_ms: int | None
    answers: list[str]
    certificate_days: int


class LastCheckOut(Out):
    """The latest verdict."""

    slot: UtcTime
    outcome: str | None
    reason: str | None
    message: str | None
    latency_ms: float | None
    http_status: int | None


class MonitorOut(Out):
    """A monitor with its configuration and what is true now."""

    id: int
    workspace_id: UUID
    name: str
    kind: KindWord
    target: str
    period: PeriodOut
    retention_days: int
    timeout_s: float
    confirm: ConfirmOut
    expect: ExpectOut
    method: Method
    headers: dict[str, str]
    body: str | None
    follow_redirects: bool
    verify_tls: bool
    dns_record: Record
    dns_resolver: str | None
    grace_s: int
    tags: list[str]
    group: str | None
    is_public: bool
    public_name: str | None
    recipients: list[str] | None = Field(
        description="null: those of the workspace, or you are an observer, whom addresses are not shown to"
    )
    ping_url: str | None = Field(description="heartbeat: the address the job calls")
    paused_at: UtcTime | None
    created_at: UtcTime
    updated_at: UtcTime
    state: StateWord
    since: UtcTime | None
    last_check: LastCheckOut | None
    uptime_90d: float | None = Field(description="0 to 1; null when nothing is known")
    certificate_expires_at: UtcTime | None

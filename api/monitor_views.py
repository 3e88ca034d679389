"""How a monitor's row is shown to a member."""

from typing import Any, Final

from api.monitor_schemas import ConfirmOut, ExpectOut, LastCheckOut, MonitorOut, PeriodOut
from api.roles import Action, may
from core.reasons import Reason, sentence
from core.states import Outcome
from db.monitors import Monitor
from db.specs import expect_from_json, expect_to_json

HIDDEN: Final = "(hidden)"

_SAME_NAME: Final = (
    *("id", "workspace_id", "name", "kind", "target", "retention_days", "method", "follow_redirects", "verify_tls"),
    *("dns_record", "dns_resolver", "grace_s", "tags", "is_public", "public_name", "paused_at"),
    *("created_at", "updated_at", "certificate_expires_at"),
)


def show_monitor(monitor: Monitor, uptime_90d: float | None, public_url: str) -> MonitorOut:
    """Return a monitor as its member sees it.

    What probes send along (it may be a secret) and addresses of recipients are for editors only.
    """
    may_see_secrets = may(monitor.role, Action.SEE_SECRETS)
    same: dict[str, Any] = {name: getattr(monitor, name) for name in _SAME_NAME}
    return MonitorOut(
        **same,
        period=PeriodOut(value=monitor.period_value, unit=monitor.period_unit),
        timeout_s=monitor.timeout_ms / 1000,
        confirm=ConfirmOut(
            failures=monitor.confirm_failures,
            recoveries=monitor.confirm_recoveries,
            retry_s=monitor.retry_ms / 1000,
        ),
        expect=_expect(monitor.expect),
        headers=monitor.headers if may_see_secrets else dict.fromkeys(monitor.headers, HIDDEN),
        body=monitor.body if may_see_secrets or monitor.body is None else HIDDEN,
        group=monitor.group_name,
        recipients=monitor.recipients if may(monitor.role, Action.EDIT_RECIPIENTS) else None,
        ping_url=_ping_url(monitor, public_url) if may_see_secrets else None,
        state=monitor.shown_state,
        since=monitor.shown_since,
        last_check=_last_check(monitor),
        uptime_90d=uptime_90d,
    )


def _expect(stored: dict[str, Any]) -> ExpectOut:
    expect = expect_from_json(stored)
    return ExpectOut(
        status=list(expect.status),
        body_contains=expect.body_contains,
        body_not_contains=expect.body_not_contains,
        json=expect_to_json(expect).get("json", []),
        header=dict(expect.header),
        max_latency_ms=expect.max_latency_ms,
        degraded_latency_ms=expect.degraded_latency_ms,
        answers=list(expect.answers),
        certificate_days=expect.certificate_days,
    )


def _ping_url(monitor: Monitor, public_url: str) -> str | None:
    return f"{public_url}/ping/{monitor.ping_token}" if monitor.ping_token else None


def _last_check(monitor: Monitor) -> LastCheckOut | None:
    if monitor.last_slot is None:
        return None
    reason = None if monitor.reason is None else Reason(monitor.reason)
    return LastCheckOut(
        slot=monitor.last_slot,
        outcome=None if monitor.outcome is None else Outcome(monitor.outcome).word,
        reason=reason.word if reason else None,
        message=sentence(reason, monitor.detail) if reason else None,
        latency_ms=None if monitor.latency_us is None else monitor.latency_us / 1000,
        http_status=monitor.http_status,
    )

"""Heartbeat: the target pings us. A pure judgement over the last pings; the worker loads them, nothing is dialled."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.observation import Observation, failed, unmeasured
from core.reasons import Reason
from core.specs import MonitorSpec
from core.states import Outcome


@dataclass(frozen=True, slots=True)
class LastPings:
    """The newest ping of each sort, with the time it arrived.

    A non-zero exit status arrives as a failure: `last_exit_status` is the status that came at `last_fail_at`, None for
    a plain fail signal. `created_at` is when pings began to be expected: creation of the monitor or its last resume.
    """

    last_success_at: datetime | None
    last_start_at: datetime | None
    last_fail_at: datetime | None
    last_exit_status: int | None
    created_at: datetime


def judge(spec: MonitorSpec, pings: LastPings, now: datetime) -> Observation:
    """Judge the job that should ping every `spec.period_s`, at most `spec.grace_s` late.

    A failure reported after the last success counts at once and until the next success. A run that has started but not
    ended does not postpone the deadline: a job that hangs is late like one that never ran.
    """
    if _is_after(pings.last_fail_at, pings.last_success_at):
        return _reported_failure(pings)
    allowed = timedelta(seconds=spec.period_s + spec.grace_s)
    if pings.last_success_at is not None and now - pings.last_success_at < allowed:
        return Observation(Outcome.UP, latency_us=_duration_us(pings))
    if now - pings.created_at < allowed:
        return unmeasured(
            Reason.HEARTBEAT_WAITING, f"The first ping is awaited until {_clock(pings.created_at + allowed, now)}."
        )
    return failed(Reason.HEARTBEAT_LATE, _lateness(spec, pings, now))


def _is_after(at: datetime | None, other: datetime | None) -> bool:
    return at is not None and (other is None or at > other)


def _reported_failure(pings: LastPings) -> Observation:
    if pings.last_exit_status:
        return failed(Reason.HEARTBEAT_EXIT_STATUS, f"It ended with exit status {pings.last_exit_status}.")
    return failed(Reason.HEARTBEAT_FAILED)


def _duration_us(pings: LastPings) -> int | None:
    """Return how long the last successful run took; None when its start is not known."""
    if pings.last_start_at is None or pings.last_success_at is None or pings.last_start_at > pings.last_success_at:
        return None
    return (pings.last_success_at - pings.last_start_at) // timedelta(microseconds=1)


def _lateness(spec: MonitorSpec, pings: LastPings, now: datetime) -> str:
    """Say when the last sign of life came and by how much the next one is late, reckoned from when it was expected."""
    expected_at = max(pings.last_success_at or pings.created_at, pings.created_at) + timedelta(seconds=spec.period_s)
    late = f"{_span(now - expected_at)} late"
    if pings.last_start_at is not None and _is_after(pings.last_start_at, pings.last_success_at):
        return f"The run that started at {_clock(pings.last_start_at, now)} has not ended, {late}."
    if pings.last_success_at is None:
        return f"No ping has come since {_clock(pings.created_at, now)}, {late}."
    return f"The last ping came at {_clock(pings.last_success_at, now)}, {late}."


def _clock(at: datetime, now: datetime) -> str:
    """Write a time of day, with the date when it is another day than that of `now`."""
    at, today = at.astimezone(UTC), now.astimezone(UTC).date()
    return f"{at:%H:%M:%S} UTC" if at.date() == today else f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _span(span: timedelta) -> str:
    """Write a duration by its largest fitting unit, rounded down: `45 s`, `12 min`, `5 h 10 min`, `3 d 4 h`."""
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min" if minutes else f"{seconds} s"

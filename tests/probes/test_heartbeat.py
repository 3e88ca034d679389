"""The judgement over the pings of a job: up, waiting, late, failed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from core.reasons import Reason
from core.specs import Kind, MonitorSpec
from core.states import Outcome
from probes.heartbeat import LastPings, judge

NOW = datetime(2026, 3, 4, 14, 20, 11, tzinfo=UTC)
SPEC = MonitorSpec(Kind.HEARTBEAT, "", period_s=300, grace_s=60)  # late after 6 minutes of silence
SILENT = LastPings(None, None, None, None, created_at=NOW - timedelta(days=1))


def ago(**span: int) -> datetime:
    return NOW - timedelta(**span)


@pytest.mark.parametrize(
    ("age_s", "outcome"), [(0, Outcome.UP), (300, Outcome.UP), (359, Outcome.UP), (360, Outcome.DOWN)]
)
def test_judge_is_up_while_the_last_success_is_younger_than_period_and_grace(age_s: int, outcome: Outcome) -> None:
    seen = judge(SPEC, replace(SILENT, last_success_at=ago(seconds=age_s)), NOW)

    assert seen.outcome is outcome


def test_judge_says_when_the_last_ping_came_and_how_late_the_next_is() -> None:
    # 18 minutes of silence, 5 of them allowed: 13 late
    seen = judge(SPEC, replace(SILENT, last_success_at=ago(minutes=18)), NOW)

    assert seen.reason is Reason.HEARTBEAT_LATE
    assert seen.detail == "The last ping came at 14:02:11 UTC, 13 min late."


@pytest.mark.parametrize(
    ("silence", "words"),
    [
        (timedelta(seconds=365), "The last ping came at 14:14:06 UTC, 1 min late."),
        (timedelta(hours=5, minutes=15), "The last ping came at 09:05:11 UTC, 5 h 10 min late."),
        (timedelta(days=3, minutes=5), "The last ping came at 2026-03-01 14:15:11 UTC, 3 d 0 h late."),
    ],
    ids=["minutes", "hours", "days"],
)
def test_judge_writes_spans_people_can_read(silence: timedelta, words: str) -> None:
    pings = replace(SILENT, last_success_at=NOW - silence, created_at=ago(days=9))

    assert judge(SPEC, pings, NOW).detail == words


def test_judge_writes_times_in_utc_whatever_zone_they_come_in() -> None:
    tokyo = timezone(timedelta(hours=9))

    seen = judge(SPEC, replace(SILENT, last_success_at=ago(minutes=18).astimezone(tokyo)), NOW.astimezone(tokyo))

    assert seen.detail == "The last ping came at 14:02:11 UTC, 13 min late."


def test_judge_waits_for_the_first_ping_without_calling_it_down() -> None:
    seen = judge(SPEC, replace(SILENT, created_at=ago(seconds=359)), NOW)

    assert (seen.outcome, seen.reason) == (Outcome.UNKNOWN, Reason.HEARTBEAT_WAITING)
    assert seen.detail == "The first ping is awaited until 14:20:12 UTC."


def test_judge_is_down_when_the_first_ping_never_came() -> None:
    seen = judge(SPEC, replace(SILENT, created_at=ago(seconds=360)), NOW)

    assert (seen.outcome, seen.reason) == (Outcome.DOWN, Reason.HEARTBEAT_LATE)
    assert seen.detail == "No ping has come since 14:14:11 UTC, 1 min late."


def test_judge_waits_again_after_a_resume_although_the_last_success_is_old() -> None:
    seen = judge(SPEC, replace(SILENT, last_success_at=ago(days=30), created_at=ago(seconds=10)), NOW)

    assert seen.reason is Reason.HEARTBEAT_WAITING


@pytest.mark.parametrize(
    ("status", "reason", "detail"),
    [
        (None, Reason.HEARTBEAT_FAILED, None),
        (3, Reason.HEARTBEAT_EXIT_STATUS, "It ended with exit status 3."),
    ],
    ids=["fail signal", "exit status"],
)
def test_judge_is_down_at_once_after_a_reported_failure(status: int | None, reason: Reason, detail: str | None) -> None:
    pings = replace(SILENT, last_success_at=ago(seconds=9), last_fail_at=ago(seconds=5), last_exit_status=status)

    seen = judge(SPEC, pings, NOW)

    assert (seen.outcome, seen.reason, seen.detail) == (Outcome.DOWN, reason, detail)


def test_judge_forgets_a_failure_at_the_next_success() -> None:
    pings = replace(SILENT, last_success_at=ago(seconds=5), last_fail_at=ago(seconds=9), last_exit_status=3)

    assert judge(SPEC, pings, NOW).outcome is Outcome.UP


def test_judge_does_not_take_a_start_for_a_success_after_a_failure() -> None:
    pings = replace(SILENT, last_fail_at=ago(seconds=9), last_start_at=ago(seconds=5))

    assert judge(SPEC, pings, NOW).reason is Reason.HEARTBEAT_FAILED


def test_judge_is_late_when_a_run_started_and_never_ended() -> None:
    pings = replace(SILENT, last_success_at=ago(minutes=12), last_start_at=ago(minutes=8))

    seen = judge(SPEC, pings, NOW)

    assert seen.reason is Reason.HEARTBEAT_LATE
    assert seen.detail == "The run that started at 14:12:11 UTC has not ended, 7 min late."


def test_judge_measures_the_run_from_start_to_success() -> None:
    pings = replace(SILENT, last_start_at=ago(seconds=95), last_success_at=ago(seconds=5))

    assert judge(SPEC, pings, NOW).latency_us == 90_000_000


@pytest.mark.parametrize("start_age_s", [None, 2], ids=["no start known", "the next run has started"])
def test_judge_knows_no_duration_without_the_start_of_that_run(start_age_s: int | None) -> None:
    started_at = None if start_age_s is None else ago(seconds=start_age_s)
    pings = replace(SILENT, last_start_at=started_at, last_success_at=ago(seconds=5))

    seen = judge(SPEC, pings, NOW)

    assert (seen.outcome, seen.latency_us) == (Outcome.UP, None)


def test_judge_bears_a_ping_newer_than_our_clock() -> None:
    assert judge(SPEC, replace(SILENT, last_success_at=NOW + timedelta(seconds=2)), NOW).outcome is Outcome.UP

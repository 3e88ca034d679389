"""Latency limits, the same for every kind of monitor."""

from dataclasses import replace

from core.observation import Observation, failed
from core.reasons import Reason
from core.specs import Expect
from core.states import Outcome


def judge_latency(expect: Expect, seen: Observation) -> Observation:
    """Return `seen` as down or degraded when a good answer took longer than its limits (milliseconds)."""
    if seen.latency_us is None or seen.outcome not in (Outcome.UP, Outcome.DEGRADED):
        return seen
    if _is_over(seen.latency_us, expect.max_latency_ms):
        return failed(Reason.TOO_SLOW, _comparison(seen.latency_us, expect.max_latency_ms), seen=seen)
    if seen.outcome is Outcome.UP and _is_over(seen.latency_us, expect.degraded_latency_ms):
        detail = _comparison(seen.latency_us, expect.degraded_latency_ms)
        return replace(seen, outcome=Outcome.DEGRADED, reason=Reason.TOO_SLOW, detail=detail)
    return seen


def _is_over(latency_us: int, limit_ms: int | None) -> bool:
    return limit_ms is not None and latency_us > limit_ms * 1000


def _comparison(latency_us: int, limit_ms: int | None) -> str:
    return f"{latency_us / 1000:.0f} ms, limit {limit_ms} ms"

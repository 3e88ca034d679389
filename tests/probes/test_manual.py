"""A check at once, without a database."""

from core.reasons import Reason
from core.specs import Kind, MonitorSpec
from core.states import Outcome
from probes.config import ProbeConfig
from probes.manual import check_once
from tests.probes.flow import LOOPBACK
from tests.zoo.http import http_zoo


async def test_check_once_says_what_it_saw() -> None:
    async with http_zoo() as zoo:
        seen = await check_once(MonitorSpec(Kind.HTTP, zoo.url("/fast")), ProbeConfig("", "", allowance=LOOPBACK))

    assert (seen.outcome, seen.http_status) == (Outcome.UP, 200)


async def test_check_once_reaches_only_what_is_allowed() -> None:
    async with http_zoo() as zoo:
        seen = await check_once(MonitorSpec(Kind.HTTP, zoo.url("/fast")), ProbeConfig("", ""))

    assert seen.reason is Reason.TARGET_NOT_ALLOWED


async def test_a_heartbeat_cannot_be_checked_from_here() -> None:
    seen = await check_once(MonitorSpec(Kind.HEARTBEAT, ""), ProbeConfig("", ""))

    assert seen.outcome is Outcome.UNKNOWN

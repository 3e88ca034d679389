"""Confirmation inside the slot."""

import pytest

from core.observation import Observation, failed, unmeasured
from core.reasons import Reason
from core.specs import Confirm
from core.states import Outcome
from probes.confirmation import Sighting, confirmed, rules

UP = Observation(Outcome.UP)
SLOW = Observation(Outcome.DEGRADED, Reason.TOO_SLOW)
DOWN = failed(Reason.CONNECTION_REFUSED)
OFFLINE = unmeasured(Reason.PROBE_OFFLINE)


class Target:
    """Answers with the given observations in turn; each try takes `takes_ms` on a clock of its own."""

    def __init__(self, *answers: Observation, takes_ms: int = 100, is_online: bool = True) -> None:
        self.answers = list(answers)
        self.clock_ms = 0
        self._takes_ms = takes_ms
        self._is_online = is_online

    async def look(self) -> Observation:
        self.clock_ms += self._takes_ms
        return self.answers.pop(0)

    async def judge(self, seen: Observation, started_s: float, ended_s: float) -> Observation:
        assert started_s <= ended_s
        return seen if self._is_online or seen.outcome is not Outcome.DOWN else OFFLINE

    async def verdict(self, *, failures: int = 3, ends_ms: int = 60_000, is_down: bool = False) -> Sighting:
        wanted = rules(Confirm(failures, 1, 0.001), 1.0, 0, ends_ms, is_down=is_down)
        return await confirmed(self.look, self.judge, wanted, lambda: self.clock_ms)


@pytest.mark.parametrize("answer", [UP, SLOW, OFFLINE], ids=["up", "degraded", "unknown"])
async def test_a_try_that_does_not_fail_is_the_verdict(answer: Observation) -> None:
    assert await Target(answer).verdict() == Sighting(answer, (), 0)


async def test_a_blip_does_not_show_but_its_try_is_kept() -> None:
    sighting = await Target(DOWN, UP).verdict()

    assert sighting.observation is UP
    assert [(tried.observation, tried.lateness_ms) for tried in sighting.tries] == [(DOWN, 0)]
    assert sighting.lateness_ms == 100


async def test_down_takes_as_many_failures_as_asked_for() -> None:
    target = Target(DOWN, DOWN, DOWN, UP)

    sighting = await target.verdict(failures=3)

    assert sighting.observation is DOWN
    assert len(sighting.tries) == 2
    assert target.answers == [UP]


async def test_a_monitor_that_is_down_is_tried_once() -> None:
    sighting = await Target(DOWN, UP).verdict(is_down=True)

    assert (sighting.observation, sighting.tries) == (DOWN, ())


async def test_a_failure_that_cannot_be_confirmed_in_time_is_unknown() -> None:
    sighting = await Target(DOWN, DOWN).verdict(ends_ms=1_200)

    assert sighting.observation.reason is Reason.NOT_CONFIRMED
    assert len(sighting.tries) == 1


@pytest.mark.parametrize("failures", [1, 3])
async def test_a_failure_of_our_own_network_is_unknown(failures: int) -> None:
    sighting = await Target(DOWN, DOWN, DOWN, is_online=False).verdict(failures=failures)

    assert sighting == Sighting(OFFLINE, (), 0)

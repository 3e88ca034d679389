"""The probe's own network: when it is gone, failing checks say nothing about their targets.

Reference targets, chosen by the operator, are dialled every few seconds, and at once when a check fails. Only when all
references of a link (IPv4, IPv6, DNS) are unreachable is that link offline; while one answers, every failure counts,
however many targets fail together. Without references nothing can be told, and every failure counts.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_network
from typing import Final

from core.addresses import Allowance
from core.observation import Observation, Phases, unmeasured
from core.reasons import Reason
from core.states import Outcome
from probes.dialer import Dialer
from probes.loop_lag import LoopLag
from probes.references import Evidence, Link, Reference, examine, link_of, parse_reference
from probes.resolver import Resolver

PERIOD_S: Final = 5.0
ROUND_S: Final = 2.0  # a reference that has not answered by then is unreachable
LEAST_GAP_S: Final = 1.0  # between two rounds, however many checks fail
_REMEMBERED_OUTAGES: Final = 64
# References are the operator's own word: any address but the never-allowed (metadata).
_ANYWHERE: Final = Allowance((ip_network("0.0.0.0/0"), ip_network("::/0")))

_DNS_REASONS: Final = frozenset(
    {
        Reason.DNS_NXDOMAIN,
        Reason.DNS_SERVFAIL,
        Reason.DNS_TIMEOUT,
        Reason.DNS_EMPTY,
        Reason.DNS_REFUSED,
        Reason.DNS_MALFORMED,
    }
)
# What a dead network of ours can look like. An answer that is merely wrong is not among them.
NETWORK_REASONS: Final = _DNS_REASONS | {
    Reason.TIMEOUT,
    Reason.CONNECTION_REFUSED,
    Reason.CONNECTION_RESET,
    Reason.UNREACHABLE,
    Reason.TLS_HANDSHAKE_TIMEOUT,
    Reason.TLS_HANDSHAKE_FAILED,
    Reason.HTTP_INCOMPLETE,
    Reason.TOO_SLOW,
    Reason.ICMP_UNREACHABLE,
}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which a link was not known to work, from the last good round to the next (readings of the clock)."""

    link: Link
    from_s: float
    until_s: float


class Connectivity:
    """Watches the network and the event loop of this process; `run()` is a task beside the checks."""

    def __init__(
        self,
        references: Iterable[str],
        resolver: Resolver,
        *,
        clock: Callable[[], float] = time.monotonic,
        least_gap_s: float = LEAST_GAP_S,
    ) -> None:
        """Watch `references` (`host:port` or web addresses); raise InvalidError for one that is neither."""
        self.lag = LoopLag(clock=clock)
        self._references = tuple(map(parse_reference, references))
        self._dialer = Dialer(_ANYWHERE, resolver)
        self._clock = clock
        self._least_gap_s = least_gap_s
        self._round: asyncio.Task[None] | None = None
        self._began_s = float("-inf")  # of the last finished round
        self._good_s: dict[Link, float] = {}  # when a link was last known to work
        self._lost_s: dict[Link, float] = {}  # the links that are offline, and since when at most
        self._outages: deque[Outage] = deque(maxlen=_REMEMBERED_OUTAGES)

    @property
    def offline(self) -> frozenset[Link]:
        """The links that are offline now."""
        return frozenset(self._lost_s)

    async def run(self) -> None:
        """Watch until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.lag.run())
            if self._references:
                group.create_task(self._keep_probing())

    async def probe(self) -> None:
        """Dial all references now. Who calls while a round is running, or held back by the gap, shares it."""
        if self._round is None or self._round.done():
            self._round = asyncio.create_task(self._dial_all())
        await asyncio.shield(self._round)

    async def verdict(self, seen: Observation, started_s: float, ended_s: float) -> Observation:
        """Return `seen`, or unknown when the fault was ours during the try (its start and end on the clock).

        A failure that a dead network could explain waits for a round of references that began after it: 5 s at most.
        """
        stalled_s = self.lag.stalled_s(started_s, ended_s)
        if stalled_s:
            return _during_stall(seen, stalled_s)
        if not self._references or seen.reason not in NETWORK_REASONS:
            return seen
        while seen.outcome is not Outcome.UNKNOWN and self._began_s < ended_s:
            await self.probe()
        lost = _concerned(seen, self._lost_between(started_s, ended_s), frozenset(self._good_s) | self.offline)
        return unmeasured(Reason.PROBE_OFFLINE, f"no {' and no '.join(sorted(lost))}") if lost else seen

    async def _keep_probing(self) -> None:
        try:
            while True:
                await self.probe()
                await asyncio.sleep(PERIOD_S)
        finally:
            if self._round is not None:
                self._round.cancel()

    async def _dial_all(self) -> None:
        await asyncio.sleep(max(0.0, self._began_s + self._least_gap_s - self._clock()))
        began_s = self._clock()
        evidence = await _first_enough(self._references, self._dialer)
        for link, is_alive in evidence.items():
            self._note(link, is_alive, began_s)
        self._began_s = began_s

    def _note(self, link: Link, is_alive: bool, began_s: float) -> None:
        if is_alive:
            if link in self._lost_s:
                self._outages.append(Outage(link, self._lost_s.pop(link), self._clock()))
                log.warning("probe is back online", extra={"link": link.value})
            self._good_s[link] = began_s
        elif link not in self._lost_s:
            self._lost_s[link] = self._good_s.get(link, float("-inf"))
            log.error("probe is offline: no reference target answers", extra={"link": link.value})

    def _lost_between(self, started_s: float, ended_s: float) -> frozenset[Link]:
        """Return the links that were offline at some time between two readings of the clock."""
        lasting = (Outage(link, from_s, float("inf")) for link, from_s in self._lost_s.items())
        return frozenset(
            outage.link
            for outage in (*lasting, *self._outages)
            if outage.from_s < ended_s and outage.until_s > started_s
        )


async def _first_enough(references: Sequence[Reference], dialer: Dialer) -> Evidence:
    """Examine all references at once until each link has answered or `ROUND_S` is over."""
    deadline = asyncio.get_running_loop().time() + ROUND_S
    hoped = {reference.link for reference in references}
    pending = {asyncio.create_task(examine(reference, dialer, deadline)) for reference in references}
    found: dict[Link, bool] = {}
    try:
        while pending and not all(found.get(link) for link in hoped):
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for link, is_alive in (item for task in done for item in task.result().items()):
                found[link] = found.get(link, False) or is_alive
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
    return found


def _concerned(seen: Observation, lost: frozenset[Link], watched: frozenset[Link]) -> frozenset[Link]:
    """Return those of the lost links that the try depended on.

    A try that did not come to an address could have used any; it is ours when no family of addresses was left.
    """
    concerned = lost & {Link.DNS} if seen.address is None or seen.reason in _DNS_REASONS else frozenset[Link]()
    if seen.address is not None:
        return concerned | (lost & {link_of(seen.address)})
    families = watched - {Link.DNS}
    return concerned | (families if families <= lost else frozenset())


def _during_stall(seen: Observation, stalled_s: float) -> Observation:
    """Judge a try during which our process stood still: what was answered holds, what was timed does not."""
    if seen.reason in NETWORK_REASONS:
        return unmeasured(Reason.PROBE_ERROR, f"the probe stood still for {stalled_s:.1f} s")
    return replace(seen, latency_us=None, phases=Phases())

"""Under a policy that recomputes states, the parts of a period add up to the whole, wherever it is cut."""

import asyncio
import random
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from analytics.ledger import audit
from core.accounting import LeftOut, Tally
from core.machine import Policy
from core.policies import AGREED, OBSERVED, AccountingPolicy
from core.spans import Span
from core.states import State
from db.engine import detect
from db.pool import Connection, connected
from db.watched import WatchedMonitor, select_watched
from tests.db import history
from tests.db.world import WORKSPACE

WHOLE = Span(history.START + timedelta(hours=1), history.NOW - timedelta(hours=2))
POLICIES = [
    replace(OBSERVED, name="two", confirmation=Policy(2, 2)),
    replace(AGREED, name="late", confirmation=Policy(3, 1), backdates=False),
    replace(AGREED, name="patient", confirmation=Policy(2, 3), min_outage_s=3600),
    replace(AGREED, name="hasty", confirmation=Policy(1, 1), min_outage_s=900),
]


@pytest.fixture(scope="module")
def played(shared_dsn: str) -> str:
    async def play() -> None:
        async with connected(shared_dsn) as conn:
            await history.play(conn, await detect(conn))
            await conn.execute("UPDATE monitors SET created_at = $1", history.START)

    asyncio.run(play())
    return shared_dsn


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
async def test_parts_add_up(played: str, policy: AccountingPolicy) -> None:
    """Cut at six random moments, by the millisecond: in the middle of outages and of their confirmations."""
    dice = random.Random(policy.name)
    length_ms = (WHOLE.end - WHOLE.start) // timedelta(milliseconds=1)
    cuts = sorted(WHOLE.start + timedelta(milliseconds=dice.randrange(length_ms)) for _ in range(6))
    edges = [WHOLE.start, *cuts, WHOLE.end]
    async with connected(played) as conn:
        for monitor in await select_watched(conn, WORKSPACE, history.START):
            whole = await tally(conn, monitor, WHOLE, policy)
            parts = [await tally(conn, monitor, Span(start, end), policy) for start, end in pairwise(edges)]
            assert {state: sum(one.by_state_s[state] for one in parts) for state in State} == whole.by_state_s
            assert {why: sum(one.left_out_s[why] for one in parts) for why in LeftOut} == whole.left_out_s


async def tally(conn: Connection, monitor: WatchedMonitor, period: Span, policy: AccountingPolicy) -> Tally:
    return (await audit(conn, [monitor], period, history.NOW, policy))[monitor.id].account.tally()

"""The ledger of one monitor over 90 days at one check a minute: from recorded states, and recomputed from the checks.

Run: `make bench ONLY=ledger`, with HEALTHER_TEST_TIMESCALE_URL (see bench/history.py; without it on PostgreSQL, of the
same length). Limit: 150 ms for each. Recomputed means that a policy confirms an outage by three failures instead of
one: 129,600 verdicts become runs, and `core.machine.step` decides over these. Beside it the same step over every single
verdict, fetched as rows: the runs must give the same downtime.
"""

import asyncio
import os
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final

from analytics.ledger import audit
from bench.history import END, PERIOD, WORKSPACE, History, history
from core.calendars import Opening, ServiceHours
from core.machine import Policy
from core.policies import OBSERVED, AccountingPolicy
from core.replay import Run, replay
from core.states import Outcome, State
from db.pool import Connection, connected
from db.watched import WatchedMonitor, select_watched

ROUNDS: Final = 20
OFFICE: Final = AccountingPolicy(
    "office", service_hours=ServiceHours("Europe/Vienna", dict.fromkeys(range(5), (Opening(480, 1080),)))
)
CALM: Final = replace(OBSERVED, name="calm", confirmation=Policy(3, 2))
EVERY_VERDICT: Final = """
    SELECT slot, outcome
      FROM checks
     WHERE monitor_id = $1
       AND slot >= $2
       AND slot < $3
       AND attempt = 0
     ORDER BY slot
"""


async def measure(made: History) -> None:
    """Print the figures."""
    print(made.words)
    async with connected(made.dsn) as conn:
        [monitor, *_] = await select_watched(conn, WORKSPACE, PERIOD.start)
        plain_ms = await median_ms(lambda: single(conn, monitor), 3)
        for policy, words in ((OFFICE, "recorded"), (CALM, "recomputed")):
            ours_ms = await median_ms(partial(audited, conn, monitor, policy), ROUNDS)
            print(f"ledger of one monitor, {words:10} {ours_ms:7.1f} ms, load {os.getloadavg()[0]:.1f}")
        print(f"the step over every verdict       {plain_ms:7.1f} ms  ratio {plain_ms / ours_ms:.1f}")
        await compare(conn, monitor)


async def median_ms(work: Callable[[], Awaitable[Any]], rounds: int) -> float:
    """Return how long the work takes."""
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        await work()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


async def audited(conn: Connection, monitor: WatchedMonitor, policy: AccountingPolicy) -> Any:
    """Return the account, added up."""
    found = await audit(conn, [monitor], PERIOD, END, policy)
    return found[monitor.id].account.tally()


async def single(conn: Connection, monitor: WatchedMonitor) -> list[Any]:
    """Return the states that a policy confirms, from every verdict by itself."""
    rows = await conn.fetch(EVERY_VERDICT, monitor.id, *PERIOD)
    runs = [Run(Outcome(outcome), (slot,), 1) for slot, outcome in rows]
    assert CALM.confirmation is not None, "it has one"
    return replay(runs, [PERIOD], CALM.confirmation, backdates=CALM.backdates)


async def compare(conn: Connection, monitor: WatchedMonitor) -> None:
    """Fail when runs and single verdicts give another downtime."""
    tally = await audited(conn, monitor, CALM)
    down = [one for one in await single(conn, monitor) if one.state is State.DOWN]
    down_s = sum((one.ended_at - one.started_at).total_seconds() for one in down)
    if tally.bad_s != down_s:
        raise SystemExit(f"{tally.bad_s} s by runs is not {down_s} s by verdicts")


def main() -> None:
    """Measure."""
    with history() as made:
        asyncio.run(measure(made))


if __name__ == "__main__":
    main()

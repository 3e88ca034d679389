"""The dispatcher's table: claims that nobody shares, what people changed, rows that come back as they were written."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from core.schedule import Schedule, Slot, Stored
from db import monitor_state, schedule
from db.pool import Connection, connected
from db.schedule import Row
from tests.db.world import add_monitor, add_workspace

PLAN = Schedule(60, 7, 1000, 900, 1_800_000_060_007, Slot(1_800_000_000_007, 1_800_000_060_007), 1, None)
LATER_MS = 4_000_000_000_000


@pytest.fixture
async def plain(plain_dsn: str) -> AsyncIterator[Connection]:
    async with connected(plain_dsn) as conn:
        await add_workspace(conn)
        yield conn


async def test_what_is_written_is_what_is_claimed(plain: Connection) -> None:
    monitor_id = await add_monitor(plain, is_scheduled=False)
    plan = replace(PLAN, unswept=Slot(1_799_999_940_007, 1_800_000_000_007))
    await monitor_state.insert_states(plain, [monitor_id])
    await schedule.put_schedules(plain, [(Row(monitor_id, 0, PLAN, 5), 3)])
    await schedule.update_schedules(plain, [Row(monitor_id, 0, plan, 7)])

    claim = await schedule.claim_due(plain)

    assert claim.due == [schedule.Due(monitor_id, 0, 3, plan, Stored(None, None), False)]
    assert claim.now_ms > 1_700_000_000_000
    assert await schedule.select_next_wake_ms(plain) == 7


async def test_two_dispatchers_never_claim_the_same_monitor(plain: Connection, plain_dsn: str) -> None:
    ids = {await add_monitor(plain) for _ in range(4)}
    async with connected(plain_dsn) as other, plain.transaction(), other.transaction():
        mine = await schedule.claim_due(plain, 3)
        others = await schedule.claim_due(other, 3)

    claimed = [due.monitor_id for due in (*mine.due, *others.due)]
    assert (len(mine.due), sorted(claimed)) == (3, sorted(ids))


async def test_who_sleeps_is_not_claimed(plain: Connection) -> None:
    monitor_id = await add_monitor(plain)
    await schedule.update_schedules(plain, [Row(monitor_id, 0, PLAN, LATER_MS)])

    assert (await schedule.claim_due(plain)).due == []


async def test_changes_are_told_once_per_monitor(plain: Connection) -> None:
    first, second = await add_monitor(plain, is_scheduled=False), await add_monitor(plain)
    await plain.execute("UPDATE monitors SET name = 'Other', updated_at = now() WHERE id = $1", second)
    await plain.execute("UPDATE monitors SET paused_at = now(), revision = revision + 1 WHERE id = $1", second)

    changes = await schedule.claim_changes(plain)

    assert [(one.monitor_id, one.known_revision, one.paused_at is not None) for one in changes] == [
        (first, None, False),
        (second, 1, True),
    ]
    assert await schedule.claim_changes(plain) == []


async def test_the_claim_reads_the_index_of_what_is_due(plain: Connection) -> None:
    await plain.execute("SET enable_seqscan = off")  # a table of a few rows would be scanned
    plan = await plain.fetch(f"EXPLAIN {schedule.CLAIM_DUE.replace('$1', 'now()').replace('$2', '10')}")

    assert any("schedule_wake" in row[0] for row in plan)

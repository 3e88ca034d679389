"""Reports over history that is hard to get at: imported, deleted, long after the single checks are gone."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from analytics.reports.asked import Asked
from analytics.reports.make import read_report
from analytics.reports.sla import SlaReport
from core.calendars import Cycle, cycle_at
from core.machine import Policy
from core.policies import AGREED, AccountingPolicy
from core.spans import Span
from core.states import State
from db.pool import Connection, connected
from tests.db.world import WORKSPACE, add_monitor, add_workspace

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
LAST_YEAR = cycle_at(NOW, Cycle.YEAR, "Europe/Vienna", back=1)
QUARTER = cycle_at(LAST_YEAR.end - 2 * DAY, Cycle.QUARTER, "Europe/Vienna")
CALM = replace(AGREED, name="calm", confirmation=Policy(3, 1))


@pytest.fixture
async def lab(plain_dsn: str) -> AsyncIterator[Connection]:
    async with connected(plain_dsn) as conn:
        await add_workspace(conn)
        yield conn


async def lived(conn: Connection, period: Span, down: Sequence[Span], made_at: datetime) -> int:
    """Make a monitor whose states over a period are recorded, without a single check; return its id."""
    monitor_id = await add_monitor(conn, period_s=60, is_scheduled=False)
    await conn.execute("UPDATE monitors SET created_at = $2 WHERE id = $1", monitor_id, made_at)
    edges = [period.start, *(edge for span in down for edge in span), period.end]
    rows = [
        (monitor_id, start, end, (State.DOWN if number % 2 else State.UP).value)
        for number, (start, end) in enumerate(pairwise(edges))
    ]
    await conn.executemany(
        "INSERT INTO state_intervals (monitor_id, started_at, ended_at, state) VALUES ($1, $2, $3, $4)", rows
    )
    return monitor_id


async def reported(conn: Connection, period: Span, policy: AccountingPolicy = AGREED) -> SlaReport:
    return (await read_report(conn, Asked(WORKSPACE, "Lab", period, "Europe/Vienna", policy), NOW))()


@pytest.mark.parametrize("period", [QUARTER, LAST_YEAR], ids=["quarter", "year"])
async def test_a_quarter_and_a_year_without_a_single_check(lab: Connection, period: Span) -> None:
    """Two hours down. The report is whole, has a row for each day, no latency (null, not 0), and says where from."""
    down = Span(period.end - 3 * DAY, period.end - 3 * DAY + timedelta(hours=2))
    await lived(lab, period, [down], period.start - DAY)
    report = await reported(lab, period)
    [row] = report.monitors.rows(named=True)

    assert (row["counted_s"], row["down_s"]) == (period.seconds, 7200)
    assert row["availability"] == (period.seconds - 7200) / period.seconds
    assert (row["p50_ms"], row["p95_ms"], row["checks"]) == (None, None, 0)
    assert report.days.height == round(period.seconds / 86_400)
    assert "single checks are not needed, and may be gone" in " ".join(report.sources.in_words())


async def test_a_policy_that_needs_checks_says_when_they_are_gone(lab: Connection) -> None:
    """Three failures in a row make an outage: nobody knows any more, so what was recorded stands, and that is said."""
    await lived(lab, LAST_YEAR, [Span(LAST_YEAR.start + DAY, LAST_YEAR.start + 2 * DAY)], LAST_YEAR.start)
    report = await reported(lab, LAST_YEAR, CALM)

    assert report.monitors["down_s"].to_list() == [86_400]
    assert report.sources.recorded_until == LAST_YEAR.end
    assert report.sources.in_words()[-1].startswith("Before ")
    assert "the states of 1 of 1 monitors are as they were recorded" in report.sources.in_words()[-1]


async def test_what_can_be_recomputed_is_and_what_cannot_is_said(lab: Connection) -> None:
    """Checks of the last two hours of four: two failures in each half. Three in a row make an outage, so only those
    of the recorded half count, two minutes."""
    start = NOW.replace(second=0) - timedelta(hours=6)
    middle, period = start + timedelta(hours=2), Span(start, start + timedelta(hours=4))
    two = timedelta(minutes=2)
    down = [Span(at, at + two) for at in (start + timedelta(hours=1), middle + timedelta(hours=1))]
    monitor_id = await lived(lab, period, down, start)
    for minute in range(120):
        slot = middle + timedelta(minutes=minute)
        state = State.DOWN if down[1].start <= slot < down[1].end else State.UP
        await lab.execute(
            "INSERT INTO checks (slot, monitor_id, covers_s, region, attempt, state, outcome)"
            " VALUES ($1, $2, 60, 0, 0, $3, $3)",
            *(slot, monitor_id, state.value),
        )
    report = await reported(lab, period, CALM)

    assert report.monitors["down_s"].to_list() == [120]
    assert report.sources.recorded_until == middle
    assert (await reported(lab, Span(middle, period.end), CALM)).sources.recorded_until is None


async def test_history_that_was_imported_is_in_the_report(lab: Connection) -> None:
    """The monitor was made today; its states of last year came with it. One made today without a past is not."""
    down = Span(QUARTER.start + DAY, QUARTER.start + DAY + timedelta(hours=1))
    imported = await lived(lab, QUARTER, [down], NOW)
    await add_monitor(lab)
    report = await reported(lab, QUARTER)

    assert report.monitors["monitor_id"].to_list() == [imported]
    assert report.totals["availability"] == (QUARTER.seconds - 3600) / QUARTER.seconds


async def test_deleted_in_the_period_counts_up_to_then(lab: Connection) -> None:
    """Deleted at noon; another one was deleted before the period, and one is made in it."""
    period = Span(NOW - 10 * DAY, NOW - 5 * DAY)
    gone_at, made_at = period.start + 2 * DAY, period.start + 3 * DAY
    deleted = await lived(lab, Span(period.start, gone_at), [], period.start - DAY)
    earlier = await lived(lab, Span(period.start - 5 * DAY, period.start - DAY), [], period.start - 9 * DAY)
    young = await lived(lab, Span(made_at, period.end), [Span(made_at, made_at + DAY)][:0], made_at)
    await lab.execute("UPDATE monitors SET deleted_at = $2 WHERE id = $1", deleted, gone_at)
    await lab.execute("UPDATE monitors SET deleted_at = $2 WHERE id = $1", earlier, period.start - DAY)
    rows = {row["monitor_id"]: row for row in (await reported(lab, period)).monitors.rows(named=True)}

    assert set(rows) == {deleted, young}
    assert (rows[deleted]["counted_s"], rows[deleted]["not_there_s"]) == (2 * 86_400, 3 * 86_400)
    assert (rows[young]["counted_s"], rows[young]["not_there_s"]) == (2 * 86_400, 3 * 86_400)
    assert all(row["no_data_s"] == 0 for row in rows.values())


async def test_every_agreement_of_the_period_is_told_however_many_came_later(lab: Connection) -> None:
    """One in the quarter, with who, why and when; 600 of this month do not push it out; revoked ones say by whom."""
    await lived(lab, QUARTER, [], QUARTER.start)
    insert = (
        "INSERT INTO exclusions (workspace_id, reason, is_for_all, starts_at, ends_at, creator_name, revoked_at,"
        " revoker_name, revoked_why)"
    )
    agreed = f"{insert} VALUES ($1, 'the power grid', true, $2, $3, 'Ann', NULL, NULL, NULL)"
    await lab.execute(agreed, WORKSPACE, QUARTER.start + DAY, QUARTER.start + 2 * DAY)
    revoked = f"{insert} VALUES ($1, 'a mistake', true, $2, $3, 'Ann', now(), 'Ben', 'it was us')"
    await lab.execute(revoked, WORKSPACE, QUARTER.start + 3 * DAY, QUARTER.start + 4 * DAY)
    await lab.execute(
        f"{insert} SELECT $1, 'later', true, now() - interval '1 hour', now(), 'Ann', NULL, NULL, NULL"
        " FROM generate_series(1, 600)",
        WORKSPACE,
    )
    report = await reported(lab, QUARTER)
    told = report.exclusions.select("reason", "agreed_by", "revoked_by", "revoked_why").rows()

    assert told == [("the power grid", "Ann", None, None), ("a mistake", "Ann", "Ben", "it was us")]
    assert report.monitors["excluded_s"].to_list() == [86_400]

"""The ledger under the policy `observed` equals `checks_daily` to the second, on both engines."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from analytics.ledger import audit
from core.accounting import LeftOut
from core.policies import AGREED, OBSERVED
from core.spans import Span
from core.states import State
from db import engines
from db.engine import Engine
from db.pool import Connection
from tests.db import history

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Watched:
    id: int
    created_at: datetime
    period_s: int
    deleted_at: datetime | None = None


async def test_a_day_of_the_ledger_is_the_day_of_the_aggregate(conn: Connection, engine: Engine) -> None:
    await history.play(conn, engine)
    await engines.refresh(conn, engine, history.NOW)
    rows = await conn.fetch("SELECT * FROM checks_daily WHERE bucket >= $1 ORDER BY monitor_id, bucket", history.START)
    monitors = [
        Watched(row["id"], history.START, row["period_s"])
        for row in await conn.fetch("SELECT id, period_s FROM monitors")
    ]
    assert len(rows) == 20
    for row in rows:
        period = Span(row["bucket"].astimezone(UTC), row["bucket"].astimezone(UTC) + DAY)
        [watched] = [one for one in monitors if one.id == row["monitor_id"]]
        tally = (await audit(conn, [watched], period, history.NOW, OBSERVED))[watched.id].account.tally()

        counted = {state: tally.by_state_s[state] for state in (State.UP, State.DEGRADED, State.DOWN)}
        assert counted == {state: row[f"{state.word}_s"] for state in counted}
        assert tally.left_out_s[LeftOut.MAINTENANCE] == row["maintenance_s"]
        assert tally.left_out_s[LeftOut.UNKNOWN] == row["unknown_s"]


async def test_windows_are_exact_when_they_are_agreed(conn: Connection, engine: Engine) -> None:
    """The record knows work by the slots that began in it; the policy `agreed` by the second."""
    await history.play(conn, engine)
    begins = history.START + timedelta(days=1, hours=7, minutes=11)
    window = Span(begins, begins + timedelta(hours=3))
    monitor = Watched(1, history.START, 600)

    found = (await audit(conn, [monitor], Span(window.start - DAY, window.end), history.NOW, AGREED))[1].account

    entry = found.entries[-1]
    assert (entry.start, entry.end, entry.state, entry.cause) == (*window, State.MAINTENANCE, "1")

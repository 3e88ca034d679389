"""News is leased, sent, and marked; what a dead sender held comes back."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from core.states import Outcome
from db import ingest, outbox
from db.engine import Engine
from db.pool import Connection, connected
from tests.db.world import add_monitor, add_workspace, verdict

SLOT = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
LEASE = timedelta(seconds=30)


@pytest.fixture
async def plain(plain_dsn: str) -> AsyncIterator[Connection]:
    """One monitor that went down."""
    async with connected(plain_dsn) as conn:
        await add_workspace(conn)
        monitor_id = await add_monitor(conn)
        await ingest.store(conn, [verdict(monitor_id, SLOT, Outcome.DOWN)], engine=Engine.POSTGRES)
        yield conn


async def test_a_leased_row_says_what_a_message_needs(plain: Connection) -> None:
    [news] = await outbox.claim_news(plain, 10, LEASE)

    assert (news.event, news.attempts, news.started_at, news.http_status) == ("opened", 1, SLOT, 500)
    assert (news.monitor_name, news.workspace_name) == ("Shop", "Lab")
    assert await outbox.claim_news(plain, 10, LEASE) == []


async def test_a_lease_that_ran_out_is_leased_again(plain: Connection) -> None:
    [first] = await outbox.claim_news(plain, 10, timedelta(seconds=-1))
    [again] = await outbox.claim_news(plain, 10, LEASE)

    assert (again.id, again.attempts) == (first.id, 2)


async def test_what_is_done_is_not_sent_again(plain: Connection) -> None:
    [news] = await outbox.claim_news(plain, 10, timedelta(seconds=-1))
    await outbox.update_done(plain, [news.id])

    assert await outbox.claim_news(plain, 10, LEASE) == []
    assert (await outbox.select_backlog(plain)).waiting == 0


async def test_what_failed_is_due_later(plain: Connection) -> None:
    [news] = await outbox.claim_news(plain, 10, LEASE)
    await outbox.update_failed(plain, news.id, timedelta(hours=1), "no route")

    assert await outbox.claim_news(plain, 10, LEASE) == []
    assert (await outbox.select_backlog(plain)).waiting == 1

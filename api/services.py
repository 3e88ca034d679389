"""What a running API holds: pool, Redis, limits, caches. Made by the lifespan, closed by it."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from api.accounts.providers import Providers
from api.badges.shown import Badges
from api.config import ApiConfig
from api.limits import Limits
from api.live.hub import Hub
from api.live.places import Places
from api.numbers.day_lines import DayLines
from api.passwords import Passwords
from api.status.changes import listen
from api.status.pages import Pages
from api.tokens import Tokens
from db.broker import CHECKS_NOW, DurableStreamBroker
from db.live import LiveEvent
from db.live_channels import publish_live_events, publish_rights_changed
from db.pool import Connection, Pool, acquire, open_pool
from db.redis import BrokerError, Client, connect, publish
from db.row_security import Acting, act_as

logger = logging.getLogger(__name__)

STATEMENT_TIMEOUT_S = 5.0
WAKE_CHANNEL = "healther:wake"
SENDER_CHANNEL = "healther:outbox"
WAKE_DEADLINE_S = 0.3


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a route may need."""

    config: ApiConfig
    pool: Pool
    redis: Client
    checks_now: DurableStreamBroker
    limits: Limits
    passwords: Passwords
    tokens: Tokens
    days: DayLines
    pages: Pages
    badges: Badges
    hub: Hub
    places: Places
    providers: Providers

    @asynccontextmanager
    async def transaction(self, person: Acting) -> AsyncIterator[Connection]:
        """Borrow a connection for one transaction that sees the person's workspaces only (db/row_security.py).

        It is committed when the block ends well.
        """
        async with acquire(self.pool) as conn, conn.transaction():
            await act_as(conn, person)
            yield conn

    @asynccontextmanager
    async def system_transaction(self) -> AsyncIterator[Connection]:
        """Borrow a connection for one transaction that sees everything. api/system_access.py lists who may."""
        async with acquire(self.pool) as conn, conn.transaction():
            yield conn

    async def wake(self, payload: bytes = b"") -> None:
        """Tell the dispatcher to look now. Best effort: it looks by itself a moment later."""
        try:
            await publish(self.redis, WAKE_CHANNEL, payload, timeout_s=WAKE_DEADLINE_S)
        except BrokerError as error:
            logger.info("dispatcher not woken", extra={"error": repr(error)})

    async def tell(self, events: Iterable[LiveEvent]) -> None:
        """Tell open pages what changed, after the commit. Best effort: the numbers show what was lost."""
        await publish_live_events(self.redis, events)

    async def tell_rights_changed(self) -> None:
        """Have open sockets judged anew, after the commit that ended something. Best effort: they are anyway, soon."""
        await publish_rights_changed(self.redis)

    async def wake_sender(self) -> None:
        """Tell the sender that a mail waits. Best effort: it looks by itself a few seconds later."""
        try:
            await publish(self.redis, SENDER_CHANNEL, b"", timeout_s=WAKE_DEADLINE_S)
        except BrokerError as error:
            logger.info("sender not woken", extra={"error": repr(error)})


@asynccontextmanager
async def opened(config: ApiConfig) -> AsyncIterator[Services]:
    """Open what a running API needs. Neither the database nor Redis must be there yet."""
    pool = await open_pool(
        config.database_url,
        min_size=0,
        max_size=config.pool_max_size,
        name="healther-api",
        statement_timeout_s=STATEMENT_TIMEOUT_S,
    )
    redis = connect(config.redis_url)
    checks_now = DurableStreamBroker(config.redis_url, CHECKS_NOW)
    passwords = Passwords(config.argon2_memory_kib)
    tokens = Tokens(config.secret_key, timedelta(minutes=config.access_token_minutes))
    days = DayLines()
    pages = Pages(config.public_url, pool, days)
    hub, places = Hub(pool, redis), Places(redis)
    listener = asyncio.create_task(listen(redis, pages), name="status page changes")
    fan_out = asyncio.create_task(hub.run(), name="live updates")
    renewing = asyncio.create_task(places.run(), name="live places")
    try:
        yield Services(
            config=config,
            pool=pool,
            redis=redis,
            checks_now=checks_now,
            limits=Limits(redis),
            passwords=passwords,
            tokens=tokens,
            days=days,
            pages=pages,
            badges=Badges(pages, pool),
            hub=hub,
            places=places,
            providers=Providers(config.github, config.oidc),
        )
    finally:
        await _end(listener)
        await _end(fan_out)
        await _end(renewing)
        passwords.close()
        await checks_now.shutdown()
        await redis.aclose()
        pool.terminate()


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task

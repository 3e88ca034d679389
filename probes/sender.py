"""The sender: turns news into mails, sends those, and only then marks them. At least once, never silently dropped."""

import asyncio
import contextlib
import logging
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Final

from db.errors import DatabaseError
from db.mail_queue import (
    QueuedMail,
    claim_mails,
    update_mail_dead,
    update_mail_delayed,
    update_mail_sent,
)
from db.pool import Connection, acquire
from db.redis import Client, connect, subscribe
from db.refused_addresses import SUPPRESSED_AFTER, delete_refusal_of, upsert_refusal
from probes.alerts import Settings, queue_alerts
from probes.beside import beside
from probes.channels import SENDER_CHANNEL
from probes.config import ProbeConfig
from probes.mail import (
    SEND_DEADLINE_S,
    AddressRefused,
    MailDelayed,
    MailRefused,
    compose,
    send_by_smtp,
    write_to_folder,
)
from probes.store import Store, opened, pause

POLL_S: Final = 5.0  # a lost wake-up delays a mail by this much
MAILS_AT_ONCE: Final = 10
MAILS_LEASE: Final = timedelta(seconds=SEND_DEADLINE_S * 2)
FIRST_DELAY: Final = timedelta(minutes=1)
LONGEST_DELAY: Final = timedelta(hours=1)
GIVE_UP_AFTER: Final = timedelta(hours=24)

logger = logging.getLogger(__name__)


async def run(config: ProbeConfig, stop: asyncio.Event) -> None:
    """Send what is due until `stop` is set."""
    async with opened(config.database_url, stop, name="healther sender") as store:
        if store is None:
            return
        wake = asyncio.Event()
        redis = connect(config.redis_url, max_connections=4)
        logger.info("sender runs", extra={"smtp": config.smtp_url is not None})
        try:
            async with beside(_listen(redis, wake), _stop_wakes(stop, wake)):
                await _serve(store, config, stop, wake)
        finally:
            await redis.aclose()


async def send_due(store: Store, config: ProbeConfig) -> bool:
    """Run one round; return whether there may be more to do at once. Raises DatabaseError."""
    async with acquire(store.pool) as conn, conn.transaction():
        settings = Settings(config.public_url, config.alert_cool_down, config.alert_mails_per_day)
        has_more_news = await queue_alerts(conn, settings)
    async with acquire(store.pool) as conn:
        mails = await claim_mails(conn, MAILS_AT_ONCE, MAILS_LEASE)
    await asyncio.gather(*(_handle(store, config, mail) for mail in mails))
    return has_more_news or len(mails) == MAILS_AT_ONCE


async def _serve(store: Store, config: ProbeConfig, stop: asyncio.Event, wake: asyncio.Event) -> None:
    while not stop.is_set():
        wake.clear()
        try:
            if await send_due(store, config):
                continue
        except DatabaseError as error:
            logger.warning("outbox not read", extra={"error": repr(error)})
        await pause(wake, POLL_S)


async def _handle(store: Store, config: ProbeConfig, mail: QueuedMail) -> None:
    """Send one mail and write down what became of it; when that fails the lease ends, and it is sent again."""
    error = await _send(mail, config)
    try:
        async with acquire(store.pool) as conn:
            await _note(conn, mail, error)
    except DatabaseError as problem:
        logger.warning("mail not marked, it may be sent again", extra={"mail": mail.id, "error": repr(problem)})


async def _send(mail: QueuedMail, config: ProbeConfig) -> MailDelayed | MailRefused | None:
    if mail.is_suppressed:
        return MailRefused(f"not sent: the address was refused {SUPPRESSED_AFTER} times")
    try:
        await _hand_over(compose(mail, config.mail_from, datetime.now(UTC)), config)
    except (MailDelayed, MailRefused) as error:
        return error
    except Exception as error:  # one mail that cannot be written must not stop the others
        logger.exception("mail failed", extra={"mail": mail.id})
        return MailDelayed(repr(error))
    return None


async def _hand_over(message: EmailMessage, config: ProbeConfig) -> None:
    """Mails leave by SMTP, or as files where no server is set."""
    if config.smtp_url is None:
        await write_to_folder(message, config.mail_dir)
    else:
        await send_by_smtp(message, config.smtp_url)


async def _note(conn: Connection, mail: QueuedMail, error: MailDelayed | MailRefused | None) -> None:
    if error is None:
        await update_mail_sent(conn, mail.id)
        await delete_refusal_of(conn, mail.address)
    elif isinstance(error, MailRefused) or datetime.now(UTC) - mail.created_at > GIVE_UP_AFTER:
        logger.error("mail given up", extra={"mail": mail.id, "error": str(error)})
        await update_mail_dead(conn, mail.id, str(error))
        if isinstance(error, AddressRefused) and await upsert_refusal(conn, mail.address, str(error)):
            logger.warning("address suppressed", extra={"mail": mail.id})
    else:
        logger.warning("mail delayed", extra={"mail": mail.id, "error": str(error)})
        await update_mail_delayed(conn, mail.id, delay(mail.attempts), str(error))


def delay(attempts: int) -> timedelta:
    """Return the wait after so many failed tries: 1 minute, doubled each time, at most an hour."""
    return min(FIRST_DELAY * float(2 ** min(attempts - 1, 10)), LONGEST_DELAY)


async def _listen(redis: Client, wake: asyncio.Event) -> None:
    async with contextlib.aclosing(subscribe(redis, SENDER_CHANNEL)) as messages:
        async for _ in messages:
            wake.set()


async def _stop_wakes(stop: asyncio.Event, wake: asyncio.Event) -> None:
    await stop.wait()
    wake.set()

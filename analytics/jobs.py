"""The worker for long work: runs the tasks of the stream `healther:jobs`. Dispatcher and API send them by name."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from analytics.archive.background import make_left_archives, make_waiting_archive
from analytics.archive.bring import make_left_imports, make_waiting_import
from analytics.archive.restored import Restore
from analytics.learn import learn_all
from analytics.maintenance import extend_windows
from analytics.purge import purge
from analytics.reports.background import make_due_reports, make_report
from db.broker import JOBS, DurableStreamBroker, Limits, run_worker
from db.pool import Pool, open_pool

PURGE: Final = "analytics.purge"
EXTEND_WINDOWS: Final = "analytics.extend_windows"
LEARN: Final = "analytics.learn"
MAKE_REPORT: Final = "analytics.make_report"
DUE_REPORTS: Final = "analytics.due_reports"
MAKE_ARCHIVE: Final = "analytics.make_archive"
LEFT_ARCHIVES: Final = "analytics.left_archives"
MAKE_IMPORT: Final = "analytics.make_import"
LEFT_IMPORTS: Final = "analytics.left_imports"

JOBS_AT_ONCE: Final = 4
DRAIN_S: Final = 30.0
LIMITS: Final = Limits()  # a running job renews its message, however long it takes

Task = Callable[..., Awaitable[None]]  # arguments are texts

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class JobsConfig:
    """The configuration of `healther jobs`. `restore` makes a workspace of an archive by the rules of the API."""

    database_url: str
    redis_url: str
    restore: Restore
    public_url: str = "http://localhost:8000"


async def run(config: JobsConfig, stop: asyncio.Event) -> None:
    """Run jobs until `stop` is set; then those that run have `DRAIN_S` seconds to end, else they are repeated.

    Each has a connection to work with and one to say how far it is.
    """
    pool = await open_pool(config.database_url, min_size=0, max_size=2 * JOBS_AT_ONCE, name="healther jobs")
    try:
        queue = broker(config, pool)
        logger.info("jobs run")
        await run_worker(queue, max_async_tasks=JOBS_AT_ONCE, stop=stop, drain_s=DRAIN_S)
    finally:
        pool.terminate()


def broker(config: JobsConfig, pool: Pool) -> DurableStreamBroker:
    """Return the broker that knows every job. A new job is a line in `tasks` and a module of its own."""
    made = DurableStreamBroker(config.redis_url, JOBS, limits=LIMITS)
    for name, task in tasks(config, pool).items():
        made.register_task(_function(task), task_name=name)
    return made


def tasks(config: JobsConfig, pool: Pool) -> dict[str, Task]:
    """Return every job by its name."""
    return {
        PURGE: partial(purge, pool),
        EXTEND_WINDOWS: partial(extend_windows, pool),
        LEARN: partial(learn_all, pool),
        MAKE_REPORT: partial(make_report, pool),
        DUE_REPORTS: partial(make_due_reports, pool, config.public_url),
        MAKE_ARCHIVE: partial(make_waiting_archive, pool),
        LEFT_ARCHIVES: partial(make_left_archives, pool),
        MAKE_IMPORT: partial(make_waiting_import, pool, config.restore),
        LEFT_IMPORTS: partial(make_left_imports, pool, config.restore),
    }


def _function(task: Task) -> Task:
    """Return a plain function: Taskiq renames what it registers."""

    async def run_job(*arguments: str) -> None:
        await task(*arguments)

    return run_job

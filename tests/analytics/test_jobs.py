"""The jobs worker on a real queue and database."""

from analytics import jobs
from analytics.jobs import PURGE, JobsConfig
from analytics.purge import purge
from api.restoring import restorer
from db.broker import JOBS, DurableStreamBroker, send
from tests.probes.flow import Flow, flow, running, until

TABLES = ("monitors", "checks", "state_intervals", "incidents", "outbox", "pings", "stored_hours", "dirty_hours")


async def deleted_monitor(installation: Flow, ago: str) -> int:
    """Make a monitor with facts of every sort that was deleted so long ago."""
    monitor = await installation.add_monitor()
    for statement in (
        "INSERT INTO checks (slot, monitor_id, covers_s, region, attempt, state) VALUES (now(), $1, 10, 0, 0, 1)",
        "INSERT INTO state_intervals VALUES ($1, now() - interval '1 hour', now(), 1)",
        "INSERT INTO pings (monitor_id, kind, method) VALUES ($1, 'success', 'GET')",
        "WITH i AS (INSERT INTO incidents (monitor_id, started_at, reason) VALUES ($1, now(), 1) RETURNING id)"
        " INSERT INTO outbox (incident_id, event) SELECT id, 'opened' FROM i",
        "INSERT INTO stored_hours VALUES ($1, date_trunc('hour', now()), 10, 0, 0, 0, 0, 1, 0, 5, 1, 5, 5)",
        "INSERT INTO dirty_hours (monitor_id, bucket) VALUES ($1, date_trunc('hour', now()))",
    ):
        await installation.execute(statement, monitor)
    await installation.execute(f"UPDATE monitors SET deleted_at = now() - interval '{ago}' WHERE id = $1", monitor)
    return monitor


async def counts(installation: Flow) -> dict[str, int]:
    return {table: await installation.value(f"SELECT count(*) FROM {table}") for table in TABLES}


async def test_what_was_deleted_two_days_ago_is_gone() -> None:
    async with flow() as installation:
        await deleted_monitor(installation, "2 days")

        await purge(installation.pool)

        assert set((await counts(installation)).values()) == {0}


async def test_what_was_deleted_an_hour_ago_stays() -> None:
    async with flow() as installation:
        await deleted_monitor(installation, "1 hour")
        before = await counts(installation)

        await purge(installation.pool)

        assert await counts(installation) == before


async def test_a_deleted_workspace_goes_with_its_monitors() -> None:
    async with flow() as installation:
        await installation.add_monitor()
        await installation.execute("UPDATE workspaces SET deleted_at = now() - interval '2 days'")

        await purge(installation.pool)

        assert await installation.value("SELECT count(*) FROM workspaces") == 0


async def test_the_worker_runs_a_job_that_is_sent_by_name() -> None:
    async with flow() as installation:
        await deleted_monitor(installation, "2 days")
        config = JobsConfig(installation.config.database_url, installation.config.redis_url, restorer(None))

        async with running(jobs.run, config=config):
            queue = DurableStreamBroker(config.redis_url, JOBS)
            await send(queue, PURGE)
            await queue.shutdown()

            async def is_purged() -> bool:
                return bool(await installation.value("SELECT count(*) = 0 FROM monitors"))

            assert await until(is_purged)

"""Is this process alive, and can it do its work?"""

import asyncio
from collections.abc import Awaitable
from typing import Final

from fastapi import APIRouter, Response

from api.deps import ServicesDep
from api.schemas import Out
from api.services import Services
from db.errors import DatabaseError
from db.pool import acquire
from db.redis import BrokerError, deadline
from db.revision import newest_revision, select_revision

router = APIRouter(tags=["operation"])

DEADLINE_S: Final = 2.0


class HealthOut(Out):
    """This process answers."""

    status: str


class ReadyOut(Out):
    """Whether each thing this process needs is there: `ok`, or what is wrong."""

    status: str
    database: str
    redis: str
    migrations: str


@router.get("/healthz")
async def get_health() -> HealthOut:
    """Tell that this process is alive; asks nobody else."""
    return HealthOut(status="ok")


@router.get("/readyz", responses={503: {"model": ReadyOut}})
async def get_readiness(services: ServicesDep, response: Response) -> ReadyOut:
    """Tell whether the database, its migrations and Redis are there; 503 when one is not."""
    (database, migrations), redis = await asyncio.gather(_database(services), _redis(services))
    is_ready = (database, migrations, redis) == ("ok", "ok", "ok")
    response.status_code = 200 if is_ready else 503
    response.headers["Cache-Control"] = "no-store"
    return ReadyOut(status="ok" if is_ready else "not ready", database=database, redis=redis, migrations=migrations)


async def _database(services: Services) -> tuple[str, str]:
    try:
        async with asyncio.timeout(DEADLINE_S), acquire(services.pool) as conn:
            revision = await select_revision(conn)
    except (DatabaseError, TimeoutError):
        return "away", "unknown"
    newest = newest_revision()
    return "ok", "ok" if revision == newest else f"at {revision or 'nothing'}, needs {newest}"


async def _redis(services: Services) -> str:
    try:
        async with deadline(DEADLINE_S):
            ping: Awaitable[bool] = services.redis.ping()
            await ping
    except BrokerError:
        return "away"
    return "ok"

"""The application: lifespan, routers, errors, and the explicit list of what needs no sign-in."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Final

from fastapi import APIRouter, Depends, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.routing import APIRoute

from api import (
    api_keys,
    archives,
    audit_log,
    auth,
    certificates,
    docs,
    errors,
    exclusions,
    health,
    imports,
    invites,
    maintenance,
    manual_checks,
    me,
    members,
    monitor_bulk,
    monitors,
    objectives,
    operator,
    overview,
    pages,
    people,
    photos,
    ping,
    policies,
    public_check,
    report_jobs,
    reports,
    static,
    workspaces,
)
from api.accounts import (
    confirmation,
    deletion,
    elsewhere,
    identities,
    passkeys,
    passwords,
    second_factor,
    security,
    sessions,
)
from api.badges import routes as badges
from api.config import ApiConfig
from api.deps import get_caller
from api.live import routes as live
from api.middleware import LARGER_BODIES, RequestFrame
from api.numbers import (
    baselines,
    check_parquet,
    checks,
    days,
    explore,
    incidents,
    latency,
    percentiles,
    reliability,
    uptime,
)
from api.recipients import own as own_alerts
from api.recipients import pages as recipient_pages
from api.recipients import routes as recipients
from api.services import opened
from api.status import routes as status
from api.status import settings as status_settings
from api.status.serving import StatusBytes

logger = logging.getLogger(__name__)

PREFIX: Final = "/api/v1"
GZIP_FROM_BYTES: Final = 1000

# Reached without signing in. Every route that is not made here needs an access token.
PUBLIC: Final = (
    auth.router,
    confirmation.open_router,
    passwords.open_router,
    second_factor.router,
    passkeys.open_router,
    elsewhere.router,
    identities.methods_router,
    public_check.router,
    invites.public_router,
    recipients.public_router,
    people.router,
    photos.public_router,
    live.socket_router,  # a ticket is its first message
)
OUTSIDE: Final = (
    report_jobs.link_router,
    public_check.page_router,
    ping.router,
    recipient_pages.router,
    status.router,
    badges.router,
    health.router,
    docs.router,
    static.router,
)
SIGNED_IN: Final = (
    me.router,
    confirmation.router,
    passwords.router,
    sessions.router,
    sessions.everywhere_router,
    security.router,
    passkeys.router,
    identities.router,
    deletion.router,
    photos.router,
    api_keys.router,
    workspaces.router,
    members.router,
    invites.router,
    recipients.router,
    own_alerts.router,
    audit_log.router,
    status_settings.router,
    operator.router,
    overview.router,
    monitors.router,
    monitor_bulk.router,
    certificates.router,
    manual_checks.router,
    days.router,
    latency.router,
    percentiles.router,
    reliability.router,
    baselines.router,
    checks.router,
    check_parquet.router,
    explore.router,
    uptime.router,
    policies.router,
    exclusions.router,
    objectives.router,
    reports.router,
    report_jobs.router,
    archives.router,
    imports.router,
    maintenance.router,
    incidents.router,
    live.router,
)


def create_app(config: ApiConfig) -> FastAPI:
    """Build the application; its lifespan opens the stores."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opened(config) as services:
            app.state.services = services
            yield

    app = FastAPI(
        title="Healther",
        version=version("healther"),
        description="Uptime monitoring whose numbers can be trusted, explained and taken away.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # the redirect would be made of the Host header, which anybody can write
        generate_unique_id_function=_operation_id,
        responses={"default": {"model": errors.ProblemOut, "description": "A refusal (RFC 9457)."}},
    )
    _add_routes(app, config)
    _add_layers(app, config)
    errors.install(app)
    return app


def _add_routes(app: FastAPI, config: ApiConfig) -> None:
    inside = APIRouter(prefix=PREFIX)
    for router in PUBLIC:
        inside.include_router(router)
    for router in SIGNED_IN:
        inside.include_router(router, dependencies=[Depends(get_caller)])
    app.include_router(inside)
    for router in OUTSIDE:
        app.include_router(router)
    app.include_router(pages.make_router(config.pages_dir))


def _add_layers(app: FastAPI, config: ApiConfig) -> None:
    """Wrap the routes; what is added last is asked first."""
    app.add_middleware(GZipMiddleware, minimum_size=GZIP_FROM_BYTES, compresslevel=5)
    larger = {**LARGER_BODIES, ("POST", f"{PREFIX}/imports"): config.most_import_bytes}
    app.add_middleware(RequestFrame, larger_bodies=larger)
    if config.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(config.cors_origins),
            allow_credentials=True,
            allow_methods=["GET", "POST", "PATCH", "PUT", "DELETE"],
            allow_headers=["Authorization", "Content-Type"],
            expose_headers=["X-Request-Id", "Retry-After"],
            max_age=600,
        )
    app.add_middleware(StatusBytes, owner=app)


def _operation_id(route: APIRoute) -> str:
    """Name operations after their functions, so that generated clients read well and stay stable."""
    return route.name

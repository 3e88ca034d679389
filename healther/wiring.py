"""Turns the settings of an installation into the configuration of each inner package, which knows nothing of them."""

import os
import socket
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from api.config import ApiConfig, GithubConfig, OidcConfig
from core.addresses import Allowance, parse_allowance
from healther.embedded.home import read_record
from healther.own_services import own_services
from healther.settings import Settings, reveal
from probes.config import ProbeConfig

if TYPE_CHECKING:
    from analytics.archive.read import Archive
    from analytics.archive.restored import Note, Restore, Restored, Via
    from analytics.jobs import JobsConfig
    from db.pool import Connection


def api_config(settings: Settings) -> ApiConfig:
    """Return what the API needs; `settings` was loaded with the database, the queue and the secret key required."""
    return ApiConfig(
        database_url=str(reveal(settings.database_url)),
        redis_url=str(reveal(settings.redis_url)),
        secret_key=str(reveal(settings.secret_key)),
        public_url=settings.address,
        cors_origins=settings.cors_origins,
        registration=settings.registration,
        access_token_minutes=settings.access_token_minutes,
        is_embedded=is_embedded(settings),
        allowance=allowance(settings),
        has_smtp=settings.smtp_url is not None,
        confirm_recipients=settings.confirm_recipients,
        most_import_bytes=settings.import_megabytes * 1_048_576,
        mail_dir=settings.home / "mail",
        github=_github(settings),
        oidc=_oidc(settings),
        pages_dir=_built_pages(),
    )


def _built_pages() -> Path | None:
    """Return the frontend that lies built beside the code; with containers it is somewhere else."""
    folder = Path(__file__).parents[1] / "frontend" / "dist"
    return folder if (folder / "app.html").is_file() else None


def _github(settings: Settings) -> GithubConfig | None:
    secret = reveal(settings.github_client_secret)
    return GithubConfig(settings.github_client_id, secret) if settings.github_client_id and secret else None


def _oidc(settings: Settings) -> OidcConfig | None:
    secret = reveal(settings.oidc_client_secret)
    if not (settings.oidc_issuer and settings.oidc_client_id and secret):
        return None
    return OidcConfig(settings.oidc_issuer, settings.oidc_client_id, secret, settings.oidc_name)


def offline_api_config() -> ApiConfig:
    """Return a configuration with which the application can be described, but not run."""
    return ApiConfig(
        database_url="postgresql://nowhere/healther",
        redis_url="redis://nowhere",
        secret_key="0" * 32,
        public_url="http://localhost:8000",
    )


def is_embedded(settings: Settings) -> bool:
    """Return whether the database is the one that `healther up` started in this home."""
    return reveal(settings.database_url) == read_record(settings.home).get("database_url")


def probe_config(settings: Settings) -> ProbeConfig:
    """Return what dispatcher, workers and senders need."""
    return ProbeConfig(
        database_url=reveal(settings.database_url) or "",
        redis_url=reveal(settings.redis_url) or "",
        name=f"{socket.gethostname()}-{os.getpid()}",
        allowance=allowance(settings),
        references=settings.reference_targets,
        smtp_url=reveal(settings.smtp_url),
        mail_from=settings.mail_from or "Healther <healther@localhost>",
        mail_dir=settings.home / "mail",
        public_url=settings.address,
        alert_cool_down=timedelta(minutes=settings.alert_cooldown_minutes),
        alert_mails_per_day=settings.alert_mails_per_day,
        deadman_url=reveal(settings.deadman_url),
    )


def jobs_config(settings: Settings) -> "JobsConfig":
    """Return what the worker for long work needs."""
    from analytics.jobs import JobsConfig

    return JobsConfig(
        database_url=reveal(settings.database_url) or "",
        redis_url=reveal(settings.redis_url) or "",
        restore=_restorer(allowance(settings)),
        public_url=settings.address,
    )


def _restorer(allowed: Allowance) -> "Restore":
    """Return what makes workspaces of archives: the rules of the API, loaded when the first archive comes."""

    async def restore(
        conn: "Connection", archive: "Archive", name: str, owner_id: UUID, *, via: "Via", progress: "Note"
    ) -> "Restored":
        from api.restoring import restore as by_the_rules

        return await by_the_rules(conn, archive, name, owner_id, allowance=allowed, via=via, progress=progress)

    return restore


def allowance(settings: Settings) -> Allowance:
    """Return where probes may connect: what the operator allows, without our own services unless named one by one."""
    record = read_record(settings.home)
    stores = {
        url
        for url, embedded in (
            (reveal(settings.database_url), record.get("database_url")),
            (reveal(settings.redis_url), record.get("redis_url")),
        )
        if url is not None and url != embedded  # an embedded one has no port
    }
    return parse_allowance(settings.allowed_networks or "", own_services(settings.port, stores))

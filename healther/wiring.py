"""Turns the settings of an installation into the configuration of each inner package, which knows nothing of them."""

import os
import socket
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from api.config import ApiConfig
from core.addresses import Allowance
from healther.embedded.home import read_record
from healther.settings import Settings, reveal
from probes.config import ProbeConfig

DEFAULT_PORTS = {"postgresql": 5432, "postgres": 5432, "redis": 6379, "rediss": 6379}


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
        mail_dir=settings.home / "mail",
    )


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
        smtp_url=reveal(settings.smtp_url),
        mail_from=settings.mail_from or "Healther <healther@localhost>",
        mail_dir=settings.home / "mail",
        public_url=settings.address,
    )


def allowance(settings: Settings) -> Allowance:
    """Return where probes may connect: the allowed networks, without our own services unless named one by one."""
    networks = settings.allowed_networks or ()
    named = {network for network in networks if network.prefixlen == network.max_prefixlen}
    own = {pair for pair in _own_services(settings) if ip_network(ip_address(pair[0])) not in named}
    return Allowance(networks=networks, own_services=frozenset(own))


def _own_services(settings: Settings) -> set[tuple[str, int]]:
    pairs = {("0.0.0.0", settings.port)}  # noqa: S104 - stands for every loopback address
    pairs |= {(address, settings.port) for address in _addresses(socket.gethostname())}
    for url in (reveal(settings.database_url), reveal(settings.redis_url)):
        parts = urlsplit(url or "")
        port = parts.port or DEFAULT_PORTS.get(parts.scheme)
        if parts.hostname and port is not None:
            pairs |= {(address, port) for address in _addresses(parts.hostname)}
    return pairs


def _addresses(host: str) -> set[str]:
    """Return the addresses of a host name now; a name that does not resolve protects nothing and blocks nothing."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return set()
    return {str(entry[4][0]).partition("%")[0] for entry in found}

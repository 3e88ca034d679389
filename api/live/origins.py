"""Which pages may open a WebSocket. Browsers apply no CORS to them, so the handshake looks at the origin itself."""

from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urlsplit

LOOPBACK: Final = ("localhost", "127.0.0.1", "[::1]")
DEFAULT_PORTS: Final = {"http": 80, "https": 443}


def allowed_origins(public_url: str, cors_origins: Iterable[str]) -> frozenset[str]:
    """Return the exact origins that are welcome; an installation on loopback is reached by each of its names."""
    parts = urlsplit(public_url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    port = "" if parts.port in (None, DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    hosts = LOOPBACK if host in LOOPBACK else (host,)
    own = {f"{parts.scheme}://{name}{port}" for name in hosts}
    return frozenset(own | set(cors_origins)) - {"*", "null"}


def is_welcome(origins: Sequence[str], allowed: frozenset[str], *, has_authorization: bool) -> bool:
    """Judge the Origin headers of a handshake.

    Programs send none; they show an Authorization header instead, which no page can add to a WebSocket.
    """
    if not origins:
        return has_authorization
    return len(origins) == 1 and origins[0] in allowed

"""What a Redis or Valkey server must be like to carry the queues, asked once at start."""

from typing import Any

from db.redis import DEADLINE_S, connect, deadline

OLDEST = (7, 0)


async def check_server(url: str, *, timeout_s: float = DEADLINE_S) -> list[str]:
    """Return one sentence for each setting of the server that can lose messages; empty if all is well.

    Raises BrokerUnavailable if the server does not answer. INFO is enough, managed servers often forbid CONFIG.
    """
    client = connect(url, max_connections=1)
    try:
        async with deadline(timeout_s):
            info = await client.info()
    finally:
        await client.aclose()
    return warnings(info)


def warnings(info: dict[str, Any]) -> list[str]:
    """Judge the answer of INFO."""
    found = []
    version = str(info.get("redis_version", "0"))
    if _version(version) < OLDEST:
        found.append(f"Redis {version} is too old: at least {OLDEST[0]}.{OLDEST[1]}, or Valkey, is needed.")
    if not info.get("aof_enabled"):
        found.append("The append-only file is off: a restart of Redis loses queued tasks. Set `appendonly yes`.")
    if (policy := info.get("maxmemory_policy", "noeviction")) != "noeviction":
        found.append(f"maxmemory-policy is {policy}: a full Redis deletes queued tasks. Set `noeviction`.")
    if not info.get("maxmemory"):
        found.append("maxmemory is not set: a growing queue can use up the memory of the machine.")
    return found


def _version(text: str) -> tuple[int, ...]:
    """Read the leading numbers of a version; what is no number counts as 0."""
    return tuple(int(part) if part.isdigit() else 0 for part in text.split(".")[:2])

"""What `healther doctor` finds in Valkey or Redis: the server, what waits in the queues, and what was given up."""

import time
from dataclasses import dataclass
from typing import Final

from db.redis import BrokerError, Client, connect, deadline
from healther.findings import Finding, note, problem, well

QUEUE_DEADLINE_S: Final = 5.0
LARGEST_CLOCK_ERROR_S: Final = 1.0
OLDEST_REDIS: Final = (7, 0)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long work may wait in a stream, and what to do when it waits longer."""

    stream: str
    longest_s: float
    remedy: str


QUEUES: Final = (
    Patience("healther:checks", 30.0, "see that healther worker runs; start more of them when it does"),
    Patience("healther:checks:now", 5.0, "see that healther worker runs; start more of them when it does"),
    Patience("healther:jobs", 3600.0, "see that healther jobs runs, and read its log"),
)


async def look(url: str) -> list[Finding]:
    """Look at the server and at what waits in it."""
    client = connect(url, max_connections=1)
    try:
        async with deadline(QUEUE_DEADLINE_S):
            return await _look_at_queue(client)
    except BrokerError as error:
        return [problem("queue", f"no answer: {error}", "check HEALTHER_REDIS_URL and that the server runs")]
    finally:
        await client.aclose()


async def _look_at_queue(client: Client) -> list[Finding]:
    server = await client.info()
    findings = [_version(server), _eviction(server), _durability(server)]
    findings += await _waiting(client)
    seconds, micros = await client.time()
    error_s = abs(time.time() - (seconds + micros / 1e6))
    if error_s > LARGEST_CLOCK_ERROR_S:
        message = f"its clock and ours differ by {error_s:.1f} s"
        findings.append(problem("queue clock", message, "synchronise the clocks of both machines"))
    return findings


def _version(server: dict[str, object]) -> Finding:
    version = str(server.get("redis_version", "0.0"))
    name = "Valkey" if "valkey_version" in server else "Redis"
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_REDIS:
        return problem("queue", f"{name} {version} is too old", "use Valkey, or Redis 7 or newer")
    return well("queue", f"{name} {server.get('valkey_version', version)}")


def _eviction(server: dict[str, object]) -> Finding:
    policy = str(server.get("maxmemory_policy"))
    if policy == "noeviction":
        return well("queue memory", "nothing is evicted")
    message = f"maxmemory-policy is {policy}: the server may throw work away"
    return problem("queue memory", message, "set maxmemory-policy noeviction")


def _durability(server: dict[str, object]) -> Finding:
    if server.get("aof_enabled"):
        return well("queue durability", "append-only file is on")
    message = "the append-only file is off: a restart of the server costs the checks under way (they are sent again)"
    return note("queue durability", message, "set appendonly yes")


async def _waiting(client: Client) -> list[Finding]:
    from db.broker.streams import DEAD_SUFFIX, age_s

    findings, words = [], []
    for queue in QUEUES:
        oldest_s = await age_s(client, queue.stream)
        words.append(f"{queue.stream} {oldest_s:.0f} s")
        if oldest_s > queue.longest_s:
            findings.append(problem("queues", f"work in {queue.stream} waits since {oldest_s:.0f} s", queue.remedy))
        if dead := await client.xlen(queue.stream + DEAD_SUFFIX):
            findings.append(_dead(queue.stream + DEAD_SUFFIX, dead))
    return findings or [well("queues", f"oldest work: {', '.join(words)}; nothing was given up")]


def _dead(stream: str, count: int) -> Finding:
    remedy = f"valkey-cli XRANGE {stream} - + shows them with the reason; DEL {stream} once it is understood"
    return note("dead letters", f"{count} messages that could not be run lie in {stream}", remedy)

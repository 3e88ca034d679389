"""Rate limits: counted in Redis for all processes together, and in this process when Redis is away.

A window is fixed and begins with its first hit. Addresses are counted by IPv4 address or IPv6 /64.
"""

import logging
import math
import time
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from typing import Final

from api.errors import too_many
from db.redis import BrokerError, Client, deadline

logger = logging.getLogger(__name__)

REDIS_DEADLINE_S: Final = 0.3
REDIS_REST_S: Final = 5.0  # after a failure Redis is not asked for this long
MAX_LOCAL_KEYS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `hits` in `window_s` seconds for each key."""

    name: str
    hits: int
    window_s: int


LOGIN_BY_ADDRESS: Final = Limit("login:address", 100, 300)
LOGIN_BY_ACCOUNT: Final = Limit("login:account", 20, 300)
REGISTER_BY_ADDRESS: Final = Limit("register:address", 100, 3600)
REFRESH_BY_ADDRESS: Final = Limit("refresh:address", 300, 300)
MANUAL_CHECK_BY_USER: Final = Limit("check:user", 60, 60)
LIVE_TICKET_BY_USER: Final = Limit("live-ticket:user", 120, 60)
PUBLIC_CHECK_BY_ADDRESS: Final = Limit("public-check:address", 10, 60)
PUBLIC_CHECK_IN_ALL: Final = Limit("public-check:all", 120, 60)


class Limits:
    """Counts hits. With Redis away each process counts alone, so limits stay, loosened by the number of processes."""

    def __init__(self, redis: Client) -> None:
        self._redis = redis
        self._local: OrderedDict[str, tuple[float, int]] = OrderedDict()  # key → end of the window, hits
        self._rest_until = 0.0

    async def hit(self, limit: Limit, key: str) -> None:
        """Count one hit; raise a 429 once there are more than the limit allows."""
        name = f"healther:limit:{limit.name}:{sha256(key.encode()).hexdigest()[:32]}"
        count, left_s = await self._count(name, limit.window_s)
        if count > limit.hits:
            raise too_many(max(1, math.ceil(left_s)))

    async def _count(self, name: str, window_s: int) -> tuple[int, float]:
        here = self._count_here(name, window_s)  # always: a limit does not begin anew when Redis goes away
        if time.monotonic() < self._rest_until:
            return here
        try:
            return max(here, await self._count_in_redis(name, window_s))
        except BrokerError as error:
            self._rest_until = time.monotonic() + REDIS_REST_S
            logger.warning("limits are counted in this process only", extra={"error": repr(error)})
            return here

    async def _count_in_redis(self, name: str, window_s: int) -> tuple[int, float]:
        async with deadline(REDIS_DEADLINE_S), self._redis.pipeline(transaction=True) as pipe:
            pipe.incr(name)
            pipe.expire(name, window_s, nx=True)
            pipe.pttl(name)
            count, _, left_ms = await pipe.execute()
        return int(count), int(left_ms) / 1000

    def _count_here(self, name: str, window_s: int) -> tuple[int, float]:
        now = time.monotonic()
        ends_at, count = self._local.pop(name, (now + window_s, 0))
        if ends_at <= now:
            ends_at, count = now + window_s, 0
        self._local[name] = (ends_at, count + 1)
        if len(self._local) > MAX_LOCAL_KEYS:
            self._local.popitem(last=False)
        return count + 1, ends_at - now


def address_key(address: str | None) -> str:
    """Return what an address is counted under; all of an IPv6 /64 is one customer's."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped) if parsed.ipv4_mapped else str(IPv6Address(int(parsed) >> 64 << 64))
    return str(parsed)

"""Places of open sockets, counted over all API processes: which sockets have one, under what they are counted.

A key is a sorted set of sockets with the end of each one's lease, by the clock of Redis. Processes renew their leases;
those of a process that died run out. Everything here raises BrokerError, and the caller counts alone meanwhile.
"""

from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any, Final

from db.redis import Client, deadline

LEASE_S: Final = 30
RENEW_EVERY_S: Final = 10.0
DEADLINE_S: Final = 0.3
RENEW_DEADLINE_S: Final = 5.0
RENEWED_AT_ONCE: Final = 500

_TAKE: Final = """
local now = tonumber(redis.call('TIME')[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1
"""
_RENEW: Final = """
local ends = tonumber(redis.call('TIME')[1]) + ARGV[1]
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], ends, ARGV[i]) end
redis.call('EXPIRE', KEYS[1], ARGV[1])
"""


async def take_place(redis: Client, counted_under: str, socket_id: str, most: int) -> bool:
    """Give the socket a place if fewer than `most` are taken; False when none is left. Raises BrokerError."""
    async with deadline(DEADLINE_S):
        return bool(await _run(redis, _TAKE, counted_under, most, LEASE_S, socket_id))


async def leave_place(redis: Client, counted_under: str, socket_id: str) -> None:
    """Give a place back. Raises BrokerError."""
    async with deadline(DEADLINE_S):
        await redis.zrem(_key(counted_under), socket_id)


async def renew_places(redis: Client, taken: Mapping[str, Collection[str]]) -> None:
    """Renew the leases of these sockets, and count those anew that Redis has forgotten. Raises BrokerError."""
    batches = list(taken.items())
    for start in range(0, len(batches), RENEWED_AT_ONCE):
        async with deadline(RENEW_DEADLINE_S), redis.pipeline(transaction=False) as pipe:
            for counted_under, socket_ids in batches[start : start + RENEWED_AT_ONCE]:
                pipe.eval(_RENEW, 1, _key(counted_under), str(LEASE_S), *socket_ids)
            await pipe.execute()


async def _run(redis: Client, script: str, counted_under: str, *arguments: Any) -> int:
    return int(await redis.eval(script, 1, _key(counted_under), *map(str, arguments)))


def _key(counted_under: str) -> str:
    return f"healther:places:{sha256(counted_under.encode()).hexdigest()[:32]}"

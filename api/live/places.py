"""How many sockets may be open at once: for each person and address over all API processes, and in all in this one.

This process counts its own sockets, whatever happens. Redis counts those of all processes together; while it is away
each process counts alone, so limits stay, loosened by the number of processes.
"""

import asyncio
import logging
import secrets
import time
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from db.live_places import RENEW_EVERY_S, leave_place, renew_places, take_place
from db.redis import BrokerError, Client

PER_USER: Final = 20
PER_ADDRESS: Final = 50
IN_ALL: Final = 5_000
REDIS_REST_S: Final = 5.0  # after a failure Redis is not asked for this long

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """What an open socket holds: under what it is counted, and its name there."""

    counted_under: str
    socket_id: str


class Places:
    """Counts open sockets. `run` keeps what Redis counts alive."""

    def __init__(
        self, redis: Client, *, per_user: int = PER_USER, per_address: int = PER_ADDRESS, in_all: int = IN_ALL
    ) -> None:
        self._redis = redis
        self._limits = (per_user, per_address, in_all)
        self._taken: dict[str, set[str]] = {}
        self._open = 0
        self._rest_until = 0.0

    @property
    def open(self) -> int:
        """How many sockets are open in this process."""
        return self._open

    async def enter(self, address: str) -> Place | None:
        """Take a place for an address; None when there is none. `leave` gives it back."""
        _, per_address, in_all = self._limits
        if self._open >= in_all:
            return None
        self._open += 1
        place = None
        try:
            place = await self._take(f"address:{address}", per_address)
        finally:
            self._open -= place is None
        return place

    async def leave(self, place: Place) -> None:
        """Give the place of an address back."""
        self._open -= 1
        await self._give_back(place)

    async def sit(self, user_id: UUID) -> Place | None:
        """Take a place for a person; None when they have too many. `rise` gives it back."""
        return await self._take(f"user:{user_id}", self._limits[0])

    async def rise(self, place: Place) -> None:
        """Give the place of a person back."""
        await self._give_back(place)

    async def run(self) -> None:
        """Renew what Redis counts until cancelled."""
        while True:
            await asyncio.sleep(RENEW_EVERY_S)
            await self.renew()

    async def renew(self) -> None:
        """Renew what Redis counts; a Redis that has forgotten everything learns it again."""
        try:
            await renew_places(self._redis, {key: list(names) for key, names in self._taken.items()})
        except BrokerError as error:
            self._note(error)

    async def _take(self, counted_under: str, most: int) -> Place | None:
        """Count here first, before anything is awaited: of two that come at once the second sees the first."""
        here = self._taken.setdefault(counted_under, set())
        if len(here) >= most:
            return None
        place = Place(counted_under, secrets.token_hex(8))
        here.add(place.socket_id)
        try:
            if await self._is_left_elsewhere(place, most):
                return place
        except BaseException:  # a client that goes away meanwhile: nobody would give the place back
            self._forget(place)
            raise
        self._forget(place)
        return None

    async def _is_left_elsewhere(self, place: Place, most: int) -> bool:
        if time.monotonic() < self._rest_until:
            return True
        try:
            return await take_place(self._redis, place.counted_under, place.socket_id, most)
        except BrokerError as error:
            self._note(error)
            return True

    async def _give_back(self, place: Place) -> None:
        self._forget(place)
        if time.monotonic() < self._rest_until:
            return  # the lease runs out
        try:
            await leave_place(self._redis, place.counted_under, place.socket_id)
        except BrokerError as error:
            self._note(error)

    def _forget(self, place: Place) -> None:
        here = self._taken[place.counted_under]
        here.discard(place.socket_id)
        if not here:
            del self._taken[place.counted_under]

    def _note(self, error: BrokerError) -> None:
        self._rest_until = time.monotonic() + REDIS_REST_S
        logger.warning("open sockets are counted in this process only", extra={"error": repr(error)})

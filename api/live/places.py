"""How many sockets may be open at once in this process: for each person, for each address, and in all."""

from collections import Counter
from typing import Final
from uuid import UUID

PER_USER: Final = 20
PER_ADDRESS: Final = 50
IN_ALL: Final = 5_000


class Places:
    """Counts open sockets."""

    def __init__(self, *, per_user: int = PER_USER, per_address: int = PER_ADDRESS, in_all: int = IN_ALL) -> None:
        self._limits = (per_user, per_address, in_all)
        self._users: Counter[UUID] = Counter()
        self._addresses: Counter[str] = Counter()

    @property
    def open(self) -> int:
        """How many sockets are open."""
        return self._addresses.total()

    def enter(self, address: str) -> bool:
        """Take a place for an address; False when there is none. `leave` gives it back."""
        _, per_address, in_all = self._limits
        if self._addresses[address] >= per_address or self.open >= in_all:
            return False
        self._addresses[address] += 1
        return True

    def leave(self, address: str) -> None:
        """Give the place of an address back."""
        self._addresses[address] -= 1
        self._addresses += Counter()  # forget those at zero

    def sit(self, user_id: UUID) -> bool:
        """Take a place for a person; False when they have too many. `rise` gives it back."""
        if self._users[user_id] >= self._limits[0]:
            return False
        self._users[user_id] += 1
        return True

    def rise(self, user_id: UUID) -> None:
        """Give the place of a person back."""
        self._users[user_id] -= 1
        self._users += Counter()

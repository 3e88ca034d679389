"""The unprivileged identity of the embedded services.

PostgreSQL refuses to run as root. When root starts Healther, the services run under a numeric uid and gid of their own
that no OS user has: nothing is added to /etc/passwd, and no other process of the machine shares the identity.
"""

import hashlib
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

# Unused in systemd's table (https://systemd.io/UIDS-GIDS/), and there even in a container with 65,536 uids.
FIRST_FREE_ID = 60578
LAST_FREE_ID = 61183
NOBODY = 65534


@dataclass(frozen=True)
class Account:
    """Who runs a service; `home_key` of `choose` decides the number, so one home always has the same owner."""

    uid: int
    gid: int

    def borrowed(self) -> "Account":
        """Return an identity that has a passwd entry, with our gid: initdb insists on a name for its uid.

        The private gid keeps other processes of `nobody` away from what it writes.
        """
        return Account(uid=NOBODY, gid=self.gid)


def choose(home_key: str) -> Account | None:
    """Return the account for the services of one home; None: run them as the current user, which is not root."""
    if os.geteuid() != 0:
        return None
    span = LAST_FREE_ID - FIRST_FREE_ID + 1
    start = int.from_bytes(hashlib.sha256(home_key.encode()).digest()[:4], "big") % span
    for step in range(span):
        number = FIRST_FREE_ID + (start + step) % span
        if not _is_taken(number):
            return Account(uid=number, gid=number)
    raise RuntimeError(f"every uid from {FIRST_FREE_ID} to {LAST_FREE_ID} belongs to somebody on this machine")


def can_reach(path: Path, account: Account) -> bool:
    """Return whether the account may pass through every directory above `path` (which need not exist)."""
    return all(_may_enter(directory, account) for directory in path.absolute().parents if directory.exists())


def can_execute(program: Path, account: Account) -> bool:
    """Return whether the account may run this file."""
    return can_reach(program, account) and _allows(program.stat(), account, stat.S_IROTH | stat.S_IXOTH)


def _may_enter(directory: Path, account: Account) -> bool:
    return _allows(directory.stat(), account, stat.S_IXOTH)


def _allows(status: os.stat_result, account: Account, wanted: int) -> bool:
    shift = 6 if status.st_uid == account.uid else 3 if status.st_gid == account.gid else 0
    return (status.st_mode >> shift) & wanted == wanted


def _is_taken(number: int) -> bool:
    try:
        pwd.getpwuid(number)
    except KeyError:
        return False
    return True

"""The one translation of driver errors. Everything `db` raises on purpose is one of these:

DatabaseError
├── NotFound            a row that must be there is not
├── AlreadyExists       a unique constraint says no; `constraint` names it
├── Refused             another constraint says no; `constraint` names it
├── TryAgain            lost a race (deadlock, serialization, lock timeout): the same call may succeed
└── Unavailable         no usable server within the deadline
    └── OutOfSpace      no room on the disk, the server's or our own: waiting a moment does not help
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg


class DatabaseError(Exception):
    """The database could not do what was asked."""


class NotFound(DatabaseError):  # noqa: N818 - named for the problem
    """A row that must be there is not."""


class AlreadyExists(DatabaseError):  # noqa: N818 - named for the problem
    """A row with the same key exists; `constraint` is the name of the unique index."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)
        self.constraint = constraint


class Refused(DatabaseError):  # noqa: N818 - named for the problem
    """A check, foreign key or not-null constraint refuses the row; `constraint` is its name."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)
        self.constraint = constraint


class TryAgain(DatabaseError):  # noqa: N818 - named for the problem
    """The transaction lost a race and was rolled back; it may be repeated as it is."""


class Unavailable(DatabaseError):  # noqa: N818 - named for the problem
    """The server cannot be reached, is starting or stopping, or did not answer within the deadline."""


class OutOfSpace(Unavailable):
    """There is no room left on the disk: the server's, or this machine's."""


_RACES = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
)
_OUTAGES = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # shutdown, crash recovery, cancelled by a time limit
    asyncpg.InsufficientResourcesError,  # out of connections, memory or disk
    asyncpg.InterfaceError,  # the connection was closed under us
    asyncpg.InternalClientError,  # the same, in the middle of a statement
    OSError,  # refused, reset; TimeoutError is one too
)
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's errors inside the block into ours."""
    try:
        yield
    except asyncpg.UniqueViolationError as error:
        raise AlreadyExists(error.constraint_name or "") from error
    except asyncpg.IntegrityConstraintViolationError as error:
        raise Refused(error.constraint_name or "") from error
    except _RACES as error:
        raise TryAgain(str(error)) from error
    except _OUTAGES as error:
        if isinstance(error, asyncpg.DiskFullError) or (isinstance(error, OSError) and error.errno in _NO_SPACE):
            raise OutOfSpace(str(error)) from error
        raise Unavailable(str(error) or type(error).__name__) from error

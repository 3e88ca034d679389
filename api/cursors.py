"""Cursors of lists: opaque to clients, made of the last item's key."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated, Final
from uuid import UUID

from fastapi import Query

from api.errors import Problem, unprocessable

MAX_ITEMS: Final = 500

Limit = Annotated[int, Query(ge=1, le=MAX_ITEMS, description="how many items at most")]


def write_cursor(key: str) -> str:
    """Return the cursor behind the item with this key."""
    return urlsafe_b64encode(key.encode()).decode().rstrip("=")


def read_key(cursor: str) -> str:
    """Return the key of a cursor; raise a 422 for one that is not ours."""
    try:
        return urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except ValueError as error:
        raise _not_ours() from error


def read_uuid(cursor: str | None) -> UUID | None:
    """Return the id a cursor carries."""
    if cursor is None:
        return None
    try:
        return UUID(read_key(cursor))
    except ValueError as error:
        raise _not_ours() from error


def read_int(cursor: str | None) -> int:
    """Return the number a cursor carries; 0 without a cursor."""
    if cursor is None:
        return 0
    key = read_key(cursor)
    if not (key.isascii() and key.isdigit() and len(key) <= 9):
        raise _not_ours()
    return int(key)


def _not_ours() -> Problem:
    return unprocessable("cursor", "This is not a cursor of ours.", "Use the `next` of the page before.")

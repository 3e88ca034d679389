"""Wishes for one check at once, and their answers.

Table `check_requests`, one row per wish. Writer: api; probes set `handled_at` and `answer`. A wish names a saved
monitor or carries the spec of an unsaved one.
"""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel

from core.specs import MonitorSpec
from db.pool import Connection
from db.specs import spec_from_json, spec_to_json


class CheckRequest(BaseModel, frozen=True):
    """A wish as workers take it. `is_public`: public addresses only, whatever the operator allows."""

    id: UUID
    monitor_id: int | None
    spec: MonitorSpec | None
    is_public: bool
    expires_at: datetime
    handled_at: datetime | None


SELECT_CHECK_REQUEST: Final = """
    SELECT id, monitor_id, spec, is_public, expires_at, handled_at
      FROM check_requests
     WHERE id = $1
"""


async def select_check_request(conn: Connection, request_id: UUID) -> CheckRequest | None:
    """Return one wish."""
    row = await conn.fetchrow(SELECT_CHECK_REQUEST, request_id)
    if row is None:
        return None
    spec = None if row["spec"] is None else spec_from_json(row["spec"])
    return CheckRequest(**{**row, "spec": spec})


INSERT_CHECK_REQUEST: Final = """
    INSERT INTO check_requests (monitor_id, spec, is_public, requested_by, expires_at)
    VALUES ($1, $2, $3, $4, now() + $5::interval)
 RETURNING id
"""


async def insert_check_request(
    conn: Connection,
    *,
    monitor_id: int | None = None,
    spec: MonitorSpec | None = None,
    is_public: bool = False,
    requested_by: UUID | None = None,
    lifetime: timedelta,
) -> UUID:
    """Store a wish for a saved monitor or for a spec and return its id; it is worth nothing after `lifetime`."""
    stored = None if spec is None else spec_to_json(spec)
    request_id = await conn.fetchval(INSERT_CHECK_REQUEST, monitor_id, stored, is_public, requested_by, lifetime)
    assert isinstance(request_id, UUID), "an INSERT with VALUES returns its row"
    return request_id


UPDATE_CHECK_REQUEST_HANDLED: Final = """
    UPDATE check_requests
       SET handled_at = clock_timestamp(),
           answer = $2
     WHERE id = $1
       AND handled_at IS NULL
"""


async def update_check_request_handled(conn: Connection, request_id: UUID, answer: dict[str, Any]) -> bool:
    """Mark a wish as done with its answer; False when somebody else already did."""
    return str(await conn.execute(UPDATE_CHECK_REQUEST_HANDLED, request_id, answer)) == "UPDATE 1"


DELETE_CHECK_REQUESTS_BEFORE: Final = "DELETE FROM check_requests WHERE created_at < now() - $1::interval"


async def delete_check_requests_before(conn: Connection, age: timedelta) -> None:
    """Forget wishes older than `age`."""
    await conn.execute(DELETE_CHECK_REQUESTS_BEFORE, age)

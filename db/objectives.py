"""Objectives: what availability is aimed at or promised, over which window.

Table `objectives`. `tree` is read by core.trees, `policy` names how time is counted. Writer: api.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection

MOST_OBJECTIVES: Final = 100  # of a workspace


class ObjectiveWish(BaseModel, frozen=True):
    """What a person wants. `rolling_days` goes with the cycle `rolling` only."""

    name: str
    tree: dict[str, Any]
    target: float
    cycle: str
    rolling_days: int | None
    time_zone: str
    policy: str
    tiers: list[Any]


class Objective(ObjectiveWish, frozen=True):
    """A row."""

    id: int
    created_at: datetime
    updated_at: datetime


SELECT_OBJECTIVES: Final = """
    SELECT id, name, tree, target, cycle, rolling_days, time_zone, policy, tiers, created_at, updated_at
      FROM objectives
     WHERE workspace_id = $1
       AND ($2::bigint IS NULL OR id = $2)
     ORDER BY id
     LIMIT $3
"""


async def select_objectives(conn: Connection, workspace_id: UUID, limit: int) -> list[Objective]:
    """Return the objectives of a workspace, oldest first."""
    return [Objective(**row) for row in await conn.fetch(SELECT_OBJECTIVES, workspace_id, None, limit)]


async def select_objective(conn: Connection, workspace_id: UUID, objective_id: int) -> Objective | None:
    """Return one objective of a workspace."""
    row = await conn.fetchrow(SELECT_OBJECTIVES, workspace_id, objective_id, 1)
    return Objective(**row) if row else None


INSERT_OBJECTIVE: Final = """
    INSERT INTO objectives (workspace_id, name, tree, target, cycle, rolling_days, time_zone, policy, tiers)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    RETURNING id
"""


async def insert_objective(conn: Connection, workspace_id: UUID, wish: ObjectiveWish) -> int:
    """Add an objective and return its id."""
    objective_id: int = await conn.fetchval(INSERT_OBJECTIVE, workspace_id, *wish.model_dump().values())
    return objective_id


UPDATE_OBJECTIVE: Final = """
    UPDATE objectives
       SET name = $3, tree = $4, target = $5, cycle = $6, rolling_days = $7, time_zone = $8, policy = $9, tiers = $10,
           updated_at = now()
     WHERE workspace_id = $1
       AND id = $2
"""


async def update_objective(conn: Connection, workspace_id: UUID, objective_id: int, wish: ObjectiveWish) -> None:
    """Write an objective anew."""
    await conn.execute(UPDATE_OBJECTIVE, workspace_id, objective_id, *wish.model_dump().values())


DELETE_OBJECTIVE: Final = """
    DELETE FROM objectives
     WHERE workspace_id = $1
       AND id = $2
"""


async def delete_objective(conn: Connection, workspace_id: UUID, objective_id: int) -> None:
    """Remove an objective."""
    await conn.execute(DELETE_OBJECTIVE, workspace_id, objective_id)

"""Workspaces: make, list, rename, publish, delete."""

import re
import secrets
import unicodedata
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import StringConstraints

from api.cursors import MAX_ITEMS, Limit, read_uuid, write_cursor
from api.deps import Conn, CurrentCaller, ServicesDep
from api.errors import ProblemOut, conflict, not_found
from api.roles import Action, allowed, require
from api.schemas import In, Out, Page, Text, UtcTime
from db.errors import AlreadyExists
from db.pool import Connection
from db.workspaces import (
    Workspace,
    insert_workspace,
    select_workspace,
    select_workspaces,
    update_workspace,
    update_workspace_deleted,
)

router = APIRouter(prefix="/workspaces", tags=["workspaces"])

WHAT: Final = "workspace"
SLUG_TRIES: Final = 5

Name = Annotated[Text, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(min_length=2, max_length=63, pattern=r"^[a-z0-9](-?[a-z0-9])+$")]


class WorkspaceIn(In):
    """A new workspace."""

    name: Name


class WorkspaceChangeIn(In):
    """What to change; keys that are left out stay as they are. `slug` is the address of the public page."""

    name: Name | None = None
    slug: Slug | None = None
    is_public: bool | None = None


class WorkspaceOut(Out):
    """A workspace; `role` is one's own."""

    id: UUID
    name: str
    slug: str
    is_public: bool
    role: Literal["owner", "admin", "observer"]
    created_at: UtcTime
    updated_at: UtcTime

    @classmethod
    def of(cls, workspace: Workspace) -> "WorkspaceOut":
        """Show a row."""
        return cls.model_validate(workspace, from_attributes=True)


@router.get("")
async def list_workspaces(
    caller: CurrentCaller, conn: Conn, cursor: Annotated[str | None, Query()] = None, limit: Limit = MAX_ITEMS
) -> Page[WorkspaceOut]:
    """Return one's workspaces, oldest first."""
    found = await select_workspaces(conn, caller.id, read_uuid(cursor), limit + 1, caller.workspace_id)
    items = [WorkspaceOut.of(workspace) for workspace in found[:limit]]
    return Page(items=items, next=write_cursor(str(items[-1].id)) if len(found) > limit else None)


@router.post("", status_code=201)
async def make_workspace(body: WorkspaceIn, caller: CurrentCaller, services: ServicesDep) -> WorkspaceOut:
    """Make a workspace; one is its owner."""
    async with services.transaction() as conn:
        return WorkspaceOut.of(await _insert(conn, body.name, caller.id))


@router.get("/{workspace_id}", responses={404: {"model": ProblemOut}})
async def get_workspace(workspace_id: UUID, caller: CurrentCaller, conn: Conn) -> WorkspaceOut:
    """Return one workspace."""
    return WorkspaceOut.of(await require_workspace(conn, workspace_id, caller.id, Action.READ))


@router.patch("/{workspace_id}", responses={404: {"model": ProblemOut}, 409: {"model": ProblemOut}})
async def change_workspace(
    workspace_id: UUID, body: WorkspaceChangeIn, caller: CurrentCaller, services: ServicesDep
) -> WorkspaceOut:
    """Rename a workspace, move its public page, or switch that on and off."""
    roles = allowed(Action.EDIT_WORKSPACE)
    try:
        async with services.transaction() as conn:
            before = await require_workspace(conn, workspace_id, caller.id, Action.EDIT_WORKSPACE)
            changed = await update_workspace(conn, workspace_id, caller.id, roles, **body.model_dump())
    except AlreadyExists as error:
        raise conflict("Another page uses this slug: choose another one.", kind="slug-taken") from error
    if changed is None:
        raise not_found(WHAT)
    services.pages.forget(before.slug, changed.slug)
    return WorkspaceOut.of(changed)


@router.delete("/{workspace_id}", status_code=204, responses={404: {"model": ProblemOut}})
async def delete_workspace(workspace_id: UUID, caller: CurrentCaller, services: ServicesDep) -> None:
    """Delete a workspace: its monitors stop and its public page is gone."""
    async with services.transaction() as conn:
        workspace = await require_workspace(conn, workspace_id, caller.id, Action.DELETE_WORKSPACE)
        await update_workspace_deleted(conn, workspace_id, caller.id, allowed(Action.DELETE_WORKSPACE))
    services.pages.forget(workspace.slug)
    await services.wake()


async def require_workspace(conn: Connection, workspace_id: UUID, user_id: UUID, action: Action) -> Workspace:
    """Return the workspace if the person may do that in it; raise a 404 for a stranger, a 403 for a small role."""
    workspace = await select_workspace(conn, workspace_id, user_id)
    if workspace is None:
        raise not_found(WHAT)
    require(workspace.role, action)
    return workspace


def slug_of(name: str) -> str:
    """Return a slug made of the letters and digits of a name; empty when it has none."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].strip("-")


async def _insert(conn: Connection, name: str, owner_id: UUID) -> Workspace:
    """Insert with the slug of the name, or with a few random letters behind it when that is taken."""
    slug = slug_of(name)
    for _ in range(SLUG_TRIES):
        workspace = await insert_workspace(conn, name, slug, owner_id) if len(slug) > 1 else None
        if workspace is not None:
            return workspace
        slug = f"{slug_of(name) or 'workspace'}-{secrets.token_hex(3)}"
    raise conflict("No free address was found for this name: try another one.")

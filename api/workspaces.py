"""Workspaces: make, list, rename, publish, delete, bring back."""

import re
import secrets
import unicodedata
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field, StringConstraints

from api.audit import Subject, differences, record
from api.cursors import MAX_ITEMS, Limit, read_uuid, write_cursor
from api.deps import Caller, Conn, CurrentCaller, ServicesDep
from api.errors import Problem, ProblemOut, conflict, not_found, unprocessable
from api.roles import Action, allowed, require
from api.schemas import In, Out, Page, Text, UtcTime
from db.errors import AlreadyExists
from db.former_slugs import delete_former_slug, is_reserved, select_free_former_slug, upsert_former_slug
from db.memberships import lock_workspace
from db.pool import Connection
from db.row_security import beyond
from db.workspaces import (
    Workspace,
    insert_workspace,
    select_deleted_workspaces,
    select_workspace,
    select_workspaces,
    update_workspace,
    update_workspace_deleted,
    update_workspace_restored,
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


class WorkspaceDeleteIn(In):
    """The workspace's name, typed by hand: it takes all its monitors and their history with it."""

    name: str


class WorkspaceOut(Out):
    """A workspace; `role` is one's own."""

    id: UUID
    name: str
    slug: str
    is_public: bool
    role: Literal["owner", "admin", "observer"]
    created_at: UtcTime
    updated_at: UtcTime
    deleted_at: UtcTime | None = Field(description="it can be brought back for a day")

    @classmethod
    def of(cls, workspace: Workspace) -> "WorkspaceOut":
        """Show a row."""
        return cls.model_validate(workspace, from_attributes=True)


@router.get("")
async def list_workspaces(
    caller: CurrentCaller,
    conn: Conn,
    cursor: Annotated[str | None, Query()] = None,
    limit: Limit = MAX_ITEMS,
    deleted: Annotated[bool, Query(description="those that can be brought back, the last deleted first")] = False,
) -> Page[WorkspaceOut]:
    """Return one's workspaces, oldest first."""
    if deleted:
        roles = allowed(Action.DELETE_WORKSPACE)
        gone = await select_deleted_workspaces(conn, caller.id, roles, limit, caller.workspace_id)
        return Page(items=[WorkspaceOut.of(workspace) for workspace in gone], next=None)
    found = await select_workspaces(conn, caller.id, read_uuid(cursor), limit + 1, caller.workspace_id)
    items = [WorkspaceOut.of(workspace) for workspace in found[:limit]]
    return Page(items=items, next=write_cursor(str(items[-1].id)) if len(found) > limit else None)


@router.post("", status_code=201)
async def make_workspace(body: WorkspaceIn, caller: CurrentCaller, services: ServicesDep) -> WorkspaceOut:
    """Make a workspace; one is its owner."""
    async with services.transaction(caller) as conn:
        async with beyond(conn, caller):  # one is no member yet, and addresses are those of all workspaces
            workspace = await insert_named(conn, body.name, caller.id)
        await record(conn, workspace.id, caller, "workspace.created", subject_of(workspace))
    return WorkspaceOut.of(workspace)


@router.get("/{workspace_id}", responses={404: {"model": ProblemOut}})
async def get_workspace(workspace_id: UUID, caller: CurrentCaller, conn: Conn) -> WorkspaceOut:
    """Return one workspace."""
    return WorkspaceOut.of(await require_workspace(conn, workspace_id, caller.id, Action.READ))


@router.patch("/{workspace_id}", responses={404: {"model": ProblemOut}, 409: {"model": ProblemOut}})
async def change_workspace(
    workspace_id: UUID, body: WorkspaceChangeIn, caller: CurrentCaller, services: ServicesDep
) -> WorkspaceOut:
    """Rename a workspace, move its public page, or switch that on and off. The old address redirects to the new one."""
    try:
        async with services.transaction(caller) as conn:
            before, changed = await _change(conn, workspace_id, body, caller)
    except AlreadyExists as error:
        raise _slug_taken() from error
    services.pages.forget(before.slug, changed.slug)
    return WorkspaceOut.of(changed)


@router.delete("/{workspace_id}", status_code=204, responses={404: {"model": ProblemOut}, 422: {"model": ProblemOut}})
async def delete_workspace(
    workspace_id: UUID, caller: CurrentCaller, services: ServicesDep, body: WorkspaceDeleteIn | None = None
) -> None:
    """Delete a workspace: its monitors stop and its public page is gone. An owner can bring it back for a day.

    It takes the workspace's name, as `{"name": "…"}`, so that nobody deletes another one than was meant.
    """
    async with services.transaction(caller) as conn:
        workspace = await require_workspace(conn, workspace_id, caller.id, Action.DELETE_WORKSPACE)
        if body is None:
            remedy = 'Send {"name": "…"} with `Content-Type: application/json`.'
            raise unprocessable("name", "Deleting a workspace takes its name.", remedy)
        if body.name.strip() != workspace.name:
            raise unprocessable("name", "This is not the workspace's name.", "Write its name exactly, to be sure.")
        async with beyond(conn, caller):
            await upsert_former_slug(conn, workspace.slug, workspace_id)
        await update_workspace_deleted(conn, workspace_id, caller.id, allowed(Action.DELETE_WORKSPACE))
        await record(conn, workspace_id, caller, "workspace.deleted", subject_of(workspace))
    services.pages.forget(workspace.slug)
    await services.tell_rights_changed()
    await services.wake()


@router.post("/{workspace_id}/restore", responses={404: {"model": ProblemOut}, 409: {"model": ProblemOut}})
async def restore_workspace(workspace_id: UUID, caller: CurrentCaller, services: ServicesDep) -> WorkspaceOut:
    """Bring back a workspace that was deleted within the last day. Its public page stays off."""
    try:
        async with services.transaction(caller) as conn:
            workspace = await _restore(conn, workspace_id, caller)
    except AlreadyExists as error:
        raise conflict("Somebody takes its old address at this moment. Try again.", kind="slug-taken") from error
    await services.wake()
    return WorkspaceOut.of(workspace)


async def require_workspace(conn: Connection, workspace_id: UUID, user_id: UUID, action: Action) -> Workspace:
    """Return the workspace if the person may do that in it; raise a 404 for a stranger, a 403 for a small role."""
    workspace = await select_workspace(conn, workspace_id, user_id)
    if workspace is None:
        raise not_found(WHAT)
    require(workspace.role, action)
    return workspace


def subject_of(workspace: Workspace) -> Subject:
    """Return how the audit log names a workspace."""
    return Subject(str(workspace.id), workspace.name)


def slug_of(name: str) -> str:
    """Return a slug made of the letters and digits of a name; empty when it has none."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].strip("-")


async def insert_named(conn: Connection, name: str, owner_id: UUID) -> Workspace:
    """Insert with the slug of the name, or with a few random letters behind it when that is taken."""
    slug = slug_of(name)
    for _ in range(SLUG_TRIES):
        workspace = await insert_workspace(conn, name, slug, owner_id) if len(slug) > 1 else None
        if workspace is not None:
            return workspace
        slug = f"{slug_of(name) or 'workspace'}-{secrets.token_hex(3)}"
    raise conflict("No free address was found for this name: try another one.")


async def _change(
    conn: Connection, workspace_id: UUID, body: WorkspaceChangeIn, caller: Caller
) -> tuple[Workspace, Workspace]:
    """Write a change, and return what was before and what is now."""
    await lock_workspace(conn, workspace_id)
    before = await require_workspace(conn, workspace_id, caller.id, Action.EDIT_WORKSPACE)
    if body.slug is not None:
        async with beyond(conn, caller):
            if await is_reserved(conn, body.slug, workspace_id):
                raise _slug_taken()
    roles = allowed(Action.EDIT_WORKSPACE)
    changed = await update_workspace(conn, workspace_id, caller.id, roles, **body.model_dump())
    if changed is None:
        raise not_found(WHAT)
    if changed.slug != before.slug:
        async with beyond(conn, caller):
            await delete_former_slug(conn, changed.slug)
            await upsert_former_slug(conn, before.slug, workspace_id)
    changes = differences(before.model_dump(), changed.model_dump())
    if changes:
        await record(conn, workspace_id, caller, "workspace.changed", subject_of(changed), changes)
    return before, changed


async def _restore(conn: Connection, workspace_id: UUID, caller: Caller) -> Workspace:
    roles = allowed(Action.DELETE_WORKSPACE)
    if not await select_deleted_workspaces(conn, caller.id, roles, 1, workspace_id):
        await require_workspace(conn, workspace_id, caller.id, Action.DELETE_WORKSPACE)
        raise conflict("This workspace is not deleted.")
    async with beyond(conn, caller):
        slug = await select_free_former_slug(conn, workspace_id)
    await update_workspace_restored(conn, workspace_id, slug)
    if slug is not None:
        async with beyond(conn, caller):
            await delete_former_slug(conn, slug)
    workspace = await require_workspace(conn, workspace_id, caller.id, Action.DELETE_WORKSPACE)
    await record(conn, workspace_id, caller, "workspace.restored", subject_of(workspace))
    return workspace


def _slug_taken() -> Problem:
    return conflict("Another page uses this slug, or did before: choose another one.", kind="slug-taken")

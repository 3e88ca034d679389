"""The people of a workspace: list, promote, demote, remove, leave, hand over.

Roles are read from the database for each request, so what changes here holds at once for tokens people have already.
Every change locks the workspace, so that two at once cannot leave it without an owner.
"""

from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from api.audit import Subject, record
from api.cursors import MAX_ITEMS, Limit, read_uuid, write_cursor
from api.deps import Caller, Conn, CurrentCaller, ServicesDep
from api.errors import Problem, ProblemOut, conflict, not_found
from api.membership_news import tell_membership
from api.photo_address import photo_address
from api.roles import Action, may
from api.schemas import In, Out, Page, UtcTime
from api.workspaces import WorkspaceOut, require_workspace
from db.api_keys import update_keys_revoked
from db.memberships import (
    Member,
    delete_membership,
    has_other_owner,
    lock_workspace,
    select_member,
    select_members,
    update_role,
)
from db.pool import Connection

router = APIRouter(
    prefix="/workspaces/{workspace_id}",
    tags=["members"],
    responses={status: {"model": ProblemOut} for status in (403, 404, 409)},
)

WHAT: Final = "member"
RoleWord = Literal["owner", "admin", "observer"]


class MemberOut(Out):
    """One person of the workspace. The mail address is for owners, who invite people by it; null for others."""

    user_id: UUID
    first_name: str
    last_name: str
    pronouns: str
    photo: str | None
    email: str | None = Field(description="only told to owners, and of oneself")
    role: RoleWord
    joined_at: UtcTime


class MemberChangeIn(In):
    """Another role."""

    role: RoleWord


class TransferIn(In):
    """Who becomes the owner."""

    user_id: UUID = Field(strict=False)


@router.get("/members")
async def list_members(
    workspace_id: UUID,
    caller: CurrentCaller,
    conn: Conn,
    cursor: Annotated[str | None, Query(description="`next` of the page before")] = None,
    limit: Limit = MAX_ITEMS,
) -> Page[MemberOut]:
    """Return the people of a workspace, longest membership first."""
    workspace = await require_workspace(conn, workspace_id, caller.id, Action.READ)
    found = await select_members(conn, workspace_id, read_uuid(cursor), limit + 1)
    shown = found[:limit]
    items = [_show(member, workspace.role, caller) for member in shown]
    return Page(items=items, next=write_cursor(str(shown[-1].user_id)) if len(found) > limit else None)


@router.patch("/members/{user_id}")
async def change_member(
    workspace_id: UUID, user_id: UUID, body: MemberChangeIn, caller: CurrentCaller, services: ServicesDep
) -> MemberOut:
    """Promote or demote somebody. The last owner stays one."""
    async with services.transaction(caller) as conn:
        before = await _locked(conn, workspace_id, user_id, caller)
        if before.role != body.role:
            await _keep_an_owner(conn, workspace_id, before, body.role)
            await update_role(conn, workspace_id, user_id, body.role)
            changes = {"role": {"old": before.role, "new": body.role}}
            await record(conn, workspace_id, caller, "member.role_changed", _subject(before), changes)
        after = await select_member(conn, workspace_id, user_id)
        role = (await require_workspace(conn, workspace_id, caller.id, Action.READ)).role
    if after is None:
        raise not_found(WHAT)
    await tell_membership(services, workspace_id, user_id)
    return _show(after, role, caller)


@router.delete("/members/{user_id}", status_code=204)
async def remove_member(workspace_id: UUID, user_id: UUID, caller: CurrentCaller, services: ServicesDep) -> None:
    """Take somebody out of the workspace; their API keys for it end. For oneself there is `leave`."""
    async with services.transaction(caller) as conn:
        member = await _locked(conn, workspace_id, user_id, caller)
        changes = {"role": {"old": member.role, "new": None}}
        await record(conn, workspace_id, caller, "member.removed", _subject(member), changes)
        await _take_out(conn, workspace_id, member)
    await tell_membership(services, workspace_id, user_id)


@router.post("/leave", status_code=204)
async def leave_workspace(workspace_id: UUID, caller: CurrentCaller, services: ServicesDep) -> None:
    """Leave a workspace. The last owner cannot: hand it over or delete it."""
    async with services.transaction(caller) as conn:
        await lock_workspace(conn, workspace_id)
        await require_workspace(conn, workspace_id, caller.id, Action.LEAVE)
        member = await select_member(conn, workspace_id, caller.id)
        if member is None:
            raise not_found("workspace")
        changes = {"role": {"old": member.role, "new": None}}
        await record(conn, workspace_id, caller, "member.left", _subject(member), changes)  # while they may still write
        await _take_out(conn, workspace_id, member)
    await tell_membership(services, workspace_id, caller.id)


@router.post("/transfer")
async def transfer_workspace(
    workspace_id: UUID, body: TransferIn, caller: CurrentCaller, services: ServicesDep
) -> WorkspaceOut:
    """Hand the workspace over: somebody of it becomes owner, and one becomes an admin."""
    if body.user_id == caller.id:
        raise conflict("You own this workspace already.")
    async with services.transaction(caller) as conn:
        heir = await _locked(conn, workspace_id, body.user_id, caller)
        await update_role(conn, workspace_id, heir.user_id, "owner")
        await update_role(conn, workspace_id, caller.id, "admin")
        changes = {"owner": {"old": caller.user.name or caller.user.email, "new": _subject(heir).name}}
        await record(conn, workspace_id, caller, "workspace.transferred", _subject(heir), changes)
        workspace = await require_workspace(conn, workspace_id, caller.id, Action.READ)
    await tell_membership(services, workspace_id, caller.id, body.user_id)
    return WorkspaceOut.of(workspace)


async def _locked(conn: Connection, workspace_id: UUID, user_id: UUID, caller: Caller) -> Member:
    """Lock the workspace and return the member, if the caller may manage members."""
    await lock_workspace(conn, workspace_id)
    await require_workspace(conn, workspace_id, caller.id, Action.MANAGE_MEMBERS)
    member = await select_member(conn, workspace_id, user_id)
    if member is None:
        raise not_found(WHAT)
    return member


async def _take_out(conn: Connection, workspace_id: UUID, member: Member) -> None:
    await _keep_an_owner(conn, workspace_id, member, None)
    await update_keys_revoked(conn, member.user_id, workspace_id)
    await delete_membership(conn, workspace_id, member.user_id)


async def _keep_an_owner(conn: Connection, workspace_id: UUID, member: Member, new_role: str | None) -> None:
    """Refuse what would leave the workspace without an owner; the workspace is locked."""
    if member.role == "owner" and new_role != "owner" and not await has_other_owner(conn, workspace_id, member.user_id):
        raise _last_owner()


def _last_owner() -> Problem:
    detail = "This is the last owner. Make somebody else an owner first, or delete the workspace."
    return conflict(detail, kind="last-owner")


def _show(member: Member, callers_role: str, caller: Caller) -> MemberOut:
    may_see_address = may(callers_role, Action.MANAGE_MEMBERS) or member.user_id == caller.id
    return MemberOut(
        user_id=member.user_id,
        first_name=member.first_name,
        last_name=member.last_name,
        pronouns=member.pronouns,
        photo=photo_address(member.user_id, member.photo_etag),
        email=member.email if may_see_address else None,
        role=member.role,
        joined_at=member.joined_at,
    )


def _subject(member: Member) -> Subject:
    return Subject(str(member.user_id), f"{member.first_name} {member.last_name}".strip() or member.email)

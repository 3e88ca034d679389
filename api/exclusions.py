"""Exclusions: time that was agreed afterwards not to count, with who, why and when. Both figures stay to be seen."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import Field, StringConstraints

from api.audit import Subject, record
from api.cursors import Limit, read_int, write_cursor
from api.deps import Caller, Conn, CurrentCaller, ServicesDep
from api.errors import ProblemOut, not_found, unprocessable
from api.roles import Action
from api.schemas import In, Page, Text, UtcTime
from api.scopes import ScopeIn, ScopeOut, require_scope
from api.workspaces import require_workspace
from db.clock import select_now
from db.exclusions import Exclusion, insert_exclusion, select_exclusions, update_revoked

router = APIRouter(
    prefix="/workspaces/{workspace_id}/exclusions",
    tags=["numbers"],
    responses={status: {"model": ProblemOut} for status in (403, 404)},
)

WHAT: Final = "exclusion that counts"
A_PAGE: Final = 100

Why = Annotated[Text, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]


class ExclusionIn(ScopeIn):
    """Time that was agreed not to count."""

    reason: Why
    starts_at: Annotated[datetime, Field(strict=False)]
    ends_at: Annotated[datetime, Field(strict=False, description="in the past: work to come is maintenance")]


class RevocationIn(In):
    """Why an exclusion does not count any more."""

    reason: Why


class ExclusionOut(ScopeOut):
    """An agreement; it counts while `revoked_at` is null."""

    id: int
    reason: str
    starts_at: UtcTime
    ends_at: UtcTime
    created_by: str
    created_at: UtcTime
    revoked_at: UtcTime | None
    revoked_by: str | None
    revoked_why: str | None

    @classmethod
    def of(cls, found: Exclusion) -> "ExclusionOut":
        """Show a row."""
        columns = found.model_dump(exclude={"creator_name", "revoker_name"})
        return cls(**columns, created_by=found.creator_name, revoked_by=found.revoker_name)


@router.get("")
async def list_exclusions(
    workspace_id: UUID,
    caller: CurrentCaller,
    conn: Conn,
    cursor: Annotated[str | None, Query(description="`next` of the page before")] = None,
    limit: Limit = A_PAGE,
) -> Page[ExclusionOut]:
    """Return what was agreed not to count, newest first; what was revoked is on the list too."""
    await require_workspace(conn, workspace_id, caller.id, Action.READ)
    found = await select_exclusions(conn, workspace_id, read_int(cursor) or None, limit + 1)
    items = [ExclusionOut.of(one) for one in found[:limit]]
    return Page(items=items, next=write_cursor(str(items[-1].id)) if len(found) > limit else None)


@router.post("", status_code=201)
async def make_exclusion(
    workspace_id: UUID, body: ExclusionIn, caller: CurrentCaller, services: ServicesDep
) -> ExclusionOut:
    """Agree that some time does not count. It is written into the audit log, and reports name it."""
    async with services.transaction(caller) as conn:
        await require_workspace(conn, workspace_id, caller.id, Action.EDIT_WORKSPACE)
        _require_past(body, await select_now(conn))
        scope = await require_scope(conn, workspace_id, caller.id, body)
        made = await insert_exclusion(
            conn,
            workspace_id,
            reason=body.reason,
            starts_at=body.starts_at,
            ends_at=body.ends_at,
            created_by=caller.id,
            creator_name=_name(caller),
            **scope._asdict(),
        )
        told = {"starts_at": made.starts_at.isoformat(), "ends_at": made.ends_at.isoformat(), "reason": made.reason}
        changes = {name: {"old": None, "new": value} for name, value in {**told, **scope._asdict()}.items()}
        await record(conn, workspace_id, caller, "exclusion.agreed", _subject(made), changes)
    return ExclusionOut.of(made)


@router.post("/{exclusion_id}/revoke")
async def revoke_exclusion(
    workspace_id: UUID,
    exclusion_id: Annotated[int, Path(ge=1, le=2**53)],
    body: RevocationIn,
    caller: CurrentCaller,
    services: ServicesDep,
) -> ExclusionOut:
    """Let an exclusion count no more. It stays on the list."""
    async with services.transaction(caller) as conn:
        await require_workspace(conn, workspace_id, caller.id, Action.EDIT_WORKSPACE)
        revoked = await update_revoked(conn, workspace_id, exclusion_id, _name(caller), body.reason)
        if revoked is None:
            raise not_found(WHAT)
        changes = {"revoked_why": {"old": None, "new": body.reason}}
        await record(conn, workspace_id, caller, "exclusion.revoked", _subject(revoked), changes)
    return ExclusionOut.of(revoked)


def _require_past(body: ExclusionIn, now: datetime) -> None:
    for field, at in (("starts_at", body.starts_at), ("ends_at", body.ends_at)):
        if at.tzinfo is None:
            raise unprocessable(field, "This time has no zone.", "Write it like 2027-01-31T22:00:00Z.")
        if not 1970 < at.year < 9999:
            raise unprocessable(field, "This time is too far away.", "Write a time of this millennium.")
    if not body.starts_at < body.ends_at:
        raise unprocessable("ends_at", "The end is not after the beginning.", "Let it end later.")
    if body.ends_at > now:
        raise unprocessable("ends_at", "This is not over yet.", "Work to come is a maintenance window.")


def _name(caller: Caller) -> str:
    return caller.user.name or caller.user.email


def _subject(found: Exclusion) -> Subject:
    return Subject(str(found.id), found.reason[:100])

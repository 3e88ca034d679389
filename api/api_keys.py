"""API keys of one's own: list, make, revoke. A key is shown once; only its hash is stored."""

from datetime import datetime, timedelta
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from api.audit import Subject, record
from api.cursors import MAX_ITEMS
from api.deps import Conn, CurrentCaller, ServicesDep
from api.errors import ProblemOut, conflict, not_found, unprocessable
from api.keys import PREFIX_CHARACTERS, key_hash, new_key
from api.roles import Action
from api.schemas import In, Out, Page, Text, UtcTime
from api.workspaces import require_workspace
from db.api_keys import ApiKey, insert_key, select_keys, update_key_revoked
from db.clock import select_now

router = APIRouter(prefix="/me/api-keys", tags=["api keys"], responses={404: {"model": ProblemOut}})

MOST_KEYS: Final = 100  # of one person
LONGEST: Final = timedelta(days=3653)

Scope = Literal["read", "write"]


class ApiKeyIn(In):
    """A new key. `write` may do what one's role in the workspace allows at that time, `read` may only look."""

    name: Annotated[Text, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
    workspace_id: UUID = Field(strict=False)
    scope: Scope = "read"
    expires_at: Annotated[datetime | None, Field(strict=False, description="null: never")] = None


class ApiKeyOut(Out):
    """One key; `prefix` is how it begins."""

    id: UUID
    name: str
    prefix: str
    workspace_id: UUID
    scope: Scope
    created_at: UtcTime
    expires_at: UtcTime | None
    last_used_at: UtcTime | None

    @classmethod
    def of(cls, key: ApiKey) -> "ApiKeyOut":
        """Show a row."""
        return cls.model_validate(key, from_attributes=True)


class NewApiKeyOut(ApiKeyOut):
    """A new key with the key itself, which is never shown again."""

    key: str


@router.get("")
async def list_api_keys(caller: CurrentCaller, conn: Conn) -> Page[ApiKeyOut]:
    """Return one's keys that were not revoked, oldest first."""
    return Page(items=[ApiKeyOut.of(key) for key in await select_keys(conn, caller.id, MAX_ITEMS)], next=None)


@router.post("", status_code=201, responses={409: {"model": ProblemOut}})
async def make_api_key(body: ApiKeyIn, caller: CurrentCaller, services: ServicesDep) -> NewApiKeyOut:
    """Make a key for one workspace. Send it as `Authorization: Bearer hlt_…`."""
    key = new_key()
    async with services.transaction(caller) as conn:
        await require_workspace(conn, body.workspace_id, caller.id, Action.READ)
        _check_end(body.expires_at, await select_now(conn))
        made = await insert_key(
            conn,
            caller.id,
            body.workspace_id,
            name=body.name,
            prefix=key[:PREFIX_CHARACTERS],
            key_hash=key_hash(key),
            scope=body.scope,
            expires_at=body.expires_at,
            most=MOST_KEYS,
        )
        if made is None:
            raise conflict(f"You have {MOST_KEYS} keys already: revoke one first.")
        changes = {"scope": {"old": None, "new": made.scope}}
        await record(conn, made.workspace_id, caller, "api_key.created", _subject(made), changes)
    return NewApiKeyOut(**ApiKeyOut.of(made).model_dump(), key=key)


@router.delete("/{key_id}", status_code=204)
async def revoke_api_key(key_id: UUID, caller: CurrentCaller, services: ServicesDep) -> None:
    """End a key of one's own; it is refused from then on."""
    async with services.transaction(caller) as conn:
        key = await update_key_revoked(conn, key_id, caller.id)
        if key is None:
            raise not_found("API key")
        await record(conn, key.workspace_id, caller, "api_key.revoked", _subject(key))
    await services.tell_rights_changed()


def _check_end(expires_at: datetime | None, now: datetime) -> None:
    """Raise a 422 for an end without a time zone, in the past, or so far away that it means never."""
    if expires_at is None:
        return
    if expires_at.tzinfo is None:
        raise unprocessable("expires_at", "This time has no zone.", "Write it like 2027-01-31T00:00:00Z.")
    if not now < expires_at < now + LONGEST:
        raise unprocessable("expires_at", "A key ends within ten years from now.", "Write such a time, or null.")


def _subject(key: ApiKey) -> Subject:
    return Subject(str(key.id), f"{key.name} ({key.prefix}…)")

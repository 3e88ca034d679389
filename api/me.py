"""The signed-in person."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from api.config import ApiConfig
from api.deps import CurrentCaller, ServicesDep
from api.errors import not_found
from api.photo_address import photo_address
from api.profile_schemas import MeIn, PreferencesOut, Theme, Visibility
from api.schemas import Out, UtcTime
from db.users import User, update_user

router = APIRouter(prefix="/me", tags=["me"])


class UserOut(Out):
    """One's own account."""

    id: UUID
    email: str
    first_name: str
    last_name: str
    pronouns: str
    city: str
    bio: str
    website: str
    github: str
    linkedin: str
    photo: str | None = Field(description="where the photo is; changes with it")
    visibility: Visibility
    theme: Theme
    time_zone: str
    language: str
    preferences: PreferencesOut
    is_operator: bool
    email_confirmed: bool = Field(description="the address is known to be theirs, or there is no way to ask")
    email_confirmed_at: UtcTime | None
    created_at: UtcTime

    @classmethod
    def of(cls, user: User, config: ApiConfig) -> "UserOut":
        """Show a row."""
        return cls(
            **user.model_dump(exclude={"photo_etag", "preferences"}),
            preferences=PreferencesOut.of(user.preferences),
            photo=photo_address(user.id, user.photo_etag),
            email_confirmed=user.email_confirmed_at is not None or not config.has_smtp,
        )


@router.get("")
async def get_me(caller: CurrentCaller, services: ServicesDep) -> UserOut:
    """Return one's own account."""
    return UserOut.of(caller.user, services.config)


@router.patch("")
async def change_me(body: MeIn, caller: CurrentCaller, services: ServicesDep) -> UserOut:
    """Change one's profile and preferences."""
    async with services.system_transaction() as conn:
        preferences = body.preferences.model_dump(exclude_unset=True) if body.preferences else None
        user = await update_user(conn, caller.id, body.model_dump(exclude={"preferences"}), preferences)
    if user is None:
        raise not_found("account")
    return UserOut.of(user, services.config)

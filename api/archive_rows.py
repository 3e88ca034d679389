"""What an archive says people wanted, row by row: strict, for it may come from anybody."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from api.account_fields import Email
from api.exclusions import ExclusionIn
from api.maintenance import WindowIn
from api.objectives import ObjectiveIn
from api.policies import PolicyName
from api.report_jobs import ScheduleIn
from api.schemas import Text
from api.scopes import ScopeIn
from api.status.settings import MAX_POSITION, Description, Title

FIRST_YEAR: Final = 2000
LOOSE: Final = ConfigDict(extra="ignore", strict=True, frozen=True)


def _plausible(at: datetime) -> datetime:
    if at.tzinfo is None or at.year < FIRST_YEAR or at > datetime.now(at.tzinfo) + timedelta(days=1):
        raise ValueError("a time of the past, with its zone, is wanted")
    return at


Past = Annotated[datetime, Field(strict=False), AfterValidator(_plausible)]
PersonName = Annotated[Text, StringConstraints(max_length=200)]
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]


class MonitorRow(BaseModel):
    """A monitor; `monitor` is read by the rules of the API."""

    model_config = LOOSE

    id: Id
    created_at: Past
    page_position: Annotated[int, Field(ge=0, le=MAX_POSITION)] | None = None
    monitor: dict[str, Any]


class PolicyRow(BaseModel):
    """A version of a policy; `rules` is read by core.policies."""

    model_config = LOOSE

    name: PolicyName
    version: Annotated[int, Field(ge=1, le=1_000_000)]
    rules: dict[str, Any]
    created_at: Past


class BeenRow(ScopeIn):
    """A time at which a window was open, and for which monitors."""

    model_config = LOOSE

    starts_at: Past
    ends_at: Annotated[datetime, Field(strict=False)]


class WindowRow(WindowIn):
    """Planned work, also of the past: when it was open, and whether somebody deleted it."""

    model_config = LOOSE

    been: Annotated[list[BeenRow], Field(max_length=20_000)] = Field(default_factory=list)
    deleted_at: Past | None = None


class ExclusionRow(ExclusionIn):
    """What was agreed afterwards, with who and when."""

    model_config = LOOSE

    creator_name: PersonName
    created_at: Past
    revoked_at: Past | None = None
    revoker_name: PersonName | None = None
    revoked_why: Annotated[Text, StringConstraints(max_length=2000)] | None = None


class ObjectiveRow(ObjectiveIn):
    """An objective; the tiers are pairs."""

    model_config = LOOSE


class ScheduleRow(ScheduleIn):
    """A report that was sent when a period was over."""

    model_config = LOOSE


class RecipientRow(BaseModel):
    """An address that was told of outages."""

    model_config = LOOSE

    email: Email


class PageRow(BaseModel):
    """The words over the public page."""

    model_config = LOOSE

    title: Title | None = None
    description: Description | None = None

"""Accounting policies of a workspace: how observed time becomes a figure. A change is a new version."""

from datetime import date
from typing import Annotated, Final
from uuid import UUID
from zoneinfo import available_timezones

from fastapi import APIRouter, Query
from pydantic import AfterValidator, Field, StringConstraints

from api.audit import Subject, differences, record
from api.cursors import MAX_ITEMS
from api.deps import Conn, CurrentCaller, ServicesDep
from api.errors import ProblemOut, conflict, unprocessable
from api.roles import Action
from api.schemas import In, Out, Page, ShortText, UtcTime
from api.workspaces import require_workspace
from core.machine import Policy
from core.policies import (
    BUILT_IN,
    AccountingPolicy,
    Treatment,
    hours_from_json,
    in_words,
    rules_from_json,
    rules_to_json,
)
from db.errors import AlreadyExists
from db.policies import insert_policy, select_policies, select_policy

router = APIRouter(
    prefix="/workspaces/{workspace_id}/policies",
    tags=["numbers"],
    responses={status: {"model": ProblemOut} for status in (403, 404)},
)

MOST_HOLIDAYS: Final = 1000
DAY_S: Final = 86_400
CONFIRMATIONS: Final = Field(ge=1, le=20)


def known_zone(name: str) -> str:
    """Return the name of a time zone that exists; raise ValueError for another."""
    if name not in available_timezones():
        raise ValueError("this is no time zone: write one like Europe/Vienna or UTC")
    return name


PolicyName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9](-?[a-z0-9]){0,39}$")]
Zone = Annotated[str, StringConstraints(max_length=64), AfterValidator(known_zone)]
Weekday = Annotated[str, StringConstraints(pattern=r"^(mon|tues|wednes|thurs|fri|satur|sun)day$")]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-4]):[0-5]\d$")]
Day = Annotated[date, Field(strict=False)]


class ConfirmationIn(In):
    """How many checks in a row change the state."""

    failures: Annotated[int, CONFIRMATIONS] = 1
    recoveries: Annotated[int, CONFIRMATIONS] = 1


class ServiceHoursIn(In):
    """When service was agreed, by the clock of a zone."""

    time_zone: Zone
    weekly: dict[
        Weekday, Annotated[list[Annotated[list[Clock], Field(min_length=2, max_length=2)]], Field(max_length=24)]
    ] = Field(description='`{"monday": [["08:00", "12:00"], ["13:00", "24:00"]]}`; days left out are closed')
    holidays: Annotated[dict[Day, ShortText], Field(max_length=MOST_HOLIDAYS)] = Field(
        default_factory=dict, description="days on which service is closed, and their names"
    )


class PolicyIn(In):
    """A policy; a name that is there already gets a new version."""

    name: PolicyName
    confirmation: ConfirmationIn | None = Field(None, description="null: states as they were recorded")
    backdates: bool = Field(True, description="a recomputed outage begins at its first failed check")
    degraded: Annotated[Treatment, Field(strict=False)] = Treatment.GOOD
    unknown: Annotated[Treatment, Field(strict=False)] = Treatment.LEFT_OUT
    leaves_out_maintenance: bool = True
    leaves_out_exclusions: bool = True
    service_hours: ServiceHoursIn | None = Field(None, description="null: round the clock")
    min_outage_s: Annotated[int, Field(ge=0, le=DAY_S)] = Field(0, description="a shorter outage counts as up")


class ConfirmationOut(Out):
    """How many checks in a row change the state."""

    failures: int
    recoveries: int


class ServiceHoursOut(Out):
    """When service was agreed."""

    time_zone: str
    weekly: dict[str, list[list[str]]]
    holidays: dict[str, str]


class PolicyRulesOut(Out):
    """What a version of a policy says."""

    name: str
    version: int
    confirmation: ConfirmationOut | None
    backdates: bool
    degraded: Treatment
    unknown: Treatment
    leaves_out_maintenance: bool
    leaves_out_exclusions: bool
    service_hours: ServiceHoursOut | None
    min_outage_s: int


class PolicyOut(PolicyRulesOut):
    """One version of a policy. `created_at` and `created_by` are null for those that are built in."""

    in_words: list[str]
    created_at: UtcTime | None
    created_by: str | None


@router.get("")
async def list_policies(
    workspace_id: UUID,
    caller: CurrentCaller,
    conn: Conn,
    name: Annotated[PolicyName | None, Query(description="all versions of this one")] = None,
) -> Page[PolicyOut]:
    """Return the newest version of each policy, those that are built in first; or all versions of one."""
    await require_workspace(conn, workspace_id, caller.id, Action.READ)
    items = [_show(policy) for policy in BUILT_IN.values() if name in (None, policy.name)]
    seen = set()
    for stored in await select_policies(conn, workspace_id, name, MAX_ITEMS):
        if name is not None or stored.name not in seen:
            policy = rules_from_json(stored.name, stored.version, stored.rules)
            shown = _show(policy)
            items.append(shown.model_copy(update={"created_at": stored.created_at, "created_by": stored.creator_name}))
        seen.add(stored.name)
    return Page(items=items, next=None)


@router.post("", status_code=201, responses={409: {"model": ProblemOut}})
async def make_policy(workspace_id: UUID, body: PolicyIn, caller: CurrentCaller, services: ServicesDep) -> PolicyOut:
    """Add a policy, or a new version of one. What was figured with the versions before stays as it is."""
    policy = read_policy(body)
    rules = rules_to_json(policy)
    async with services.transaction(caller) as conn:
        await require_workspace(conn, workspace_id, caller.id, Action.EDIT_WORKSPACE)
        before = await select_policy(conn, workspace_id, body.name, None)
        try:
            version = await insert_policy(conn, workspace_id, body.name, rules, caller.id)
        except AlreadyExists as error:
            raise conflict("Somebody changed this policy at the same moment. Look at it again.") from error
        subject = Subject(f"{body.name}@{version}", body.name)
        changes = differences(before.rules if before else {}, rules)
        await record(conn, workspace_id, caller, "policy.written", subject, changes)
        stored = await select_policies(conn, workspace_id, body.name, 1)
    shown = _show(rules_from_json(body.name, version, rules))
    return shown.model_copy(update={"created_at": stored[0].created_at, "created_by": stored[0].creator_name})


def read_policy(body: PolicyIn) -> AccountingPolicy:
    """Return the policy that a body describes; raise a 422 for one that cannot be."""
    if body.name in BUILT_IN:
        raise unprocessable("name", "This policy is built in.", "Take another name.")
    if body.degraded is Treatment.LEFT_OUT:
        raise unprocessable("degraded", "Degraded time is good or bad.", "Write good or bad.")
    if body.unknown is Treatment.GOOD:
        raise unprocessable("unknown", "What was not measured cannot count as good.", "Write left_out or bad.")
    try:
        hours = hours_from_json(body.service_hours.model_dump(mode="json")) if body.service_hours else None
    except ValueError as error:
        raise unprocessable("service_hours.weekly", f"{error}.", "Write times like 08:30, up to 24:00.") from error
    return AccountingPolicy(
        body.name,
        confirmation=Policy(body.confirmation.failures, body.confirmation.recoveries) if body.confirmation else None,
        service_hours=hours,
        **body.model_dump(exclude={"name", "confirmation", "service_hours"}),
    )


def _show(policy: AccountingPolicy) -> PolicyOut:
    return PolicyOut(
        name=policy.name,
        version=policy.version,
        **rules_to_json(policy),
        in_words=in_words(policy),
        created_at=None,
        created_by=None,
    )

"""Objectives: what availability is aimed at or promised, and where it stands: budget, burn rate, forecast, credit."""

from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import Field, StringConstraints

from analytics.objectives import Burning, NoPolicyError, Standing, stand
from api.audit import Subject, differences, record
from api.deps import Conn, CurrentCaller, ServicesDep
from api.errors import ProblemOut, conflict, not_found, unprocessable
from api.numbers.uptime import PolicyNameOut, require_policy
from api.policies import Zone
from api.roles import Action
from api.schemas import In, Out, Page, Text, UtcTime
from api.workspaces import require_workspace
from core.policies import AGREED
from core.trees import Leaf, Node, Share, Tree, tree_from_json
from db.clock import select_now
from db.memberships import lock_workspace
from db.monitors import select_monitor_ages
from db.objectives import (
    MOST_OBJECTIVES,
    Objective,
    ObjectiveWish,
    delete_objective,
    insert_objective,
    select_objective,
    select_objectives,
    update_objective,
)
from db.pool import Connection

router = APIRouter(
    prefix="/workspaces/{workspace_id}/objectives",
    tags=["numbers"],
    responses={status: {"model": ProblemOut} for status in (403, 404)},
)

WHAT: Final = "objective"
MOST_OUTAGES: Final = 200
WISHES: Final = set(ObjectiveWish.model_fields)

CycleWord = Literal["week", "month", "quarter", "year", "rolling"]
ObjectiveId = Annotated[int, Path(ge=1, le=2**53)]
Availability = Annotated[float, Field(gt=0, lt=1)]


class TierIn(In):
    """What is given back when availability is under a limit."""

    below: Availability
    credit_percent: Annotated[float, Field(gt=0, le=100)]


class ObjectiveIn(In):
    """A target. `tree` is `{"monitor": 7}`, `{"tag": "shop"}` or `{"workspace": true}` (all of them must be up),
    `{"all_of": […]}`, `{"any_of": […]}` or `{"weighted": [{"weight": 2, "of": …}, …]}` of such."""

    name: Annotated[Text, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
    tree: dict[str, Any]
    target: Availability = Field(description="0.999 is 99.9 %")
    cycle: CycleWord = "month"
    rolling_days: Annotated[int, Field(ge=1, le=366)] | None = None
    time_zone: Zone = "UTC"
    policy: Annotated[Text, StringConstraints(max_length=60)] = AGREED.name
    tiers: Annotated[list[TierIn], Field(max_length=20)] = Field(default_factory=list)


class TierOut(Out):
    """What is given back when availability is under a limit."""

    below: float
    credit_percent: float


class ObjectiveOut(Out):
    """A target."""

    id: int
    name: str
    tree: dict[str, Any]
    target: float
    cycle: CycleWord
    rolling_days: int | None
    time_zone: str
    policy: str
    tiers: list[TierOut]
    created_at: UtcTime
    updated_at: UtcTime

    @classmethod
    def of(cls, found: Objective) -> "ObjectiveOut":
        """Show a row."""
        tiers = [TierOut(below=below, credit_percent=percent) for below, percent in found.tiers]
        return cls(**found.model_dump(exclude={"tiers", "cycle"}), cycle=found.cycle, tiers=tiers)


class BurnOut(Out):
    """A rule of multi-window burn rates (Google SRE workbook, chapter 5): it fires when both rates reach `rate`."""

    severity: str
    long_s: int
    short_s: int
    rate: float
    long_rate: float | None
    short_rate: float | None
    fires: bool


class OutageOut(Out):
    """A stretch that cost budget; `good` is the share that was up, 0 when all was down."""

    started_at: UtcTime
    ended_at: UtcTime
    seconds: int
    good: float


class StandingOut(Out):
    """Where an objective stands; durations in seconds. `remaining_s` is negative when the budget is overdrawn."""

    window_start: UtcTime
    window_end: UtcTime
    at: UtcTime = Field(description="up to here; the end of the window when it is over")
    policy: PolicyNameOut
    monitor_ids: list[int]
    target: float
    availability: float | None
    counted_s: int
    downtime_s: float
    expected_s: int = Field(description="seconds that will count in the whole window")
    budget_s: float
    remaining_s: float
    used_share: float | None
    burn_rate: float | None
    exhausted_at: UtcTime | None = Field(description="at the pace of the last seven days; null: not in this window")
    credit_percent: float
    burning: list[BurnOut]
    outages: list[OutageOut] = Field(description="newest first, 200 at most")
    outages_in_all: int


@router.get("")
async def list_objectives(workspace_id: UUID, caller: CurrentCaller, conn: Conn) -> Page[ObjectiveOut]:
    """Return the objectives of a workspace, oldest first."""
    await require_workspace(conn, workspace_id, caller.id, Action.READ)
    found = await select_objectives(conn, workspace_id, MOST_OBJECTIVES)
    return Page(items=[ObjectiveOut.of(one) for one in found], next=None)


@router.post("", status_code=201, responses={409: {"model": ProblemOut}})
async def make_objective(
    workspace_id: UUID, body: ObjectiveIn, caller: CurrentCaller, services: ServicesDep
) -> ObjectiveOut:
    """Set a target."""
    async with services.transaction(caller) as conn:
        await lock_workspace(conn, workspace_id)
        await require_workspace(conn, workspace_id, caller.id, Action.EDIT_WORKSPACE)
        if len(await select_objectives(conn, workspace_id, MOST_OBJECTIVES)) == MOST_OBJECTIVES:
            raise conflict(f"A workspace has {MOST_OBJECTIVES} objectives at most.", kind="too-many")
        wish = await _wish(conn, workspace_id, caller.id, body)
        made = await _require(conn, workspace_id, await insert_objective(conn, workspace_id, wish))
        changes = differences(dict.fromkeys(WISHES), made.model_dump(include=WISHES))
        await record(conn, workspace_id, caller, "objective.set", _subject(made), changes)
    return ObjectiveOut.of(made)


@router.put("/{objective_id}")
async def change_objective(
    workspace_id: UUID, objective_id: ObjectiveId, body: ObjectiveIn, caller: CurrentCaller, services: ServicesDep
) -> ObjectiveOut:
    """Write a target anew."""
    async with services.transaction(caller) as conn:
        await require_workspace(conn, workspace_id, caller.id, Action.EDIT_WORKSPACE)
        before = await _require(conn, workspace_id, objective_id)
        await update_objective(conn, workspace_id, objective_id, await _wish(conn, workspace_id, caller.id, body))
        after = await _require(conn, workspace_id, objective_id)
        if changes := differences(before.model_dump(include=WISHES), after.model_dump(include=WISHES)):
            await record(conn, workspace_id, caller, "objective.changed", _subject(after), changes)
    return ObjectiveOut.of(after)


@router.delete("/{objective_id}", status_code=204)
async def remove_objective(
    workspace_id: UUID, objective_id: ObjectiveId, caller: CurrentCaller, services: ServicesDep
) -> None:
    """Remove a target."""
    async with services.transaction(caller) as conn:
        await require_workspace(conn, workspace_id, caller.id, Action.EDIT_WORKSPACE)
        found = await _require(conn, workspace_id, objective_id)
        await delete_objective(conn, workspace_id, objective_id)
        await record(conn, workspace_id, caller, "objective.removed", _subject(found))


@router.get("/{objective_id}/budget")
async def get_budget(
    workspace_id: UUID,
    objective_id: ObjectiveId,
    caller: CurrentCaller,
    conn: Conn,
    back: Annotated[int, Query(ge=0, le=120, description="0: the window of now, 1: the one before, …")] = 0,
) -> StandingOut:
    """Return where an objective stands: availability, error budget, burn rates, forecast, credit."""
    await require_workspace(conn, workspace_id, caller.id, Action.READ)
    objective = await _require(conn, workspace_id, objective_id)
    try:
        found = await stand(conn, workspace_id, objective, await select_now(conn), back)
    except NoPolicyError as error:
        raise conflict(f"The policy {error} of this objective is not there.", kind="no-policy") from error
    return _show(found)


async def _require(conn: Connection, workspace_id: UUID, objective_id: int) -> Objective:
    found = await select_objective(conn, workspace_id, objective_id)
    if found is None:
        raise not_found(WHAT)
    return found


async def _wish(conn: Connection, workspace_id: UUID, user_id: UUID, body: ObjectiveIn) -> ObjectiveWish:
    """Return what is stored; raise a 422 for a tree of elsewhere, a policy that is not there, a cycle without days."""
    try:
        tree = tree_from_json(body.tree)
    except ValueError as error:
        raise unprocessable(
            "tree", f"{str(error).capitalize()}.", 'Write it like {"all_of": [{"monitor": 7}]}.'
        ) from error
    own = {monitor.id for monitor in await select_monitor_ages(conn, workspace_id, user_id)}
    if foreign := _named(tree) - own:
        raise unprocessable("tree", f"No monitors of this workspace: {sorted(foreign)[:5]}.", "Leave them out.")
    if (body.cycle == "rolling") != (body.rolling_days is not None):
        raise unprocessable("rolling_days", "A rolling window has days, a calendar one has none.", "See `cycle`.")
    await require_policy(conn, workspace_id, body.policy)
    tiers = sorted((tier.below, tier.credit_percent) for tier in body.tiers)
    return ObjectiveWish(**body.model_dump(exclude={"tiers"}), tiers=[list(tier) for tier in tiers])


def _named(tree: Tree) -> set[int]:
    match tree:
        case Leaf(monitor_id):
            return {monitor_id}
        case Node(_, parts):
            return {one for _, part in parts for one in _named(part)}
        case _:
            return set()


def _subject(found: Objective) -> Subject:
    return Subject(str(found.id), found.name)


def _show(found: Standing) -> StandingOut:
    budget = found.budget
    return StandingOut(
        window_start=found.window.start,
        window_end=found.window.end,
        at=found.at,
        policy=PolicyNameOut(name=found.policy.name, version=found.policy.version),
        monitor_ids=list(found.monitor_ids),
        target=budget.target,
        availability=budget.availability,
        counted_s=budget.counted_s,
        downtime_s=budget.bad_s,
        expected_s=budget.expected_s,
        budget_s=budget.budget_s,
        remaining_s=budget.remaining_s,
        used_share=budget.used_share,
        burn_rate=budget.burn_rate,
        exhausted_at=found.exhausted_at,
        credit_percent=found.credit_percent,
        burning=[_show_burning(one) for one in found.burning],
        outages=[_show_outage(one) for one in found.outages[::-1][:MOST_OUTAGES]],
        outages_in_all=len(found.outages),
    )


def _show_burning(one: Burning) -> BurnOut:
    return BurnOut(
        severity=one.rule.severity,
        long_s=int(one.rule.long.total_seconds()),
        short_s=int(one.rule.short.total_seconds()),
        rate=one.rate,
        long_rate=one.long_rate,
        short_rate=one.short_rate,
        fires=one.fires,
    )


def _show_outage(share: Share) -> OutageOut:
    assert share.good is not None, "only what counts costs budget"
    return OutageOut(started_at=share.start, ended_at=share.end, seconds=share.seconds, good=float(share.good))

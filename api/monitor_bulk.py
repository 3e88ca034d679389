"""Many monitors of a workspace at once: pause, resume, delete, change. All of them or none."""

from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import AfterValidator, Field, model_validator

from api import monitor_acts
from api.account_fields import Email
from api.deps import LARGEST_INT4, Caller, CurrentCaller, ServicesDep
from api.errors import FieldError, Problem, ProblemOut, unprocessable
from api.monitor_acts import Done, SeveralProblems
from api.monitor_schemas import (
    ConfirmIn,
    Label,
    MonitorChangeIn,
    MonitorOut,
    PeriodIn,
    RetentionDays,
    TagIn,
    TimeoutS,
    once_each,
)
from api.monitors import show_monitors
from api.roles import Action
from api.schemas import In, Out
from api.services import Services
from api.workspaces import require_workspace
from db.monitors import Monitor, select_monitors_for_update
from db.pool import Connection

router = APIRouter(tags=["monitors"])

MOST: Final = 500
MOST_TAGS: Final = 20
CHANGES_TAGS: Final = {"tags_add", "tags_remove"}

Id = Annotated[int, Field(ge=1, le=LARGEST_INT4)]
Tags = Annotated[list[TagIn], Field(max_length=MOST_TAGS)]
BulkAction = Literal["pause", "resume", "delete", "change"]


class BulkChangeIn(In):
    """What to change of each; keys that are left out stay as they are, null means the default again.

    `confirm_loss`: keeping single results for a shorter time deletes some; say true to accept that.
    """

    period: PeriodIn | None = None
    retention_days: RetentionDays | None = None
    timeout_s: TimeoutS | None = None
    confirm: ConfirmIn | None = None
    tags_add: Tags = Field(default_factory=list)
    tags_remove: Tags = Field(default_factory=list)
    group: Label | None = None
    is_public: bool | None = None
    recipients: Annotated[list[Email], AfterValidator(once_each)] | None = Field(None, max_length=50)
    confirm_loss: bool = False

    def of(self, monitor: Monitor) -> MonitorChangeIn:
        """Return what to change of one monitor."""
        given: dict[str, Any] = {name: getattr(self, name) for name in self.model_fields_set - CHANGES_TAGS}
        if self.model_fields_set & CHANGES_TAGS:
            given["tags"] = self._tags(monitor)
        return MonitorChangeIn.model_construct(_fields_set=set(given), **given)  # each value was checked above

    def _tags(self, monitor: Monitor) -> list[str]:
        kept = [tag for tag in monitor.tags if tag not in self.tags_remove]
        tags = [*kept, *(tag for tag in self.tags_add if tag not in kept)]
        if len(tags) > MOST_TAGS:
            message = f"It would have {len(tags)} tags; {MOST_TAGS} are the most."
            raise unprocessable("tags_add", message, "Add fewer, or take some away.")
        return tags


class BulkIn(In):
    """What to do with which monitors. `change` says what to change, for that action only."""

    ids: list[Id] = Field(min_length=1, max_length=MOST)
    action: BulkAction
    change: BulkChangeIn | None = None

    @model_validator(mode="after")
    def _fits(self) -> "BulkIn":
        if (self.action == "change") != (self.change is not None):
            raise ValueError("write `change` with the action change, and only with it")
        return self


class BulkOut(Out):
    """What was done. `items`: the monitors as they are now, in the order of their ids; none when they were deleted."""

    action: BulkAction
    changed: list[int] = Field(description="ids of those that are not as before")
    items: list[MonitorOut]


@router.post(
    "/workspaces/{workspace_id}/monitors/bulk",
    responses={status: {"model": ProblemOut} for status in (403, 404, 409, 422)},
)
async def change_monitors(workspace_id: UUID, body: BulkIn, caller: CurrentCaller, services: ServicesDep) -> BulkOut:
    """Pause, resume, delete or change up to 500 monitors: all of them or none.

    A refusal names each monitor that is in the way: `errors[].field` is `ids.{id}` with the field behind it.
    """
    async with services.transaction(caller) as conn:
        await require_workspace(conn, workspace_id, caller.id, Action.EDIT_MONITORS)
        found = await _found(conn, workspace_id, sorted(set(body.ids)), caller)
        try:
            done = await _act(services, conn, caller, found, body)
        except SeveralProblems as several:
            raise _joined(several) from several
        items = [] if body.action == "delete" else await show_monitors(services, conn, done.monitors)
    await monitor_acts.tell(services, done)
    return BulkOut(action=body.action, changed=[monitor.id for monitor in done.changed], items=items)


async def _found(conn: Connection, workspace_id: UUID, ids: list[int], caller: Caller) -> list[Monitor]:
    """Return the monitors, locked; raise a 404 that names each id which is not one of the workspace."""
    found = await select_monitors_for_update(conn, ids, caller.id)
    ours = [monitor for monitor in found if monitor.workspace_id == workspace_id]
    missing = sorted(set(ids) - {monitor.id for monitor in ours})
    if missing:
        message = "There is no such monitor in this workspace."
        errors = [FieldError(field=f"ids.{one}", message=message, remedy="Leave it out.") for one in missing]
        raise Problem(404, f"{len(missing)} of {len(ids)} monitors are not there; nothing was changed.", errors)
    return ours


async def _act(services: Services, conn: Connection, caller: Caller, found: list[Monitor], body: BulkIn) -> Done:
    if body.change is not None:
        return await monitor_acts.change(conn, services, caller, found, body.change.of)
    if body.action == "delete":
        return await monitor_acts.delete(conn, caller, found)
    return await monitor_acts.pause(conn, caller, found, is_paused=body.action == "pause")


def _joined(several: SeveralProblems) -> Problem:
    """Return one problem of many: 422 if any value cannot be used, else 409 (something must be confirmed)."""
    errors = [error for monitor, problem in several.found for error in _errors(monitor, problem)]
    worst = max((problem for _, problem in several.found), key=lambda problem: problem.status)
    detail = f"{len(several.found)} monitors cannot be changed like this; nothing was changed."
    return Problem(worst.status, detail, errors, kind=worst.kind)


def _errors(monitor: Monitor, problem: Problem) -> list[FieldError]:
    place = f"ids.{monitor.id}"
    own = problem.errors or [FieldError(field="retention_days", message=problem.detail, remedy=None)]
    return [
        FieldError(field=f"{place}.{one.field}", message=f"{monitor.name}: {one.message}", remedy=one.remedy)
        for one in own
    ]

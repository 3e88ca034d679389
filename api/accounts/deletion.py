"""The end of an account."""

from typing import Annotated

from fastapi import APIRouter, Body, Response

from api.accounts.links import send_farewell
from api.accounts.proof import ProofIn, require_proof
from api.deps import CurrentCaller, ServicesDep
from api.errors import Problem, ProblemOut
from api.signing_in import forget_refresh_cookie
from db.account_addresses import OwnedWorkspace, delete_user, select_solely_owned

router = APIRouter(prefix="/me", tags=["me"])


@router.delete("", status_code=204, responses={403: {"model": ProblemOut}, 409: {"model": ProblemOut}})
async def delete_me(
    caller: CurrentCaller, response: Response, services: ServicesDep, proof: Annotated[ProofIn | None, Body()] = None
) -> None:
    """Delete one's account at once and for good. Workspaces need another owner first, or have to be deleted.

    What the person did stays in the audit logs of workspaces, under the name of then.
    """
    await require_proof(services, caller, proof)
    async with services.system_transaction() as conn:
        owned = await select_solely_owned(conn, caller.id)
        if owned:
            raise _still_owner(owned)
        await delete_user(conn, caller.id)
        await send_farewell(conn, services.config, caller.user.email, caller.user.first_name)
    await services.tell_rights_changed()
    await services.wake_sender()
    forget_refresh_cookie(services, response)


def _still_owner(owned: list[OwnedWorkspace]) -> Problem:
    names = ", ".join(f"“{workspace.name}”" for workspace in owned)
    detail = f"You are the last owner of {names}: hand them over to somebody, or delete them first."
    extra = {"workspaces": [{"id": str(workspace.id), "name": workspace.name} for workspace in owned]}
    return Problem(409, detail, kind="last-owner", extra=extra)

"""The second half of a sign-in: after the password, or an account elsewhere, a code, a recovery code or a passkey."""

from datetime import timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.accounts.authenticators import Credential, login_options, new_challenge
from api.accounts.factors import use_code, use_passkey, use_recovery_code
from api.accounts.flow import recall
from api.accounts.limits import SECOND_FACTOR_BY_ACCOUNT, SECOND_FACTOR_BY_ADDRESS
from api.accounts.proof import Code, RecoveryCode, second_factor_methods
from api.deps import ServicesDep, client_address
from api.errors import Problem, ProblemOut
from api.limits import address_key
from api.schemas import In, Out
from api.services import Services
from api.signing_in import SignedInOut, open_session, signed_in
from db.account_ways import select_ways
from db.challenges import Challenge, delete_challenge, insert_challenge, select_challenge, update_challenge_tried
from db.passkeys import select_passkeys
from db.pool import Connection
from db.users import select_user

router = APIRouter(prefix="/auth", tags=["auth"])

LIFETIME: Final = timedelta(minutes=5)


class SecondFactorOut(Out):
    """What is still needed. `passkey_options` goes to `navigator.credentials.get`."""

    challenge: UUID
    methods: list[str] = Field(description="`code`, `passkey`, `recovery_code`")
    passkey_options: dict[str, Any] | None
    expires_in: int = Field(description="seconds")


class SecondFactorProblemOut(ProblemOut):
    """The password was right, and a second factor is still needed."""

    second_factor: SecondFactorOut | None = None


class SecondFactorIn(In):
    """The challenge, and one of the others."""

    challenge: Annotated[UUID, Field(strict=False)]
    code: Annotated[Code | None, Field(description="of the authenticator app")] = None
    recovery_code: RecoveryCode | None = None
    passkey: Credential | None = None


async def begin_second_factor(services: Services, conn: Connection, user_id: UUID) -> SecondFactorOut | None:
    """Begin the second half of a sign-in; None for an account that has no second factor."""
    ways = await select_ways(conn, user_id)
    if ways is None or not ways.has_second_factor:
        return None
    made = await insert_challenge(conn, "second_factor", user_id, new_challenge(), LIFETIME)
    return await describe(services, conn, made)


async def describe(services: Services, conn: Connection, challenge: Challenge) -> SecondFactorOut | None:
    """Say what an open challenge takes."""
    assert challenge.user_id is not None, "a second factor is somebody's"
    ways = await select_ways(conn, challenge.user_id)
    if ways is None:
        return None
    passkeys = await select_passkeys(conn, challenge.user_id)
    options = login_options(services.config.public_url, challenge.challenge, passkeys) if passkeys else None
    return SecondFactorOut(
        challenge=challenge.id,
        methods=second_factor_methods(ways),
        passkey_options=options,
        expires_in=int(LIFETIME.total_seconds()),
    )


def second_factor_required(needed: SecondFactorOut) -> Problem:
    """Build the answer to a right password of an account with a second factor."""
    detail = "The second factor is needed: send it to POST /auth/second-factor with this challenge."
    extra = {"second_factor": needed.model_dump(mode="json")}
    return Problem(401, detail, kind="second-factor-required", extra=extra)


@router.get("/second-factor", responses={404: {"model": ProblemOut}})
async def get_second_factor(request: Request, services: ServicesDep) -> SecondFactorOut:
    """Return what a sign-in from elsewhere still needs; the cookie of the way back knows which."""
    flow = recall(services.config, request)
    async with services.system_transaction() as conn:
        pending = flow.second_factor if flow else None
        challenge = await select_challenge(conn, pending, "second_factor") if pending else None
        needed = await describe(services, conn, challenge) if challenge else None
    if needed is None:
        raise Problem(404, "No sign-in waits for a second factor: begin again.", kind="second-factor-over")
    return needed


@router.post("/second-factor", responses={401: {"model": ProblemOut}, 429: {"model": ProblemOut}})
async def finish_second_factor(
    body: SecondFactorIn, request: Request, response: Response, services: ServicesDep
) -> SignedInOut:
    """Finish a sign-in. A challenge lives five minutes and takes five tries."""
    await services.limits.hit(SECOND_FACTOR_BY_ADDRESS, address_key(client_address(request)))
    async with services.system_transaction() as conn:
        challenge = await update_challenge_tried(conn, body.challenge, "second_factor")
    if challenge is None or challenge.user_id is None:
        raise _over()
    await services.limits.hit(SECOND_FACTOR_BY_ACCOUNT, str(challenge.user_id))
    if not await _holds(services, challenge, challenge.user_id, body):
        raise Problem(401, "This second factor is wrong, or was used before.", kind="second-factor-wrong")
    async with services.system_transaction() as conn:
        taken = await delete_challenge(conn, challenge.id, "second_factor")
        user = await select_user(conn, challenge.user_id)
        if taken is None or user is None:
            raise _over()
        refresh = await open_session(conn, user.id, request)
    return signed_in(services, response, user, refresh)


async def _holds(services: Services, challenge: Challenge, user_id: UUID, body: SecondFactorIn) -> bool:
    if body.code is not None:
        async with services.system_transaction() as conn:
            ways = await select_ways(conn, user_id)
        sealed = ways.totp_secret if ways else None
        return sealed is not None and await use_code(services, user_id, sealed, body.code)
    if body.recovery_code is not None:
        return await use_recovery_code(services, user_id, body.recovery_code)
    if body.passkey is not None:
        return await use_passkey(services, challenge, body.passkey, needs_verification=False) == user_id
    return False


def _over() -> Problem:
    return Problem(401, "This sign-in has ended: begin again with the password.", kind="second-factor-over")

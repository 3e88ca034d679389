"""Accounts elsewhere that open one's own: see, link, unlink. And which ways to sign in this installation has."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Body, Query, Response
from pydantic import Field

from api.accounts.authenticators import is_available
from api.accounts.elsewhere import depart
from api.accounts.flow import remember
from api.accounts.proof import ProofIn, require_proof
from api.accounts.security import tell_security
from api.deps import CurrentCaller, ServicesDep, SystemConn
from api.errors import ProblemOut, conflict, not_found
from api.schemas import Out, Page, UtcTime
from db.account_ways import select_ways_for_update
from db.identities import Identity, Provider, delete_identity, select_identities

router = APIRouter(prefix="/me/identities", tags=["me"])
methods_router = APIRouter(prefix="/auth", tags=["auth"])

WHAT: Final = "linked account"
Proof = Annotated[ProofIn | None, Body()]


class IdentityOut(Out):
    """An account elsewhere; `login` and `email` are what the provider said last."""

    provider: Provider
    login: str
    email: str | None
    created_at: UtcTime
    last_used_at: UtcTime

    @classmethod
    def of(cls, identity: Identity) -> "IdentityOut":
        """Show a row."""
        return cls.model_validate(identity, from_attributes=True)


class DepartureOut(Out):
    """Where to send the browser to; a cookie came along that the way back needs."""

    url: str


class MethodsOut(Out):
    """What a sign-in page can offer."""

    password: bool
    passkey: bool
    github: bool
    oidc: str | None = Field(description="what the button is called; null: there is none")
    registration: Literal["open", "invite", "closed"]


@methods_router.get("/methods")
async def get_sign_in_methods(services: ServicesDep) -> MethodsOut:
    """Return which ways to sign in there are."""
    return MethodsOut(
        password=True,
        passkey=is_available(services.config.public_url),
        github=services.providers.github is not None,
        oidc=services.providers.oidc.name if services.providers.oidc else None,
        registration=services.config.registration,
    )


@router.get("")
async def list_identities(caller: CurrentCaller, conn: SystemConn) -> Page[IdentityOut]:
    """Return the accounts elsewhere that open one's own."""
    return Page(items=[IdentityOut.of(found) for found in await select_identities(conn, caller.id)], next=None)


@router.post("/{provider}", responses={403: {"model": ProblemOut}, 404: {"model": ProblemOut}})
async def link_identity(
    provider: Provider,
    caller: CurrentCaller,
    response: Response,
    services: ServicesDep,
    proof: Proof = None,
    next: Annotated[str, Query(description="the page to come back to")] = "/settings/security",
) -> DepartureOut:
    """Begin to link an account elsewhere; the browser has to go to the address in the answer."""
    await require_proof(services, caller, proof)
    url, flow = await depart(services, provider, next, caller)
    remember(services.config, response, flow)
    response.headers["Cache-Control"] = "no-store"
    return DepartureOut(url=url)


@router.delete("/{provider}", status_code=204, responses={404: {"model": ProblemOut}, 409: {"model": ProblemOut}})
async def unlink_identity(
    provider: Provider, caller: CurrentCaller, services: ServicesDep, proof: Proof = None
) -> None:
    """Unlink an account elsewhere, as long as another way in stays."""
    await require_proof(services, caller, proof)
    async with services.system_transaction() as conn:
        ways = await select_ways_for_update(conn, caller.id)
        if not await delete_identity(conn, caller.id, provider):
            raise not_found(WHAT)
        if ways is None or ways.ways_in < 2:
            raise conflict("This is the only way into your account: set a password first.", kind="last-way-in")
        await tell_security(services, conn, caller, "an account elsewhere was unlinked from this account.")
    await services.wake_sender()

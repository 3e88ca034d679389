"""One check without an account: of a web address, over public addresses only."""

from typing import Annotated, Final

from fastapi import APIRouter, Request
from pydantic import StringConstraints

from api.check_schemas import ManualCheckOut
from api.deps import ServicesDep, client_address
from api.errors import ProblemOut
from api.limits import PUBLIC_CHECK_BY_ADDRESS, PUBLIC_CHECK_IN_ALL, address_key
from api.manual_checks import answered, wish
from api.monitor_schemas import MonitorIn
from api.monitor_wishes import new_wish, spec_of
from api.schemas import In, Text
from core.addresses import PUBLIC_ONLY
from core.specs import Kind

router = APIRouter(
    prefix="/public", tags=["public"], responses={status: {"model": ProblemOut} for status in (422, 429, 503, 504)}
)

IN_ALL: Final = "everybody"


class PublicCheckIn(In):
    """A web address."""

    url: Annotated[Text, StringConstraints(min_length=1, max_length=2048, strip_whitespace=True)]


@router.post("/check")
async def check_publicly(body: PublicCheckIn, request: Request, services: ServicesDep) -> ManualCheckOut:
    """Check a web address once, without an account. Limited in rate; only public addresses are reached."""
    await services.limits.hit(PUBLIC_CHECK_BY_ADDRESS, address_key(client_address(request)))
    await services.limits.hit(PUBLIC_CHECK_IN_ALL, IN_ALL)
    url = body.url if "://" in body.url else f"https://{body.url}"
    try_out = MonitorIn(name="public check", kind="http", target=url)
    spec = spec_of(Kind.HTTP, new_wish(Kind.HTTP, try_out.name, url, try_out, PUBLIC_ONLY))
    async with services.system_transaction() as conn:
        request_id = await wish(conn, spec, is_public=True)
    return await answered(services, request_id, spec.timeout_s)

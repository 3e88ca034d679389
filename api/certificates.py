"""The certificate that a monitor's server showed last."""

from fastapi import APIRouter
from pydantic import Field

from api.check_schemas import CertificateOut
from api.deps import Conn, CurrentCaller, MonitorId
from api.errors import ProblemOut
from api.monitors import require_monitor
from api.roles import Action
from api.schemas import Out, UtcTime
from db.certificates import select_certificate

router = APIRouter(tags=["monitors"], responses={404: {"model": ProblemOut}})


class ShownCertificateOut(CertificateOut):
    """A certificate, and since when the server shows it."""

    seen_at: UtcTime = Field(description="when it was seen for the first time")


class MonitorCertificateOut(Out):
    """What the server showed last; null while no certificate was seen."""

    certificate: ShownCertificateOut | None


@router.get("/monitors/{monitor_id}/certificate")
async def get_certificate(monitor_id: MonitorId, caller: CurrentCaller, conn: Conn) -> MonitorCertificateOut:
    """Return the certificate that the monitor's server showed last."""
    await require_monitor(conn, monitor_id, caller.id, Action.READ)
    found = await select_certificate(conn, monitor_id)
    return MonitorCertificateOut(certificate=None if found is None else ShownCertificateOut(**found.model_dump()))

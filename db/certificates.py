"""The certificate that each monitor's server showed last.

Table `monitor_certificates`, one row per monitor that met one. Writer: probes (workers), when it is another one.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from pydantic import BaseModel

from core.observation import Certificate
from db.pool import Connection

MOST_CHARACTERS: Final = 500
MOST_NAMES: Final = 100


class ShownCertificate(BaseModel, frozen=True):
    """One row; `seen_at`: when it was seen for the first time."""

    subject: str
    issuer: str
    names: list[str]
    not_before: datetime
    not_after: datetime
    seen_at: datetime


SELECT_CERTIFICATE: Final = """
    SELECT subject, issuer, names, not_before, not_after, seen_at
      FROM monitor_certificates
     WHERE monitor_id = $1
"""


async def select_certificate(conn: Connection, monitor_id: int) -> ShownCertificate | None:
    """Return the certificate a monitor's server showed last; None while none was seen."""
    row = await conn.fetchrow(SELECT_CERTIFICATE, monitor_id)
    return ShownCertificate(**row) if row else None


UPSERT_CERTIFICATE: Final = """
    INSERT INTO monitor_certificates AS known (monitor_id, subject, issuer, names, not_before, not_after)
    SELECT id, $2, $3, $4::text[], $5, $6
      FROM monitors
     WHERE id = $1
        ON CONFLICT (monitor_id) DO UPDATE
       SET subject = excluded.subject, issuer = excluded.issuer, names = excluded.names,
           not_before = excluded.not_before, not_after = excluded.not_after, seen_at = now()
     WHERE (known.subject, known.issuer, known.names, known.not_before, known.not_after)
           IS DISTINCT FROM (excluded.subject, excluded.issuer, excluded.names, excluded.not_before, excluded.not_after)
"""


async def upsert_certificates(conn: Connection, shown: Mapping[int, Certificate]) -> None:
    """Write certificates by monitor, all or none; one that is there already stays as it is."""
    await conn.executemany(UPSERT_CERTIFICATE, [(one, *_values(shown[one])) for one in sorted(shown)])


def _values(certificate: Certificate) -> tuple[object, ...]:
    names = [_storable(name) for name in certificate.names[:MOST_NAMES]]
    head = (_storable(certificate.subject), _storable(certificate.issuer), names)
    return (*head, certificate.not_before, certificate.not_after)


def _storable(text: str) -> str:
    """Return a text as PostgreSQL can store it: a server may write anything into its certificate."""
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}")[:MOST_CHARACTERS]

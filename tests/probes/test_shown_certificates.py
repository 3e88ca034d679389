"""A worker writes a certificate when it is another one than before, and once more when that failed."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from core.ledger import Verdict
from core.observation import Certificate, Observation
from core.states import Outcome
from db.errors import Unavailable
from probes.shown_certificates import ShownCertificates

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def certificate(subject: str) -> Certificate:
    return Certificate(subject, "An Authority", (subject,), NOW, NOW + timedelta(days=90))


def verdict(monitor_id: int, shown: Certificate | None) -> Verdict:
    seen = Observation(Outcome.UP, certificate=shown)
    return Verdict(monitor_id, 0, NOW, NOW + timedelta(seconds=60), seen, lateness_ms=0, probe=1)


class Written:
    """What was written; the next write fails if asked to."""

    def __init__(self) -> None:
        self.batches: list[dict[int, str]] = []
        self.fails = False

    async def write(self, shown: Mapping[int, Certificate]) -> None:
        if self.fails:
            self.fails = False
            raise Unavailable("away")
        self.batches.append({monitor_id: one.subject for monitor_id, one in shown.items()})


async def test_only_what_differs_is_written() -> None:
    written = Written()
    shown = ShownCertificates(written.write)
    await shown.note([verdict(1, certificate("a")), verdict(2, None), verdict(3, certificate("c"))])
    await shown.note([verdict(1, certificate("a")), verdict(3, certificate("d"))])
    await shown.note([verdict(1, certificate("a")), verdict(2, None)])

    assert written.batches == [{1: "a", 3: "c"}, {3: "d"}]


async def test_what_failed_is_written_with_the_next_check() -> None:
    written = Written()
    written.fails = True
    shown = ShownCertificates(written.write)
    await shown.note([verdict(1, certificate("a"))])
    await shown.note([verdict(1, certificate("a"))])

    assert written.batches == [{1: "a"}]

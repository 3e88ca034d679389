"""What dispatcher, workers and senders are told; `healther.wiring` builds it from the settings."""

import socket
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from core.addresses import PUBLIC_ONLY, Allowance

LOCAL_REGION = 0


@dataclass(frozen=True, slots=True)
class ProbeConfig:
    """The configuration of one process of `probes`.

    `name` tells processes of one host apart in logs. `references` are targets that answer whenever the probe has a
    network (empty: those of `probes.connectivity`). Without `smtp_url` mails become files in `mail_dir`.
    """

    database_url: str
    redis_url: str
    region: int = LOCAL_REGION
    name: str = socket.gethostname()
    allowance: Allowance = PUBLIC_ONLY
    references: tuple[str, ...] = ()
    concurrency: int = 2_000  # checks in flight in one worker
    smtp_url: str | None = None
    mail_from: str = "Healther <healther@localhost>"
    mail_dir: Path = Path("mail")
    public_url: str = "http://localhost:8000"
    alert_cool_down: timedelta = timedelta(minutes=60)  # how long further outages of a monitor are folded
    alert_mails_per_day: int = 5_000  # of one workspace; 0: any number
    deadman_url: str | None = None  # called every minute while all is well

"""What was our availability in October, during service hours, without the agreed maintenance, and why is it not 100?

Asked of a whole running installation by one call, one command and one PDF; computed again by an outsider with the lines
of docs/numbers.md on the exported Parquet. All of them must say one number: the one that is worked out here by hand.
"""

import calendar
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import httpx
import psycopg
import pytest
from pypdf import PdfReader

from core.uptime import floored_percent
from tests.analytics.test_sla import computed_again
from tests.healther.installation import ROOT, Installation, running

VIENNA = ZoneInfo("Europe/Vienna")
HOUR = timedelta(hours=1)
OFFICE = {
    "name": "office",
    "service_hours": {
        "time_zone": "Europe/Vienna",
        "weekly": {
            day: [["08:00", "18:00"]] for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
        },
    },
}


def october() -> int:
    """Return the year of the last October that is over for a week."""
    now = datetime.now(UTC)
    return now.year if (now.month, now.day) > (11, 7) else now.year - 1


YEAR = october()
MONDAY = next(date(YEAR, 10, day) for day in range(1, 8) if date(YEAR, 10, day).weekday() == 0)
SATURDAY = MONDAY + timedelta(days=26 if MONDAY.day <= 5 else 19)
SPAN = [datetime(YEAR, 10, 1, tzinfo=VIENNA), datetime(YEAR, 11, 1, tzinfo=VIENNA)]


def vienna(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), VIENNA).astimezone(UTC)


# By the clock of Vienna. Shop: down on the first Monday from 9:00 to 11:30, of which 10:00 to 11:00 was planned and
# 11:00 to 11:15 agreed not to count; and on a Saturday from 17:45 to 18:30, of which only the first 15 minutes are
# within service hours. Mail: down on that Monday from 19:00 to 20:00, outside of them.
DOWN = {
    "Shop": [(vienna(MONDAY, 9), vienna(MONDAY, 11, 30)), (vienna(SATURDAY, 17, 45), vienna(SATURDAY, 18, 30))],
    "Mail": [(vienna(MONDAY, 19), vienna(MONDAY, 20))],
}
PLANNED = (vienna(MONDAY, 10), vienna(MONDAY, 11))
AGREED = (vienna(MONDAY, 11), vienna(MONDAY, 11, 15))
WORKDAYS = sum(date(YEAR, 10, day).weekday() < 6 for day in range(1, calendar.monthrange(YEAR, 10)[1] + 1))
# Ten hours on each workday, of two monitors; both without the planned hour and the quarter: 1.25 h.
COUNTED_S = 2 * (WORKDAYS * 36_000 - 4500)
# 9:00 to 10:00, 11:15 to 11:30, and 17:45 to 18:00.
DOWN_S = 3600 + 900 + 900
EXPECTED = (COUNTED_S - DOWN_S) / COUNTED_S
WITHOUT_EXCLUSIONS = 1 - (DOWN_S + 900) / (COUNTED_S + 1800)


@dataclass
class Asker:
    """The manager: an installation, a token, a workspace."""

    installation: Installation
    client: httpx.Client
    workspace: str
    monitors: dict[str, int]

    def get(self, path: str, **query: str) -> httpx.Response:
        """Ask about October, under the policy `office`."""
        asked = {"from": SPAN[0].isoformat(), "to": SPAN[1].isoformat(), "policy": "office", **query}
        return self.client.get(path, params=asked).raise_for_status()

    def command(self, *arguments: str) -> str:
        """Run `healther` as a person would, and return what it prints."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("HEALTHER_")}
        env["HEALTHER_HOME"] = str(self.installation.home)
        done = subprocess.run(
            [sys.executable, "-m", "healther", *arguments],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        return done.stdout


@pytest.fixture(scope="module")
def asker() -> Iterator[Asker]:
    with tempfile.TemporaryDirectory(prefix="healther-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with running(folder) as installation:
            base = f"http://127.0.0.1:{installation.port}/api/v1"
            with httpx.Client(base_url=base, timeout=60) as client:
                yield prepared(installation, client)


def prepared(installation: Installation, client: httpx.Client) -> Asker:
    """Make two monitors that lived through October, the agreement, and the work."""
    body = {"email": "ann@example.com", "password": "correct horse battery", "first_name": "Ann"}
    token = client.post("/auth/register", json=body).raise_for_status().json()["access_token"]
    client.headers["Authorization"] = f"Bearer {token}"
    workspace = client.post("/workspaces", json={"name": "Acme"}).raise_for_status().json()["id"]
    monitors = {}
    for name in DOWN:
        wish: dict[str, Any] = {
            "name": name,
            "kind": "tcp",
            "target": "127.0.0.1:1",
            "period": {"value": 1, "unit": "hours"},
        }
        monitors[name] = client.post(f"/workspaces/{workspace}/monitors", json=wish).raise_for_status().json()["id"]
        client.post(f"/monitors/{monitors[name]}/pause").raise_for_status()
    live_through(json.loads((installation.home / "run.json").read_text())["database_url"], workspace, monitors)
    client.post(f"/workspaces/{workspace}/policies", json=OFFICE).raise_for_status()
    span = {"starts_at": AGREED[0].isoformat(), "ends_at": AGREED[1].isoformat()}
    wish = {**span, "is_for_all": True, "reason": "The power grid failed, letter of the operator"}
    client.post(f"/workspaces/{workspace}/exclusions", json=wish).raise_for_status()
    return Asker(installation, client, workspace, monitors)


def live_through(url: str, workspace: str, monitors: dict[str, int]) -> None:
    """Write what probes would have recorded, and the window as it was planned then."""
    with psycopg.connect(url, connect_timeout=30) as connection:
        connection.execute("UPDATE monitors SET created_at = %s", [SPAN[0] - timedelta(days=40)])
        for name, monitor_id in monitors.items():
            edges = [SPAN[0] - HOUR, *(edge for span in DOWN[name] for edge in span), SPAN[1] + HOUR]
            for number, (start, end) in enumerate(pairwise(edges)):
                connection.execute(
                    "INSERT INTO state_intervals (monitor_id, started_at, ended_at, state) VALUES (%s, %s, %s, %s)",
                    (monitor_id, start, end, 3 if number % 2 else 1),
                )
        connection.execute(
            """
              WITH w AS (
                   INSERT INTO maintenance_windows (workspace_id, title, is_for_all, starts_at, duration_s, time_zone,
                                                    expanded_until)
                   VALUES (%(workspace)s, 'Upgrade', true, %(start)s, 3600, 'Europe/Vienna', %(start)s)
                RETURNING id)
            INSERT INTO maintenance_occurrences (window_id, workspace_id, starts_at, ends_at, is_for_all)
            SELECT id, %(workspace)s, %(start)s, %(end)s, true FROM w
            """,
            {"workspace": workspace, "start": PLANNED[0], "end": PLANNED[1]},
        )


def test_one_call(asker: Asker) -> None:
    """The whole workspace, each monitor, and both figures; a monitor by itself says the same with its derivation."""
    said = asker.get(f"/workspaces/{asker.workspace}/sla.json", time_zone="Europe/Vienna").json()
    shop, mail = said["monitors"]
    uptime = asker.get(f"/monitors/{asker.monitors['Shop']}/uptime").json()

    assert said["totals"]["availability"] == EXPECTED
    assert (said["totals"]["counted_s"], said["totals"]["down_s"]) == (COUNTED_S, DOWN_S)
    assert shop["availability"] == uptime["uptime"] == 1 - 5400 / (COUNTED_S / 2)
    assert mail["availability"] == 1
    assert uptime["uptime_without_exclusions"] == shop["availability_without_exclusions"]
    assert shop["availability_without_exclusions"] == pytest.approx(1 - 6300 / (COUNTED_S / 2 + 900))
    assert uptime["numerator_s"] / uptime["denominator_s"] == uptime["uptime"]
    assert [(one["reason"], one["agreed_by"]) for one in said["exclusions"]] == [
        ("The power grid failed, letter of the operator", "Ann")
    ]


def test_why_it_is_not_100(asker: Asker) -> None:
    """Three stretches, and what was left out with its reason."""
    uptime = asker.get(f"/monitors/{asker.monitors['Shop']}/uptime").json()
    down = [one for one in uptime["intervals"][::-1] if one["state"] == "down" and one["left_out"] is None]

    assert [(one["started_at"], one["seconds"]) for one in down] == [
        (stamp(vienna(MONDAY, 9)), 3600),
        (stamp(vienna(MONDAY, 11, 15)), 900),
        (stamp(vienna(SATURDAY, 17, 45)), 900),
    ]
    assert (uptime["left_out"]["maintenance_s"], uptime["left_out"]["excluded_s"]) == (3600, 900)
    period_s = (SPAN[1].astimezone(UTC) - SPAN[0].astimezone(UTC)).total_seconds()  # 745 hours: the clock goes back
    assert sum(uptime["left_out"].values()) + uptime["denominator_s"] == period_s == 745 * 3600


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def test_one_command(asker: Asker, tmp_path: Path) -> None:
    path = tmp_path / "october.pdf"
    arguments = ["--period", f"{YEAR}-10", "--policy", "office", "--time-zone", "Europe/Vienna"]
    told = json.loads(asker.command("report", *arguments, "--json", "--output", str(path)))

    assert told["availability"] == EXPECTED
    assert told["availability_words"] == floored_percent(EXPECTED, 3)
    assert floored_percent(EXPECTED, 3) in read(path.read_bytes())


def test_one_pdf(asker: Asker) -> None:
    """The paper of the API is the paper of the command, with the figure of the call, its hash, and the exclusion."""
    asked = {"time_zone": "Europe/Vienna"}
    paper = asker.get(f"/workspaces/{asker.workspace}/sla.pdf", **asked).content
    said = asker.get(f"/workspaces/{asker.workspace}/sla.json", **asked).json()
    text = read(paper)

    assert f"Availability {floored_percent(EXPECTED, 3)}" in text
    assert f"Shop {floored_percent(said['monitors'][0]['availability'], 3)}" in text
    assert "Mail 100%" in text
    assert "The power grid failed" in text
    assert said["data_hash"] in text.replace(" ", "")
    assert asker.get(f"/workspaces/{asker.workspace}/sla.pdf", **asked).content == paper
    command = ["report", "--period", f"{YEAR}-10", "--policy", "office", "--time-zone", "Europe/Vienna"]
    path = asker.installation.home / "again.pdf"
    asker.command(*command, "--output", str(path))
    assert path.read_bytes() == paper


def read(pdf: bytes) -> str:
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", " ".join(pages).replace("\u200b", ""))


def test_an_outsider_with_duckdb(asker: Asker, tmp_path: Path) -> None:
    """The lines of the page for how much, and the one for why."""
    path = tmp_path / "intervals.parquet"
    path.write_bytes(asker.get(f"/workspaces/{asker.workspace}/sla.parquet", table="intervals").content)
    rows = computed_again(path)
    why = re.findall(r"`(SELECT monitor, start.*?)`", (ROOT / "docs" / "numbers.md").read_text(encoding="utf-8"))
    with duckdb.connect() as database:
        query = f"SELECT monitor, seconds FROM ({why[0].replace('intervals.parquet', str(path))})"
        reasons: list[tuple[Any, ...]] = database.execute(query).fetchall()

    assert rows[-1][2:] == (COUNTED_S - DOWN_S, COUNTED_S, EXPECTED)
    assert [row[1] for row in rows] == ["Shop", "Mail", None]
    assert reasons == [("Shop", 3600), ("Shop", 900), ("Shop", 900)]

"""Reports in the background over HTTP: ordered, watched, fetched; schedules; the link of a mail."""

import hashlib
from typing import Any

import httpx
import pytest

from analytics.reports.background import make_report
from db.pool import Pool, acquire
from tests.api.people import Person, field_of


async def test_a_report_is_ordered_made_and_fetched(
    observer: Person, owner: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool
) -> None:
    path = f"/workspaces/{workspace['id']}/reports"
    ordered = await observer.post(
        path, {"format": "xlsx", "from": "2026-10-01T00:00:00Z", "to": "2026-11-01T00:00:00Z"}
    )
    report = ordered.json()
    early = await observer.get(f"{path}/{report['id']}/file")
    assert (ordered.status_code, report["state"], report["policy"]) == (202, "waiting", "agreed@1")
    assert early.status_code == 409

    await make_report(pool, report["id"])

    made = (await observer.get(f"{path}/{report['id']}")).json()
    file = await observer.get(f"{path}/{report['id']}/file")
    assert (made["state"], made["progress"]) == ("done", 100)
    assert len(file.content) == made["size_bytes"]
    assert file.content.startswith(b"PK")
    assert [one["id"] for one in (await observer.get(path)).json()["items"]] == [report["id"]]
    assert (await observer.ask("DELETE", f"{path}/{report['id']}")).status_code == 403
    assert (await owner.ask("DELETE", f"{path}/{report['id']}")).status_code == 204
    assert (await owner.get(f"{path}/{report['id']}")).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [({"policy": "x"}, "policy"), ({"from": "2026-10-01T00:00:00"}, "from"), ({"format": "docx"}, "format")],
)
async def test_a_report_that_cannot_be_ordered(
    owner: Person, workspace: dict[str, Any], body: dict[str, str], field: str
) -> None:
    answer = await owner.post(f"/workspaces/{workspace['id']}/reports", body)

    assert answer.status_code == 422
    assert field_of(answer) == field


async def test_a_schedule_is_made_and_ended(owner: Person, workspace: dict[str, Any]) -> None:
    path = f"/workspaces/{workspace['id']}/report-schedules"
    made = await owner.post(path, {"recipients": [owner.user["email"]], "time_zone": "Europe/Vienna"})
    assert made.status_code == 201, made.text
    listed = (await owner.get(path)).json()["items"]
    ended = await owner.ask("DELETE", f"{path}/{made.json()['id']}")

    assert listed == [made.json()]
    assert (made.json()["cycle"], made.json()["format"]) == ("month", "pdf")
    assert ended.status_code == 204
    assert (await owner.get(path)).json()["items"] == []


async def test_nobody_is_sent_reports_who_does_not_hear_of_the_workspace(
    owner: Person, workspace: dict[str, Any]
) -> None:
    answer = await owner.post(f"/workspaces/{workspace['id']}/report-schedules", {"recipients": ["x@example.com"]})

    assert answer.status_code == 422
    assert field_of(answer) == "recipients"


async def test_the_link_of_a_mail_needs_no_account(
    owner: Person, workspace: dict[str, Any], pool: Pool, anonymous: httpx.AsyncClient
) -> None:
    report = (await owner.post(f"/workspaces/{workspace['id']}/reports", {"format": "pdf"})).json()
    async with acquire(pool) as conn:
        hashed = hashlib.sha256(b"a-token").digest()
        await conn.execute("UPDATE reports SET link_hash = $2 WHERE id = $1::text::uuid", report["id"], hashed)
    before = await anonymous.get("/reports/a-token")
    await make_report(pool, report["id"])
    answer = await anonymous.get("/reports/a-token")

    assert (before.status_code, answer.status_code) == (404, 200)
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["x-robots-tag"] == "noindex"
    assert (await anonymous.get("/reports/another")).status_code == 404

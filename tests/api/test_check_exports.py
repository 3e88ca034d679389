"""Single checks, sieved, and as files."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.numbers import checks
from core.reasons import Reason
from core.states import Outcome, State
from db.pool import Pool
from tests.api.facts import add_check
from tests.api.people import Person, field_of


def just_now() -> datetime:
    return datetime.now(UTC).replace(microsecond=123_000) - timedelta(hours=1)


async def add_story(pool: Pool, monitor_id: int, start: datetime) -> None:
    """Up; down after a second try; down; unknown; up again: one a minute."""
    await add_check(pool, monitor_id, start)
    minute = timedelta(minutes=1)
    failed = {"outcome": Outcome.DOWN, "reason": Reason.HTTP_STATUS, "detail": "503", "http_status": 503}
    await add_check(pool, monitor_id, start + minute, **failed, state=State.DOWN)
    await add_check(pool, monitor_id, start + minute, **failed, state=State.UP, attempt=1, covers_s=0)
    await add_check(pool, monitor_id, start + 2 * minute, **failed, state=State.DOWN)
    await add_check(pool, monitor_id, start + 3 * minute, outcome=Outcome.UNKNOWN, state=State.UNKNOWN, latency_us=None)
    await add_check(pool, monitor_id, start + 4 * minute)


async def shown(person: Person, monitor_id: int, start: datetime, **query: Any) -> list[tuple[int, int]]:
    """Return minute and attempt of each check of the list."""
    items = (await person.get(f"/monitors/{monitor_id}/checks", **query)).json()["items"]
    slots = [datetime.fromisoformat(item["slot"].replace("Z", "+00:00")) for item in items]
    return [
        (round((slot - start).total_seconds() / 60), item["attempt"]) for slot, item in zip(slots, items, strict=True)
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [(4, 0), (3, 0), (2, 0), (1, 1), (1, 0), (0, 0)]),
        ({"attempt": 0}, [(4, 0), (3, 0), (2, 0), (1, 0), (0, 0)]),
        ({"outcome": "down"}, [(2, 0), (1, 1), (1, 0)]),
        ({"outcome": "down", "attempt": 0}, [(2, 0), (1, 0)]),
        ({"outcome": "unknown"}, [(3, 0)]),
        ({"state": "up"}, [(4, 0), (1, 1), (0, 0)]),
        ({"state": "down", "limit": 1}, [(2, 0)]),
    ],
)
async def test_checks_are_sieved(
    owner: Person, monitor: dict[str, Any], pool: Pool, query: dict[str, Any], expected: list[tuple[int, int]]
) -> None:
    start = just_now()
    await add_story(pool, monitor["id"], start)

    assert await shown(owner, monitor["id"], start, **query) == expected


async def test_checks_of_a_range(owner: Person, monitor: dict[str, Any], pool: Pool) -> None:
    start = just_now()
    await add_story(pool, monitor["id"], start)
    span = {"from": (start + timedelta(minutes=1)).isoformat(), "to": (start + timedelta(minutes=3)).isoformat()}

    assert await shown(owner, monitor["id"], start, **span) == [(2, 0), (1, 1), (1, 0)]


@pytest.mark.parametrize("query", [{"outcome": "bad"}, {"state": "paused"}, {"attempt": -1}, {"attempt": "x"}])
async def test_a_sieve_that_cannot_be_is_refused(owner: Person, monitor: dict[str, Any], query: dict[str, Any]) -> None:
    response = await owner.get(f"/monitors/{monitor['id']}/checks", **query)

    assert response.status_code == 422
    assert field_of(response) == next(iter(query))


async def test_csv_has_a_line_for_each_check(observer: Person, monitor: dict[str, Any], pool: Pool) -> None:
    start = just_now()
    await add_story(pool, monitor["id"], start)
    response = await observer.get(f"/monitors/{monitor['id']}/checks.csv", attempt=0)
    rows = list(csv.DictReader(io.StringIO(response.text)))

    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"].startswith(f'attachment; filename="checks-{monitor["id"]}-')
    assert tuple(rows[0]) == checks.COLUMNS
    assert [row["outcome"] for row in rows] == ["up", "unknown", "down", "down", "up"]
    assert (rows[2]["http_status"], rows[2]["reason"], rows[2]["latency_ms"]) == ("503", "http_status", "20.0")
    assert (rows[1]["latency_ms"], rows[4]["slot"]) == ("", start.isoformat().replace("+00:00", "Z"))


async def test_json_lines_are_the_checks_of_the_list(observer: Person, monitor: dict[str, Any], pool: Pool) -> None:
    await add_story(pool, monitor["id"], just_now())
    response = await observer.get(f"/monitors/{monitor['id']}/checks.json")
    listed = (await observer.get(f"/monitors/{monitor['id']}/checks")).json()["items"]

    assert response.headers["content-type"] == "application/x-ndjson"
    assert response.headers["content-disposition"].endswith('.jsonl"')
    assert [json.loads(line) for line in response.text.splitlines()] == listed


async def test_a_file_is_read_piece_by_piece(
    owner: Person, monitor: dict[str, Any], pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six checks in reads of two: the cursor lies between two attempts of one slot, and the last read is empty."""
    await add_story(pool, monitor["id"], just_now())
    whole = (await owner.get(f"/monitors/{monitor['id']}/checks.json")).text
    monkeypatch.setattr(checks, "CHECKS_A_READ", 2)

    assert (await owner.get(f"/monitors/{monitor['id']}/checks.json")).text == whole
    assert len(whole.splitlines()) == 6


async def test_a_file_without_checks_has_its_head(owner: Person, monitor: dict[str, Any]) -> None:
    assert (await owner.get(f"/monitors/{monitor['id']}/checks.csv")).text.splitlines() == [",".join(checks.COLUMNS)]
    assert (await owner.get(f"/monitors/{monitor['id']}/checks.json")).text == ""


async def test_numbers_stay_numbers(owner: Person, monitor: dict[str, Any], pool: Pool) -> None:
    await add_check(pool, monitor["id"], just_now(), address="192.0.2.1", lateness_ms=-5)
    row = next(csv.DictReader(io.StringIO((await owner.get(f"/monitors/{monitor['id']}/checks.csv")).text)))

    assert (row["lateness_ms"], row["address"]) == ("-5", "192.0.2.1")

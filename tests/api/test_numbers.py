"""Days, latency, checks, uptime and incidents, from facts put into the tables by hand."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from api.numbers.day_lines import classify, line_of
from db.days import DayColumns
from db.pool import Pool, acquire
from tests.api.facts import DAY_S, add_check, add_day, add_incident, midnight, today
from tests.api.people import Person, field_of


@pytest_asyncio.fixture(loop_scope="session")
async def old(monitor: dict[str, Any], pool: Pool) -> dict[str, Any]:
    """A monitor that was made ten days ago, at noon."""
    async with acquire(pool) as conn:
        made = midnight() - timedelta(days=10) + timedelta(hours=12)
        await conn.execute("UPDATE monitors SET created_at = $2 WHERE id = $1", monitor["id"], made)
    return monitor


async def add_interval(pool: Pool, monitor_id: int, start: datetime, end: datetime | None, state: int) -> None:
    async with acquire(pool) as conn:
        await conn.execute(
            "INSERT INTO state_intervals (monitor_id, started_at, ended_at, state) VALUES ($1, $2, $3, $4)",
            *(monitor_id, start, end, state),
        )


async def test_days_are_as_many_as_asked_and_oldest_first(owner: Person, old: dict[str, Any], pool: Pool) -> None:
    """An hour down of a day: 23 / 24 = 95.83 %, a minor day."""
    await add_day(
        pool, old["id"], 3, up_s=DAY_S - 3600, down_s=3600, checks=1440, failures=60, p50_us=1500, p95_us=2000
    )
    days = (await owner.get(f"/monitors/{old['id']}/days", days=12)).json()["days"]

    assert [day["day"] for day in days] == [str(today() - timedelta(days=age)) for age in range(11, -1, -1)]
    assert [day["state"] for day in days] == ["before"] + ["none"] * 7 + ["minor"] + ["none"] * 3
    assert days[8]["uptime"] == pytest.approx(23 / 24)
    assert (days[8]["checks"], days[8]["failures"], days[8]["p50_ms"], days[8]["p99_ms"]) == (1440, 60, 1.5, None)
    assert days[8]["coverage"] == 1
    assert days[9]["uptime"] is None


async def test_today_has_percentiles_already(owner: Person, old: dict[str, Any], pool: Pool) -> None:
    """10, 20, 30 ms and a failure: nearest rank of three is the 2nd for p50 and the 3rd for p95 and p99."""
    for number, latency_us in enumerate((30_000, 10_000, 20_000)):
        await add_check(pool, old["id"], midnight() + timedelta(milliseconds=number), covers_s=0, latency_us=latency_us)
    await add_check(pool, old["id"], midnight(), covers_s=0, state=3, outcome=3, latency_us=None, attempt=0, region=1)
    days = (await owner.get(f"/monitors/{old['id']}/days", days=2)).json()["days"]

    assert [days[0][name] for name in ("p50_ms", "p95_ms", "p99_ms")] == [None] * 3
    assert (days[1]["checks"], days[1]["failures"]) == (4, 1)
    assert [days[1][name] for name in ("p50_ms", "p95_ms", "p99_ms")] == [20, 30, 30]


async def test_days_default_to_ninety(owner: Person, old: dict[str, Any]) -> None:
    assert len((await owner.get(f"/monitors/{old['id']}/days")).json()["days"]) == 90


async def test_coverage_of_the_first_day_counts_from_its_beginning(
    owner: Person, old: dict[str, Any], pool: Pool
) -> None:
    """Made at noon and measured for six hours of the twelve that were left: half."""
    await add_day(pool, old["id"], 10, up_s=6 * 3600)
    day = (await owner.get(f"/monitors/{old['id']}/days", days=11)).json()["days"][0]

    assert (day["state"], day["coverage"]) == ("full", 0.5)


async def test_days_before_the_monitor_was_made_can_be_imported(owner: Person, old: dict[str, Any], pool: Pool) -> None:
    await add_day(pool, old["id"], 20, up_s=DAY_S)
    days = (await owner.get(f"/monitors/{old['id']}/days", days=22)).json()["days"]

    assert [day["state"] for day in days[:4]] == ["before", "full", "none", "none"]


@pytest.mark.parametrize(
    ("seconds", "letter", "uptime"),
    [
        ((86_400, 0, 0, 0), "f", 1.0),
        ((86_399, 0, 1, 0), "i", 0.99998),  # 0.9999884, rounded down
        ((82_080, 0, 4_320, 0), "i", 0.95),
        ((82_079, 0, 4_321, 0), "a", 0.94998),  # 0.949988
        ((43_200, 0, 43_200, 0), "a", 0.5),
        ((43_199, 0, 43_201, 0), "d", 0.49998),  # 0.499988
        ((0, 0, 60, 0), "d", 0.0),
        ((86_000, 400, 0, 0), "i", 1.0),
        ((0, 0, 0, 86_400), "m", None),
        ((0, 0, 0, 0), "n", None),
    ],
)
def test_a_day_in_short(seconds: tuple[int, int, int, int], letter: str, uptime: float | None) -> None:
    assert classify(*seconds)[:2] == (letter, uptime)


def test_a_line_begins_with_the_monitor_or_its_first_data() -> None:
    first = date(2026, 3, 1)
    columns = DayColumns(
        monitor_id=1,
        offsets=[2],
        up_s=[DAY_S],
        degraded_s=[0],
        down_s=[0],
        unknown_s=[0],
        maintenance_s=[0],
    )

    assert line_of(None, first, 4, date(2026, 3, 3)).letters == "bbnn"
    assert line_of(columns, first, 4, date(2026, 3, 4)).letters == "bbfn"
    assert line_of(None, first, 4, date(2026, 3, 4), has_earlier=True).letters == "nnnn"


async def test_workspace_days_agree_with_each_monitors_days(
    owner: Person, workspace: dict[str, Any], old: dict[str, Any], pool: Pool
) -> None:
    second = await owner.make_monitor(workspace["id"])
    for age, columns in {0: {"up_s": 60}, 1: {"down_s": 60}, 2: {"maintenance_s": 60}, 89: {"up_s": 60}}.items():
        await add_day(pool, old["id"], age, **columns)
    short = (await owner.get(f"/workspaces/{workspace['id']}/days")).json()
    again = (await owner.get(f"/workspaces/{workspace['id']}/days")).json()

    assert short == again
    assert (short["first_day"], short["last_day"]) == (str(today() - timedelta(days=89)), str(today()))
    for line, monitor_id in zip(short["monitors"], [old["id"], second["id"]], strict=True):
        days = (await owner.get(f"/monitors/{monitor_id}/days")).json()["days"]
        assert line["id"] == monitor_id
        assert [short["legend"][letter] for letter in line["states"]] == [day["state"] for day in days]
        assert line["uptime"] == [day["uptime"] for day in days]
    assert short["monitors"][0]["uptime_90d"] == pytest.approx(120 / 180)


async def test_uptime_of_ninety_days_is_in_lists(owner: Person, old: dict[str, Any], pool: Pool) -> None:
    await add_day(pool, old["id"], 5, up_s=300, down_s=100)
    await add_day(pool, old["id"], 90, down_s=100)

    assert (await owner.get("/monitors")).json()["items"][0]["uptime_90d"] == 0.75
    assert (await owner.get(f"/monitors/{old['id']}")).json()["uptime_90d"] == 0.75


@pytest.mark.parametrize("days", [0, 367, "x"])
async def test_days_refuse_a_count_that_cannot_be(owner: Person, monitor: dict[str, Any], days: Any) -> None:
    response = await owner.get(f"/monitors/{monitor['id']}/days", days=days)

    assert response.status_code == 422
    assert field_of(response) == "days"


async def test_uptime_is_derived_from_intervals(owner: Person, old: dict[str, Any], pool: Pool) -> None:
    """Of six hours: 2 h up, 30 min down, 30 min degraded, 1 h unknown, 1 h maintenance, 1 h nothing.

    (2 + 0.5) / (2 + 0.5 + 0.5) = 0.8333; known are 4 of 6 hours.
    """
    start = midnight() - timedelta(hours=24)
    hours = [(0, 2, 1), (2, 2.5, 3), (2.5, 3, 2), (3, 4, 4), (5, 7, 5)]
    for begin, end, state in hours:
        await add_interval(pool, old["id"], start + timedelta(hours=begin), start + timedelta(hours=end), state)
    answer = await owner.get(
        f"/monitors/{old['id']}/uptime", **{"from": start.isoformat(), "to": (start + timedelta(hours=6)).isoformat()}
    )
    found = answer.json()

    assert found["uptime"] == pytest.approx(2.5 / 3)
    assert (found["numerator_s"], found["denominator_s"]) == (9000, 10_800)
    assert (found["up_s"], found["degraded_s"], found["down_s"]) == (7200, 1800, 1800)
    assert {why: seconds for why, seconds in found["left_out"].items() if seconds} == {
        "unknown_s": 3600,
        "maintenance_s": 3600,
        "no_data_s": 3600,
    }
    assert found["coverage"] == pytest.approx(4 / 6)
    assert [(part["state"], part["left_out"]) for part in found["intervals"]] == [
        ("maintenance", "maintenance"),
        ("unknown", "no_data"),
        ("unknown", "unknown"),
        ("degraded", None),
        ("down", None),
        ("up", None),
    ]
    assert sum(part["seconds"] for part in found["intervals"]) == 6 * 3600


async def test_uptime_names_the_first_and_last_check_of_each_interval(
    owner: Person, old: dict[str, Any], pool: Pool
) -> None:
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=10)
    await add_interval(pool, old["id"], start, start + timedelta(minutes=5), 1)
    for minute in range(5):
        await add_check(pool, old["id"], start + timedelta(minutes=minute))
    await add_check(pool, old["id"], start + timedelta(minutes=4, seconds=30), attempt=1, covers_s=0)
    found = (await owner.get(f"/monitors/{old['id']}/uptime", **{"from": start.isoformat()})).json()

    written = [part.replace("Z", "+00:00") for part in _first(found)]
    assert [datetime.fromisoformat(part) for part in written] == [start, start + timedelta(minutes=4)]


def _first(found: dict[str, Any]) -> list[str]:
    interval = found["intervals"][-1]  # the newest is what nothing was recorded of
    return [interval["first_check"], interval["last_check"]]


@pytest.mark.parametrize(
    "query",
    [
        {"from": "2026-03-02T00:00:00Z", "to": "2026-03-01T00:00:00Z"},
        {"from": "2999-01-01T00:00:00Z"},
        {"from": "1990-01-01T00:00:00Z"},
        {"from": "yesterday"},
        {"from": "0001-01-01T00:00:00+14:00"},
    ],
)
@pytest.mark.parametrize("what", ["uptime", "latency", "incidents"])
async def test_a_range_that_cannot_be_is_refused(
    owner: Person, monitor: dict[str, Any], what: str, query: dict[str, str]
) -> None:
    response = await owner.get(f"/monitors/{monitor['id']}/{what}", **query)

    assert response.status_code == 422
    assert field_of(response) == "from"


async def test_checks_come_newest_first_with_cursors(owner: Person, old: dict[str, Any], pool: Pool) -> None:
    start = datetime.now(UTC).replace(microsecond=123_000) - timedelta(minutes=10)
    for minute in range(3):
        await add_check(pool, old["id"], start + timedelta(minutes=minute))
        await add_check(pool, old["id"], start + timedelta(minutes=minute), attempt=1, covers_s=0, outcome=3, reason=1)
    await add_check(pool, old["id"], start + timedelta(minutes=3), outcome=None, latency_us=None)  # a carry point
    await add_check(pool, old["id"], start, attempt=-1, covers_s=-5, outcome=None, latency_us=None)  # a cut
    items, cursor = [], None
    for _ in range(9):
        query = {"limit": 1} if cursor is None else {"limit": 1, "before": cursor}
        page = (await owner.get(f"/monitors/{old['id']}/checks", **query)).json()
        items += page["items"]
        cursor = page["next"]
        if cursor is None:
            break

    shown = [(item["slot"][14:16], item["attempt"]) for item in items]
    expected = [
        ((start + timedelta(minutes=minute)).strftime("%M"), attempt) for minute in (2, 1, 0) for attempt in (1, 0)
    ]
    assert shown == expected


async def test_a_check_has_the_shape_of_the_contract(owner: Person, old: dict[str, Any], pool: Pool) -> None:
    phases = {"dns_us": 1000, "connect_us": 2000, "tls_us": None, "wait_us": 3500, "transfer_us": 0}
    seen = {"outcome": 3, "state": 3, "reason": 40, "detail": "503", "http_status": 503, "address": "192.0.2.1"}
    await add_check(pool, old["id"], datetime.now(UTC) - timedelta(minutes=1), **phases, **seen, lateness_ms=7)
    check = (await owner.get(f"/monitors/{old['id']}/checks")).json()["items"][0]

    assert {**check, "slot": ""} == {
        "slot": "",
        "attempt": 0,
        "state": "down",
        "outcome": "down",
        "covers_s": 60,
        "latency_ms": 20,
        "phases": {"dns_ms": 1, "connect_ms": 2, "tls_ms": None, "wait_ms": 3.5, "transfer_ms": 0},
        "http_status": 503,
        "reason": "http_status",
        "lateness_ms": 7,
        "region": "local",
        "address": "192.0.2.1",
        "message": "The server answered with a status that is not expected. 503",
    }


async def test_checks_before_a_time(owner: Person, old: dict[str, Any], pool: Pool) -> None:
    slot = datetime.now(UTC) - timedelta(minutes=5)
    await add_check(pool, old["id"], slot)

    async def count(before: str) -> int:
        return len((await owner.get(f"/monitors/{old['id']}/checks", before=before)).json()["items"])

    assert await count((slot + timedelta(seconds=1)).isoformat()) == 1
    assert await count(slot.isoformat()) == 0
    assert await count((slot - timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")) == 0


@pytest.mark.parametrize("before", ["x", "2026-13-01", "2026-03-01T00:00:00Z~x", "~1", "~"])
async def test_checks_refuse_a_foreign_cursor(owner: Person, monitor: dict[str, Any], before: str) -> None:
    response = await owner.get(f"/monitors/{monitor['id']}/checks", before=before)

    assert response.status_code == 422
    assert field_of(response) == "before"


async def test_latency_has_columns_with_gaps(owner: Person, old: dict[str, Any], pool: Pool) -> None:
    """Ten minutes in ten steps of one minute: two checks in the third, a failure in the fifth, nothing elsewhere."""
    start = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=20)
    at = [start + timedelta(minutes=2, seconds=second) for second in (1, 31)]
    await add_check(pool, old["id"], at[0], latency_us=10_000)
    await add_check(pool, old["id"], at[1], latency_us=30_000)
    await add_check(pool, old["id"], start + timedelta(minutes=4), outcome=3, state=3, latency_us=5)
    answer = await owner.get(
        f"/monitors/{old['id']}/latency",
        **{"from": start.isoformat(), "to": (start + timedelta(minutes=10)).isoformat(), "points": 10},
    )
    found = answer.json()

    assert (found["step_s"], len(found["t"])) == (60, 10)
    assert found["p50"] == [None, None, 10.0, *[None] * 7]
    assert found["p99"] == [None, None, 30.0, *[None] * 7]
    assert found["failures"] == [None, None, 0, None, 1, *[None] * 5]


async def test_latency_keeps_to_the_points_asked_for(owner: Person, old: dict[str, Any]) -> None:
    for points in (1, 7, 100, 1500):
        found = (await owner.get(f"/monitors/{old['id']}/latency", points=points)).json()
        assert len(found["t"]) <= points + 1


async def test_phases_are_medians_of_each_step(owner: Person, old: dict[str, Any], pool: Pool) -> None:
    """Three checks in the third of ten minutes. Waits 1, 9, 4 ms: 4; dns 3, none, 2 ms: 2. Failures do not count."""
    start = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=20)
    for second, (dns_us, wait_us) in enumerate([(3000, 1000), (None, 9000), (2000, 4000)]):
        at = start + timedelta(minutes=2, seconds=second)
        await add_check(pool, old["id"], at, dns_us=dns_us, wait_us=wait_us)
    await add_check(pool, old["id"], start + timedelta(minutes=2, seconds=30), outcome=3, state=3, wait_us=1)
    span = {"from": start.isoformat(), "to": (start + timedelta(minutes=10)).isoformat(), "points": 10}
    found = (await owner.get(f"/monitors/{old['id']}/latency", **span, phases=True)).json()
    plain = (await owner.get(f"/monitors/{old['id']}/latency", **span)).json()

    assert found["phases"]["wait_ms"] == [None, None, 4.0, *[None] * 7]
    assert found["phases"]["dns_ms"] == [None, None, 2.0, *[None] * 7]
    assert found["phases"]["tls_ms"] == [None] * 10
    assert {**found, "phases": None} == plain


async def test_phases_are_for_a_quarter_at_most(owner: Person, old: dict[str, Any]) -> None:
    now = datetime.now(UTC)

    async def ask(days: float) -> Any:
        start = (now - timedelta(days=days)).isoformat()
        return await owner.get(
            f"/monitors/{old['id']}/latency", **{"from": start, "to": now.isoformat()}, phases=True, points=1
        )

    assert ((await ask(93)).status_code, field_of(await ask(93.1))) == (200, "phases")


async def test_phases_of_whole_days_are_their_medians(owner: Person, old: dict[str, Any], pool: Pool) -> None:
    """Two days ago waits of 1, 2 and 9 ms; nothing yesterday."""
    start = midnight() - timedelta(days=2)
    for hour, wait_us in enumerate([1000, 9000, 2000]):
        await add_check(pool, old["id"], start + timedelta(hours=hour), wait_us=wait_us)
    span = {"from": (start - timedelta(days=78)).isoformat(), "to": midnight().isoformat(), "points": 90}

    found = (await owner.get(f"/monitors/{old['id']}/latency", **span, phases=True)).json()

    assert found["step_s"] == 86_400
    assert found["phases"]["wait_ms"] == [*[None] * 78, 2.0, None]


async def test_latency_says_when_a_monitor_was_not_up(owner: Person, old: dict[str, Any], pool: Pool) -> None:
    """Up, degraded, down, under maintenance, unknown, up, an hour each; the range begins in the second."""
    start = midnight() - timedelta(days=1)
    hours = [(start + timedelta(hours=hour), state) for hour, state in enumerate([1, 2, 3, 5, 4, 1])]
    async with acquire(pool) as conn:
        await conn.executemany(
            "INSERT INTO state_intervals (monitor_id, started_at, ended_at, state)"
            " VALUES ($1, $2, $2::timestamptz + interval '1 hour', $3)",
            [(old["id"], at, state) for at, state in hours],
        )
    span = {"from": (start + timedelta(minutes=90)).isoformat(), "to": midnight().isoformat(), "points": 24}

    found = (await owner.get(f"/monitors/{old['id']}/latency", **span)).json()

    words = [(one["state"], datetime.fromisoformat(one["from"])) for one in found["spans"]]
    assert words == list(zip(["degraded", "down", "maintenance"], [at for at, _ in hours[1:4]], strict=True))
    assert found["spans"][0]["to"] == found["spans"][1]["from"]


async def test_incidents_of_a_monitor_and_of_a_workspace(
    owner: Person, workspace: dict[str, Any], old: dict[str, Any], pool: Pool
) -> None:
    start = midnight() - timedelta(days=1)
    async with acquire(pool) as conn:
        await conn.execute(
            """
            INSERT INTO incidents (monitor_id, started_at, ended_at, end_cause, reason, detail)
            VALUES ($1, $2, $2::timestamptz + interval '90 seconds', 'recovered', 2, NULL),
                   ($1, $3, NULL, NULL, 40, '503')
            """,
            *(old["id"], start, start + timedelta(hours=1)),
        )
    first = (await owner.get(f"/monitors/{old['id']}/incidents", limit=1)).json()
    second = (await owner.get(f"/monitors/{old['id']}/incidents", limit=1, cursor=first["next"])).json()
    every = (await owner.get(f"/workspaces/{workspace['id']}/incidents")).json()

    assert first["items"][0]["ended_at"] is None
    assert (second["items"][0]["duration_s"], second["items"][0]["reason"]) == (90, "connection_refused")
    assert every["items"] == first["items"] + second["items"]
    assert second["next"] is None


async def test_incidents_of_all_ones_workspaces(owner: Person, stranger: Person, pool: Pool) -> None:
    start = midnight() - timedelta(days=1)
    for name in ("One", "Two"):
        place = await owner.make_workspace(name)
        monitor = await owner.make_monitor(place["id"], name=f"Shop {name}")
        await add_incident(pool, monitor["id"], start, timedelta(seconds=90))
        await add_incident(pool, monitor["id"], start + timedelta(hours=1), None)
    items, cursor = [], None
    for _ in range(5):
        page = (await owner.get("/incidents", limit=1, **({} if cursor is None else {"cursor": cursor}))).json()
        items += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    going_on = (await owner.get("/incidents", open=True)).json()["items"]

    names = [(one["workspace_name"], one["monitor_name"], one["duration_s"]) for one in items]
    assert names == [
        ("Two", "Shop Two", None),
        ("One", "Shop One", None),
        ("Two", "Shop Two", 90),
        ("One", "Shop One", 90),
    ]
    assert going_on == items[:2]
    assert (await stranger.get("/incidents")).json() == {"items": [], "next": None}

"""The certificate that a monitor's server showed last."""

from datetime import UTC, datetime
from typing import Any

from core.observation import Certificate
from db.certificates import select_certificate, upsert_certificates
from db.pool import Pool, acquire
from tests.api.people import Person

FIRST = Certificate(
    subject="shop.example.com",
    issuer="An Authority",
    names=("shop.example.com", "www.example.com"),
    not_before=datetime(2026, 1, 1, tzinfo=UTC),
    not_after=datetime(2026, 4, 1, tzinfo=UTC),
)


async def put(pool: Pool, monitor_id: int, certificate: Certificate) -> datetime:
    """Store a certificate and return since when it is known."""
    async with acquire(pool) as conn:
        await upsert_certificates(conn, {monitor_id: certificate})
        found = await select_certificate(conn, monitor_id)
    assert found is not None
    return found.seen_at


async def test_nothing_was_seen_yet(observer: Person, monitor: dict[str, Any]) -> None:
    assert (await observer.get(f"/monitors/{monitor['id']}/certificate")).json() == {"certificate": None}


async def test_the_certificate_in_the_parts_people_ask_for(
    observer: Person, monitor: dict[str, Any], pool: Pool
) -> None:
    await put(pool, monitor["id"], FIRST)
    found = (await observer.get(f"/monitors/{monitor['id']}/certificate")).json()["certificate"]

    assert {**found, "seen_at": ""} == {
        "subject": "shop.example.com",
        "issuer": "An Authority",
        "names": ["shop.example.com", "www.example.com"],
        "not_before": "2026-01-01T00:00:00.000Z",
        "not_after": "2026-04-01T00:00:00.000Z",
        "seen_at": "",
    }


async def test_the_same_one_is_not_written_again(monitor: dict[str, Any], pool: Pool) -> None:
    first = await put(pool, monitor["id"], FIRST)
    again = await put(pool, monitor["id"], FIRST)
    other = Certificate("x", "y", (), FIRST.not_after, FIRST.not_after)

    assert again == first
    assert await put(pool, monitor["id"], other) > first


async def test_what_a_server_writes_into_it_cannot_hurt(monitor: dict[str, Any], pool: Pool) -> None:
    nasty = Certificate("a\x00b" * 400, "", ("\x00",) * 300, FIRST.not_before, datetime.max.replace(tzinfo=UTC))
    await put(pool, monitor["id"], nasty)
    async with acquire(pool) as conn:
        found = await select_certificate(conn, monitor["id"])

    assert found is not None
    assert (len(found.subject), found.subject[:3], len(found.names)) == (500, "a\N{REPLACEMENT CHARACTER}b", 100)


async def test_a_monitor_that_is_gone_is_left_out(pool: Pool) -> None:
    async with acquire(pool) as conn:
        await upsert_certificates(conn, {2_000_000_000: FIRST})

        assert await select_certificate(conn, 2_000_000_000) is None

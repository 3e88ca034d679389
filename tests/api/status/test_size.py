"""What a page weighs: the budgets of the design, which a change must not break unnoticed."""

import gzip
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from api.static import FOLDER
from db.pool import Pool
from tests.api.people import Person
from tests.api.status.pages import add_day, add_outage, set_state

HTML_AND_CSS_BYTES = 20_000
SCRIPT_BYTES = 6_000


async def test_a_page_of_a_dozen_troubled_services_is_small(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], pool: Pool
) -> None:
    for number in range(12):
        monitor = await owner.make_monitor(page["id"], name=f"Service {number}", group=f"Group {number % 3}")
        await set_state(pool, monitor["id"], "down" if number % 5 == 0 else "up")
        for age in range(90):
            down_s = (number * 7 + age * 13) % 80_000 if (age + number) % 11 == 0 else 0
            await add_day(pool, monitor["id"], age, down_s=down_s)
            if down_s:
                start = datetime.now(UTC) - timedelta(days=age, hours=number)
                await add_outage(pool, monitor["id"], start, timedelta(seconds=down_s))
    html = (await anonymous.get(f"/status/{page['slug']}")).content
    css = (FOLDER / "status.css").read_bytes()

    assert html.count(b'<tr><th scope="row">') > 90
    assert len(gzip.compress(html)) + len(gzip.compress(css)) < HTML_AND_CSS_BYTES


def test_the_script_is_small_and_needs_nothing() -> None:
    script = (FOLDER / "status.js").read_text()

    assert len(gzip.compress(script.encode())) < SCRIPT_BYTES
    assert script.startswith("// @ts-check")
    assert not re.search(r"\bimport\b|\beval\b|innerHTML|outerHTML|insertAdjacentHTML|document\.write", script)


async def test_a_page_works_without_the_script(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], pool: Pool
) -> None:
    """All that the script shows is in the HTML: days in words, links to them, the state."""
    monitor = await owner.make_monitor(page["id"], name="Shop")
    await add_day(pool, monitor["id"], 1, down_s=100)
    text = (await anonymous.get(f"/status/{page['slug']}")).text
    yesterday = datetime.now(UTC).date() - timedelta(days=1)

    assert f"/status/{page['slug']}/day/{yesterday}" in text
    assert "1 with minor trouble" in text
    assert "<noscript" not in text

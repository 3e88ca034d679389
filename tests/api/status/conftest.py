"""Public pages to look at."""

from typing import Any

import pytest_asyncio

from tests.api.people import Person


@pytest_asyncio.fixture(loop_scope="session")
async def page(owner: Person, workspace: dict[str, Any]) -> dict[str, Any]:
    """A workspace whose page is public."""
    changed: dict[str, Any] = (await owner.patch(f"/workspaces/{workspace['id']}", {"is_public": True})).json()
    return changed

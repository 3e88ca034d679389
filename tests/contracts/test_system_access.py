"""Who asks the database as its owner: the list in api/system_access.py is exactly what the code does."""

import pytest

from api.system_access import AS_OWNER
from tests.contracts.source import ROOT, calls, imported, modules

WAYS_OUT = {".system_transaction", "db.pool.acquire", "db.row_security.beyond", ".acquire"}


def leaving() -> set[str]:
    return {
        str(path.relative_to(ROOT))
        for path in modules("api")
        if WAYS_OUT & set(calls(path)) or "SystemConn" in imported(path)
    }


@pytest.mark.parametrize("module", sorted(leaving()))
def test_who_sees_everything_says_why(module: str) -> None:
    assert any(module == place or module.startswith(f"{place}/") for place in AS_OWNER)


@pytest.mark.parametrize("place", sorted(AS_OWNER))
def test_every_reason_is_still_needed(place: str) -> None:
    assert any(module == place or module.startswith(f"{place}/") for module in leaving())

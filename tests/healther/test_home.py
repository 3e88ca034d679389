"""HEALTHER_HOME without services: secrets, locks, copies of programs."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from healther.embedded.account import FIRST_FREE_ID, LAST_FREE_ID, Account, can_reach
from healther.embedded.home import Home, HomeError, is_locked, open_home, reachable_copy, read_record


@pytest.fixture
def home(folder: Path) -> Iterator[Home]:
    """An open home."""
    opened = open_home(folder / "home")
    yield opened
    opened.close()


def test_the_secret_is_made_once_for_its_owner_only(home: Home) -> None:
    first = home.secret()

    assert home.secret() == first
    assert len(first) >= 32
    assert stat.S_IMODE((home.path / "secret").stat().st_mode) == 0o600


def test_the_lock_is_there_while_it_is_open(home: Home) -> None:
    assert is_locked(home.path)
    with pytest.raises(HomeError, match="already runs"):
        open_home(home.path)


def test_a_closed_home_can_be_opened_again(folder: Path) -> None:
    open_home(folder / "home").close()

    assert not is_locked(folder / "home")
    open_home(folder / "home").close()


def test_the_record_of_a_run_is_read_and_gone_after_it(folder: Path) -> None:
    home = open_home(folder / "home")
    home.note({"processes": {"api": 1}})

    assert read_record(home.path) == {"processes": {"api": 1}}
    home.close()
    assert read_record(home.path) == {}


def test_a_folder_that_everybody_may_write_to_is_refused(folder: Path) -> None:
    (folder / "home").mkdir()
    (folder / "home").chmod(0o777)

    with pytest.raises(HomeError, match="everyone may write"):
        open_home(folder / "home")


def test_a_file_in_the_way_is_named(folder: Path) -> None:
    (folder / "home").write_text("")

    with pytest.raises(HomeError, match="cannot be used"):
        open_home(folder / "home")


def test_a_program_is_copied_with_its_libraries_and_the_old_copy_goes(home: Home, tmp_path: Path) -> None:
    site = tmp_path / "site-packages"
    program = site / "thing" / "bin" / "serve"
    program.parent.mkdir(parents=True)
    (site / "thing.libs").mkdir()
    (site / "thing.libs" / "lib.so").write_text("library")
    program.write_text("one")
    program.chmod(0o700)
    first = reachable_copy(program, home)

    program.unlink()
    program.write_text("two")
    program.chmod(0o700)
    second = reachable_copy(program, home)

    assert (second.read_text(), stat.S_IMODE(second.stat().st_mode)) == ("two", 0o755)
    assert (second.parents[2] / "thing.libs" / "lib.so").read_text() == "library"
    assert not first.exists()
    assert reachable_copy(program, home) == second


def test_reach_follows_the_permissions_of_every_folder_above(tmp_path: Path) -> None:
    stranger = Account(uid=FIRST_FREE_ID, gid=FIRST_FREE_ID)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    assert can_reach(Path("/usr/anything"), stranger)
    assert not can_reach(closed / "inner" / "file", stranger)
    assert FIRST_FREE_ID < LAST_FREE_ID

"""The embedded PostgreSQL and Valkey, as real processes: start, crash, kill, restart, permissions."""

import os
import shutil
import signal
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis

from tests.healther.harness import Parent, is_alive, wait_until

Start = Callable[..., Parent]


def write_something(ready: dict[str, Any]) -> None:
    with psycopg.connect(ready["database_url"], autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (id int)")
        connection.execute("INSERT INTO kept VALUES (1)")
    with redis.Redis.from_url(ready["redis_url"]) as client:
        client.xadd("kept", {"id": 1})


def count_rows(ready: dict[str, Any]) -> int:
    with psycopg.connect(ready["database_url"]) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert row is not None
    return int(row[0])


def count_entries(ready: dict[str, Any]) -> int:
    with redis.Redis.from_url(ready["redis_url"]) as client:
        return int(client.xlen("kept"))


def test_data_outlives_a_stop(start: Start, folder: Path) -> None:
    first = start("stores", str(folder / "home"))
    ready = first.ready()
    write_something(ready)

    assert first.stop() == 0

    assert not any(is_alive(pid) for pid in ready["running"].values())
    again = start("stores", str(folder / "home")).ready()
    assert (count_rows(again), count_entries(again)) == (1, 1)


def test_a_killed_parent_takes_the_services_with_it_and_blocks_nothing(start: Start, folder: Path) -> None:
    first = start("stores", str(folder / "home"))
    ready = first.ready()
    write_something(ready)

    first.process.kill()

    wait_until(lambda: not any(is_alive(pid) for pid in ready["running"].values()), timeout_s=2.0)
    again = start("stores", str(folder / "home")).ready()
    assert (count_rows(again), count_entries(again)) == (1, 1)


def test_a_start_right_after_a_kill_waits_for_the_old_services(start: Start, folder: Path) -> None:
    first = start("stores", str(folder / "home"))
    write_something(first.ready())

    first.process.kill()
    again = start("stores", str(folder / "home")).ready()

    assert (count_rows(again), count_entries(again)) == (1, 1)


@pytest.mark.parametrize("name", ["postgres", "valkey"])
def test_a_killed_service_is_started_again_with_its_data(start: Start, folder: Path, name: str) -> None:
    parent = start("stores", str(folder / "home"))
    ready = parent.ready()
    write_something(ready)
    time_to_sync(ready)
    old = ready["running"][name]

    os.kill(old, signal.SIGKILL)
    parent.read_until(lambda line: line["running"].get(name, old) != old)

    wait_until(lambda: answers(count_rows, ready) == 1 and answers(count_entries, ready) == 1)


def time_to_sync(ready: dict[str, Any]) -> None:
    """Wait until Valkey has its append-only file on disk, which it does every second."""
    with redis.Redis.from_url(ready["redis_url"]) as client:
        client.execute_command("WAITAOF", 1, 0, 5000)


def answers(count: Callable[[dict[str, Any]], int], ready: dict[str, Any]) -> int | None:
    try:
        return count(ready)
    except (psycopg.OperationalError, redis.RedisError):
        return None


def test_a_second_start_on_one_home_is_refused_with_a_way_out(start: Start, folder: Path) -> None:
    first = start("stores", str(folder / "home"))
    first.ready()

    second = start("stores", str(folder / "home"))

    assert f"process {first.process.pid}" in (words := second.words())
    assert "HEALTHER_HOME" in words
    assert second.process.returncode == 1


def test_a_pid_file_whose_number_is_another_process_is_no_obstacle(start: Start, folder: Path) -> None:
    first = start("stores", str(folder / "home"))
    ready = first.ready()
    pid_file = Path(ready["place"]) / "postgres" / "postmaster.pid"
    content = pid_file.read_text()
    first.stop()

    # As a restarted container finds it: the number is in use, by a process of the same user.
    pid_file.write_text(content.replace(content.split()[0], str(os.getpid()), 1))
    shutil.chown(pid_file, pid_file.parent.stat().st_uid, pid_file.parent.stat().st_gid)

    assert start("stores", str(folder / "home")).ready()


def test_a_long_path_gets_its_sockets_elsewhere(start: Start, folder: Path) -> None:
    home = folder / ("long" * 20) / "home"

    ready = start("stores", str(home)).ready()

    assert not Path(ready["sockets"]).is_relative_to(home)
    assert stat.S_IMODE(Path(ready["sockets"]).stat().st_mode) == 0o700
    write_something(ready)


def test_only_the_owner_may_enter_and_parents_keep_their_mode(start: Start, folder: Path) -> None:
    above = folder / "above"
    above.mkdir(mode=0o711)

    ready = start("stores", str(above / "home")).ready()

    home = (above / "home").stat()
    assert stat.S_IMODE(above.stat().st_mode) == 0o711
    assert home.st_mode & 0o007 == 0
    assert home.st_mode & 0o070 == (0o010 if os.geteuid() == 0 else 0)
    assert all(stat.S_IMODE((Path(ready["place"]) / name).stat().st_mode) == 0o700 for name in ("postgres", "valkey"))


def test_settings_of_the_servers_are_durable(start: Start, folder: Path) -> None:
    ready = start("stores", str(folder / "home")).ready()

    with psycopg.connect(ready["database_url"]) as connection:
        shown = {name: connection.execute(f"SHOW {name}").fetchone() for name in ("fsync", "data_checksums", "jit")}
    with redis.Redis.from_url(ready["redis_url"]) as client:
        kept = {**client.config_get("append*"), **client.config_get("maxmemory-policy")}

    assert shown == {"fsync": ("on",), "data_checksums": ("on",), "jit": ("off",)}
    assert (kept["appendonly"], kept["appendfsync"], kept["maxmemory-policy"]) == ("yes", "everysec", "noeviction")


def test_the_services_run_without_root(start: Start, folder: Path) -> None:
    ready = start("stores", str(folder / "home")).ready()

    uids = {Path(f"/proc/{pid}").stat().st_uid for pid in ready["running"].values()}

    assert 0 not in uids
    assert len(uids) == 1


if os.geteuid() == 0:

    def test_a_home_that_only_root_may_enter_keeps_its_data_beside(start: Start, tmp_path: Path) -> None:
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o700)
        try:
            parent = start("stores", str(closed / "home"))
            ready = parent.ready()
            write_something(ready)
            parent.stop()
            second = start("stores", str(closed / "home"))

            assert count_rows(second.ready()) == 1
            assert stat.S_IMODE(closed.stat().st_mode) == 0o700
            assert (closed / "home" / "data").readlink() == Path(ready["place"])
            assert stat.S_IMODE(Path(ready["place"]).stat().st_mode) == 0o710
            second.stop()
        finally:
            shutil.rmtree((closed / "home" / "data").readlink())

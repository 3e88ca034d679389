"""Everything is killed in turn while checks run: no slot may be lost or stored twice, and nobody has to help.

The processes are real, and the product's own supervisor starts them again.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from core.states import Outcome, State
from tests.whole import Whole, whole

MONITORS = 200
FAILING = 10
PERIOD_S = 10
KILLED = ("worker-1", "dispatcher", "valkey", "postgres")
UNKNOWN_PER_KILL = 2
AFTER_KILL_S = 8


class Target(BaseHTTPRequestHandler):
    """Answers 200, and 500 under /failing."""

    def do_GET(self) -> None:
        self.send_response(500 if self.path.startswith("/failing") else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Takes a burst of connections: what piled up during an outage comes at once."""

    request_queue_size = 1024
    daemon_threads = True


@contextmanager
def target() -> Iterator[str]:
    with Server(("127.0.0.1", 0), Target) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


# Slots of the grid between the first one that was run and `until`, with what is stored for each.
SLOTS = """
    WITH grid AS (
         SELECT s.monitor_id, slot_ms
           FROM schedule s
           JOIN (SELECT monitor_id, extract(epoch FROM min(slot)) * 1000 AS first_ms
                   FROM checks GROUP BY monitor_id) f ON f.monitor_id = s.monitor_id,
                generate_series(s.phase_ms + ceil((f.first_ms - s.phase_ms) / (s.period_s * 1000.0))::bigint
                                             * s.period_s * 1000,
                                %s, s.period_s * 1000) AS slot_ms)
    SELECT g.monitor_id, g.slot_ms, count(c.outcome) AS verdicts, min(c.outcome) AS outcome, min(c.state) AS state
      FROM grid g
      LEFT JOIN checks c ON c.monitor_id = g.monitor_id AND c.slot = to_timestamp(g.slot_ms / 1000.0)
                        AND c.attempt = 0 AND c.outcome IS NOT NULL
     GROUP BY g.monitor_id, g.slot_ms
"""
BOOKS = """
    WITH points AS (
         SELECT monitor_id, state, sum(covers_s) AS seconds FROM checks GROUP BY monitor_id, state),
         intervals AS (
         SELECT i.monitor_id, i.state,
                sum(floor(extract(epoch FROM coalesce(i.ended_at, s.covered_until)))
                    - floor(extract(epoch FROM i.started_at))) AS seconds
           FROM state_intervals i JOIN monitor_state s USING (monitor_id) GROUP BY i.monitor_id, i.state)
    SELECT monitor_id, state, p.seconds AS points, i.seconds AS intervals
      FROM points p FULL JOIN intervals i USING (monitor_id, state)
     WHERE coalesce(p.seconds, 0) <> coalesce(i.seconds, 0)
"""


def _rounds(tmp_path: Path, rounds: int) -> None:
    with target() as url, whole(tmp_path) as installation:
        good = installation.add_monitors(MONITORS - FAILING, f"{url}/fine?")
        bad = installation.add_monitors(FAILING, f"{url}/failing?")
        installation.watch(lambda: _known(installation) == MONITORS, timeout_s=30)
        for name in KILLED * rounds:
            installation.kill(name)
            installation.watch(AFTER_KILL_S)
        until_ms = _now_ms(installation)
        installation.watch(PERIOD_S + 5)
        _check_slots(installation, until_ms, kills=len(KILLED) * rounds)
        _check_states(installation, good, bad)
        _check_books(installation)


def _known(installation: Whole) -> int:
    return int(installation.value("SELECT count(*) FROM monitor_state WHERE state IS NOT NULL"))


def _now_ms(installation: Whole) -> int:
    return int(installation.value("SELECT extract(epoch FROM clock_timestamp()) * 1000"))


def _check_slots(installation: Whole, until_ms: int, kills: int) -> None:
    slots = installation.rows(SLOTS, until_ms)
    unknown: dict[int, int] = {}
    for slot in slots:
        if slot["outcome"] == Outcome.UNKNOWN:
            unknown[slot["monitor_id"]] = unknown.get(slot["monitor_id"], 0) + 1
    assert len({slot["monitor_id"] for slot in slots}) == MONITORS
    assert [slot for slot in slots if slot["verdicts"] == 0] == []
    assert [slot for slot in slots if slot["verdicts"] > 1] == []
    assert max(unknown.values(), default=0) <= UNKNOWN_PER_KILL * kills


def _check_states(installation: Whole, good: list[int], bad: list[int]) -> None:
    down = installation.rows("SELECT DISTINCT monitor_id FROM checks WHERE state = %s", State.DOWN)
    assert {row["monitor_id"] for row in down} == set(bad)
    states = {row["monitor_id"]: row["state"] for row in installation.rows("SELECT * FROM monitor_state")}
    assert states == {**dict.fromkeys(good, State.UP), **dict.fromkeys(bad, State.DOWN)}
    incidents = installation.rows("SELECT monitor_id, ended_at FROM incidents")
    assert sorted(row["monitor_id"] for row in incidents) == sorted(bad)
    assert [row for row in incidents if row["ended_at"] is not None] == []


def _check_books(installation: Whole) -> None:
    assert installation.rows(BOOKS) == []


def test_each_part_may_be_killed_once(tmp_path: Path) -> None:
    _rounds(tmp_path, rounds=1)


@pytest.mark.long
def test_parts_are_killed_again_and_again(tmp_path: Path) -> None:
    _rounds(tmp_path, rounds=20)

"""The dispatcher with very many monitors, of which 1 % are due each second: its CPU grows with what is due.

Run: `.venv/bin/python -m bench.dispatcher [--monitors 100000] [--seconds 60]`. Monitors of 100 s are scheduled; a
stand-in for workers empties the queue and stores no verdicts but marks them as seen. Limit: 15 % of a core.
"""

import argparse
import shutil
import tempfile
import threading
from pathlib import Path
from typing import Any

from redis import Redis

from bench.end_to_end import cpu_s
from db.broker import CHECKS
from tests.whole import Whole, whole

LIMIT = 0.15
WARM_UP_S = 20
# As if each monitor had been new long ago: its next slot is somewhere in its period, its last verdict is stored.
SCHEDULE = """
    INSERT INTO schedule (monitor_id, region, revision, period_s, phase_ms, budget_ms, timeout_ms, next_slot, wake_at)
    SELECT id, 0, revision, period_s, phase_ms, 2000, 2000, slot, slot - interval '500 milliseconds'
      FROM (SELECT id, revision, period_s, (id * 7919::bigint) %% (period_s * 1000) AS phase_ms,
                   to_timestamp((floor(extract(epoch FROM now()) / period_s) + 1) * period_s
                                + ((id * 7919::bigint) %% (period_s * 1000)) / 1000.0) AS slot
              FROM monitors) m
"""
SEEN = """
    UPDATE monitor_state st
       SET last_slot = sc.sent_slot, covered_until = sc.sent_ends, state = 1, since = sc.sent_slot, recorded = 1
      FROM schedule sc
     WHERE sc.monitor_id = st.monitor_id
       AND sc.sent_slot > now() - interval '5 seconds'
       AND st.last_slot IS DISTINCT FROM sc.sent_slot
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--monitors", type=int, default=100_000)
    parser.add_argument("--period", type=int, default=100, help="seconds; the share due each second is its inverse")
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench", dir="/tmp"))
    folder.chmod(0o711)
    try:
        with whole(folder, ["dispatcher"]) as installation:
            _fill(installation, options.monitors, options.period)
            spent, sent = _measure(installation, options.seconds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    share = spent / options.seconds
    print(f"monitors          {options.monitors}, every {options.period} s")
    print(f"sent              {sent} in {options.seconds} s = {sent / options.seconds:.0f} a second")
    print(f"CPU               {share:.1%} of a core   limit {LIMIT:.0%}; {spent / sent * 1e6:.0f} µs a check")


def _fill(installation: Whole, monitors: int, period_s: int) -> None:
    """Make the monitors and their schedule at once; as changes one by one they would be due together."""
    installation.execute("ALTER TABLE monitors DISABLE TRIGGER monitors_added")
    installation.add_monitors(monitors, "http://127.0.0.1:9/?", period_s=period_s)
    installation.execute("INSERT INTO monitor_state (monitor_id) SELECT id FROM monitors")
    installation.execute(SCHEDULE)
    installation.execute("VACUUM ANALYZE schedule")
    installation.execute("VACUUM ANALYZE monitor_state")


def _measure(installation: Whole, seconds: int) -> tuple[float, int]:
    """Return the dispatcher's CPU seconds and how many checks it sent."""
    stop, counted = threading.Event(), [0]
    worker = threading.Thread(target=_stand_in, args=(installation, stop, counted))
    worker.start()
    try:
        installation.watch(WARM_UP_S)
        pid = installation.supervisor.running["dispatcher"]
        before, sent = cpu_s(pid), counted[0]
        installation.watch(seconds)
        return cpu_s(pid) - before, counted[0] - sent
    finally:
        stop.set()
        worker.join()


def _stand_in(installation: Whole, stop: threading.Event, counted: list[int]) -> None:
    """Empty the queue and mark what was sent as seen, until told to stop."""
    queue = Redis.from_url(installation.redis_url)
    while not stop.wait(0.5):
        entries: Any = queue.xrange(CHECKS)
        for entry, fields in entries:
            counted[0] += fields[b"data"].count(b"],[") + 1
            queue.xdel(CHECKS, entry)
        installation.execute(SEEN)


if __name__ == "__main__":
    main()

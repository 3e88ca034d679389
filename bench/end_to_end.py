"""End to end: dispatch, stream, check, store, state. Two workers, PostgreSQL, Valkey and an nginx on this machine.

Run: `.venv/bin/python -m bench.end_to_end [--rate 1000] [--seconds 60]`. Monitors of 10 s are made so that `rate`
checks are due each second. Printed: checks stored, lateness, slots lost and stored twice, and the CPU of all our
processes per check beside Uptime Kuma's.
"""

import argparse
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.targets import nginx
from core.reasons import Reason
from tests.whole import Whole, whole

PERIOD_S = 10
WARM_UP_S = 30
KUMA_MS = "8.6 to 10.4"
LATENESS_LIMIT_MS = 2_000
TICKS = 100  # a second, of the kernel's CPU accounting

MEASURE = """
    WITH wanted AS (
         SELECT s.monitor_id, slot_ms
           FROM schedule s,
                generate_series(s.phase_ms + ceil((%(from_ms)s - s.phase_ms) / (s.period_s * 1000.0))::bigint
                                             * s.period_s * 1000,
                                %(until_ms)s - 1, s.period_s * 1000) AS slot_ms),
         found AS (
         SELECT monitor_id, slot, count(*) AS times, min(outcome) AS outcome, min(lateness_ms) AS lateness_ms
           FROM checks
          WHERE attempt = 0
            AND slot >= to_timestamp(%(from_ms)s / 1000.0)
            AND slot < to_timestamp(%(until_ms)s / 1000.0)
            AND outcome IS NOT NULL
          GROUP BY monitor_id, slot)
    SELECT count(*) AS wanted, count(f.times) AS stored, count(*) FILTER (WHERE f.times > 1) AS twice,
           count(*) FILTER (WHERE f.outcome = 1) AS up, count(*) FILTER (WHERE f.outcome = 4) AS unknown,
           percentile_disc(0.5) WITHIN GROUP (ORDER BY f.lateness_ms) AS p50,
           percentile_disc(0.99) WITHIN GROUP (ORDER BY f.lateness_ms) AS p99, max(f.lateness_ms) AS worst
      FROM wanted w
      LEFT JOIN found f ON f.monitor_id = w.monitor_id AND f.slot = to_timestamp(w.slot_ms / 1000.0)
"""

REASONS = "SELECT reason, count(*) AS count FROM checks WHERE reason IS NOT NULL GROUP BY reason ORDER BY count DESC"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=1_000, help="checks a second")
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench", dir="/tmp"))
    folder.chmod(0o711)
    try:
        with nginx() as target, whole(folder) as installation:
            installation.add_monitors(options.rate * PERIOD_S, f"{target.http}?", period_s=PERIOD_S)
            installation.watch(WARM_UP_S)
            report(*measure(installation, target.pid, options.seconds), options.seconds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(installation: Whole, target_pid: int, seconds: int) -> tuple[dict[str, Any], dict[str, float]]:
    """Let it run, and return what was stored and the CPU seconds of each process."""
    groups = {name: [pid] for name, pid in installation.supervisor.running.items()} | {"nginx": [target_pid]}
    from_ms, before = _now_ms(installation), {name: cpu_s(pids[0]) for name, pids in groups.items()}
    installation.watch(seconds)
    until_ms, after = _now_ms(installation), {name: cpu_s(pids[0]) for name, pids in groups.items()}
    installation.watch(PERIOD_S + 5)  # the sweeper needs a slot to end before it can call it lost
    stored = installation.rows(_bound(MEASURE, from_ms, until_ms))[0]
    stored["reasons"] = {Reason(row["reason"]).word: row["count"] for row in installation.rows(REASONS)}
    return stored, {name: after[name] - before[name] for name in groups}


def _bound(statement: str, from_ms: int, until_ms: int) -> str:
    return statement % {"from_ms": from_ms, "until_ms": until_ms}


def _now_ms(installation: Whole) -> int:
    return int(installation.value("SELECT extract(epoch FROM clock_timestamp()) * 1000"))


def cpu_s(pid: int) -> float:
    """Return the CPU seconds of a process and of its children, dead or alive."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = sum(map(int, fields[11:15])) / TICKS
    return own + sum(cpu_s(int(child)) for child in children if Path(f"/proc/{child}").exists())


def report(stored: dict[str, Any], cpu: dict[str, float], seconds: int) -> None:
    """Print what was measured beside its limits."""
    checks = stored["up"]
    ours = sum(spent for name, spent in cpu.items() if name.startswith(("dispatcher", "worker")))
    everything = sum(spent for name, spent in cpu.items() if name != "nginx")
    print(f"slots due         {stored['wanted']} in {seconds} s = {stored['wanted'] / seconds:.0f} a second")
    print(f"stored up         {checks}")
    print(f"lost (no row)     {stored['wanted'] - stored['stored']}   limit 0")
    print(f"unknown           {stored['unknown']}   limit 0; reasons of all tries: {stored['reasons']}")
    print(f"stored twice      {stored['twice']}   limit 0")
    lateness = f"p50 {stored['p50']} ms, p99 {stored['p99']} ms, worst {stored['worst']} ms"
    print(f"lateness          {lateness}   limit p99 {LATENESS_LIMIT_MS} ms")
    for name, spent in sorted(cpu.items()):
        print(f"  {name:<14}{spent:7.1f} CPU s {spent / checks * 1000:7.3f} ms a check")
    print(f"ours              {ours / checks * 1000:.3f} ms a check; with stores {everything / checks * 1000:.3f}")
    print(f"Uptime Kuma       {KUMA_MS} ms a check (measured elsewhere, half of them HTTPS)")
    print(f"machine           {time.strftime('%Y-%m-%d')}, {_cores()} cores")


def _cores() -> int:
    return sum(line.startswith("processor") for line in Path("/proc/cpuinfo").read_text().splitlines())


if __name__ == "__main__":
    main()

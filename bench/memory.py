"""Memory of all our processes at rest: api, dispatcher, two workers and the sender, without the stores.

Run: `.venv/bin/python -m bench.memory [--seconds 30]`. Printed: resident memory (shared libraries counted in each
process) and the proportional share (counted once). Limit: 400 MB resident.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

from tests.whole import SERVICES, whole

LIMIT_MB = 400
PROCESSES = ["api", "dispatcher", "worker-1", "worker-2", "sender"]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=30, help="rest before measuring")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench", dir="/tmp"))
    folder.chmod(0o711)
    try:
        with whole(folder, PROCESSES) as installation:
            installation.watch(options.seconds)
            found = {
                name: memory_mb(pid) for name, pid in installation.supervisor.running.items() if name not in SERVICES
            }
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for name, (resident, share) in sorted(found.items()):
        print(f"{name:<14}{resident:7.1f} MB resident {share:7.1f} MB share")
    resident, share = (sum(values) for values in zip(*found.values(), strict=True))
    print(f"{'together':<14}{resident:7.1f} MB resident {share:7.1f} MB share   limit {LIMIT_MB} MB resident")


def memory_mb(pid: int) -> tuple[float, float]:
    """Return a process's resident memory and its proportional share, in MB (10^6 bytes)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    values = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines[1:])}
    return values["Rss"] * 1024 / 1e6, values["Pss"] * 1024 / 1e6


if __name__ == "__main__":
    main()

"""CPU per HTTP and HTTPS check: our checker with assertions against prometheus-blackbox-exporter, same nginx.

Run: `.venv/bin/python -m bench.checker [--rounds 5] [--checks 3000]`. Rounds are interleaved, because the machine is
noisy; medians are printed with their spread, and the ratio, which must stay at or below 0.5 (HTTP) and 1.0 (HTTPS).
CPU of the exporter is that of its process alone, driven by wrk; ours is that of this process, drivers included.
"""

import argparse
import asyncio
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import uvloop

from bench.targets import Target, child, free_port, nginx
from core.addresses import parse_allowance
from core.specs import Comparison, Expect, JsonRule, Kind, MonitorSpec
from core.states import Outcome
from probes.checkers import observe
from probes.context import CheckContext
from probes.dialer import Dialer
from probes.resolver import Resolver
from probes.tls_contexts import contexts_trusting

CONCURRENT = 50
LIMITS = {"HTTP": 0.5, "HTTPS": 1.0}
EXPECT = Expect(
    body_contains='"status":"ok"',
    json=(JsonRule("queue.depth", Comparison.AT_MOST, 10), JsonRule("checks[1]", Comparison.EQUALS, "cache")),
    header={"content-type": "application/json"},
    max_latency_ms=5000,
)
_EXPORTER = """
modules:
  check:
    prober: http
    timeout: 5s
    http:
      valid_status_codes: [200]
      preferred_ip_protocol: ip4
      fail_if_body_not_matches_regexp: ['"status":"ok"']
      tls_config: {{ ca_file: {authority} }}
"""


def ours_ms(url: str, target: Target, checks: int) -> float:
    """Return our CPU milliseconds per check."""
    return uvloop.run(_ours(url, target, checks))


async def _ours(url: str, target: Target, checks: int) -> float:
    spec = MonitorSpec(Kind.HTTP, url, expect=EXPECT)
    resolver = Resolver()
    dialer, tls = Dialer(parse_allowance("127.0.0.0/8", ()), resolver), contexts_trusting(target.authority.read_text())
    loop = asyncio.get_running_loop()

    async def run(count: int) -> None:
        for _ in range(count):
            seen = await observe(spec, CheckContext(dialer, loop.time() + 5, tls))
            if seen.outcome is not Outcome.UP:
                raise SystemExit(f"not up: {seen}")

    await asyncio.gather(*(run(4) for _ in range(CONCURRENT)))
    started = time.process_time()
    await asyncio.gather(*(run(checks // CONCURRENT) for _ in range(CONCURRENT)))
    spent = time.process_time() - started
    await resolver.close()
    return spent / (checks // CONCURRENT * CONCURRENT) * 1000


def exporter_ms(url: str, port: int, pid: int, seconds: int) -> float:
    """Return the exporter's CPU milliseconds per probe."""
    probe = f"http://127.0.0.1:{port}/probe?module=check&target={quote(url, safe='')}"
    with urlopen(probe) as page:
        if b"probe_success 1" not in page.read():
            raise SystemExit("the exporter does not find the target up")
    before = _cpu_s(pid)
    report = subprocess.run(
        ["wrk", "-t1", f"-c{CONCURRENT}", f"-d{seconds}s", probe], capture_output=True, text=True, check=True
    ).stdout
    spent = _cpu_s(pid) - before
    probes = int(next(line for line in report.splitlines() if "requests in" in line).split()[0])
    return spent / probes * 1000


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Run interleaved rounds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--checks", type=int, default=3000)
    parser.add_argument("--seconds", type=int, default=2, help="how long the exporter is driven each round")
    asked = parser.parse_args()
    program = shutil.which("prometheus-blackbox-exporter")
    if program is None or shutil.which("wrk") is None:
        raise SystemExit("apt-get install prometheus-blackbox-exporter wrk")
    with nginx() as target, tempfile.TemporaryDirectory() as folder:
        port, config = free_port(), Path(folder, "blackbox.yml")
        config.write_text(_EXPORTER.format(authority=target.authority))
        command = [program, f"--config.file={config}", f"--web.listen-address=127.0.0.1:{port}", "--log.level=error"]
        with child(command, port, {**os.environ, "GOMAXPROCS": "1"}) as pid:
            for name, url in (("HTTP", target.http), ("HTTPS", target.https)):
                theirs = partial(exporter_ms, url, port, pid, asked.seconds)
                compare(name, asked.rounds, partial(ours_ms, url, target, asked.checks), theirs)


def compare(name: str, rounds: int, ours: Callable[[], float], theirs: Callable[[], float]) -> None:
    """Measure both in turn and print medians and the median of the ratios."""
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    ratio = statistics.median(mine / other for mine, other in pairs)
    for label, values in (("ours", [p[0] for p in pairs]), ("blackbox", [p[1] for p in pairs])):
        print(f"{name:5} {label:9} {statistics.median(values):.3f} ms CPU ({min(values):.3f} to {max(values):.3f})")
    verdict = "ok" if ratio <= LIMITS[name] else "TOO MUCH"
    print(f"{name:5} ratio     {ratio:.2f} (at most {LIMITS[name]}) {verdict}", flush=True)


if __name__ == "__main__":
    main()

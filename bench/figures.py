"""The figures that Healther promises: where each is printed, and the limit it is held to."""

import re
from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of docs/benchmarks.md. `pattern` finds the number in the output of `bench.<benchmark>`.

    `bound` None: reported, not limited. A pattern that is found several times counts with its worst number.
    """

    what: str
    benchmark: str
    pattern: str
    unit: str
    bound: Literal["at most", "at least"] | None = None
    limit: float = 0.0

    @property
    def target(self) -> str:
        """The limit in words."""
        return f"{self.bound} {self.limit:g} {self.unit}".strip() if self.bound else "reported"

    def read(self, output: str) -> float | None:
        """Return the number that the benchmark printed; None: it did not."""
        found = [float(text.replace(",", "")) for text in re.findall(self.pattern, output, re.MULTILINE)]
        if not found:
            return None
        return min(found) if self.bound == "at least" else max(found)

    def ratio(self, value: float) -> float | None:
        """Return the share of the limit that is used up: 1 or less is held."""
        if self.bound is None or (self.bound == "at most" and self.limit == 0):
            return None
        return self.limit / value if self.bound == "at least" and value else value / self.limit

    def is_held(self, value: float) -> bool:
        """Tell whether the number keeps its limit."""
        if self.bound is None:
            return True
        return value <= self.limit if self.bound == "at most" else value >= self.limit


_N: Final = r"([\d.,]*\d)"

FIGURES: Final = (
    Figure("CPU of an HTTP check, blackbox_exporter = 1", "checker", rf"^HTTP\s+ratio\s+{_N}", "×", "at most", 0.5),
    Figure("CPU of an HTTPS check, blackbox_exporter = 1", "checker", rf"^HTTPS\s+ratio\s+{_N}", "×", "at most", 1.0),
    Figure("500 checks/s, error of the wait, p50", "open_loop", rf"^wait error p50\s+{_N}", "ms", "at most", 1),
    Figure("500 checks/s, error of the wait, p99", "open_loop", rf"^wait error p99\s+{_N}", "ms", "at most", 10),
    Figure("end to end, slots due", "end_to_end", rf"^slots due .*= {_N} a second", "/s", "at least", 1000),
    Figure("end to end, lateness p99", "end_to_end", rf"^lateness .*p99 {_N} ms, worst", "ms", "at most", 2000),
    Figure("end to end, slots lost", "end_to_end", rf"^lost \(no row\)\s+{_N}", "", "at most", 0),
    Figure("end to end, slots unknown", "end_to_end", rf"^unknown\s+{_N}", "", "at most", 0),
    Figure("end to end, slots stored twice", "end_to_end", rf"^stored twice\s+{_N}", "", "at most", 0),
    Figure("end to end, our CPU a check (Uptime Kuma: 8.6 to 10.4)", "end_to_end", rf"^ours\s+{_N} ms a check", "ms"),
    Figure("ingest, bare COPY = 1", "ingest", rf"^postgres .* ratio {_N}", "×", "at least", 0.25),
    Figure("ingest on TimescaleDB, bare COPY = 1", "ingest", rf"^timescale .* ratio {_N}", "×", "at least", 0.25),
    Figure("days of 500 monitors, p50", "days", rf"points\s+p50\s+{_N} ms", "ms", "at most", 150),
    Figure(
        "days of 500 monitors, 65 M rows, 0.65 M = 1",
        "days",
        rf" 6\d,\d+,\d+ points .* ratio {_N}",
        "×",
        "at most",
        1.2,
    ),
    Figure(
        "20 logins/s offered, days of 500 monitors, calm = 1",
        "login_storm",
        rf"storm, ratio {_N} ",
        "×",
        "at most",
        1.5,
    ),
    Figure("days, gzip, a monitor", "status_page", rf"^\s*gzip a monitor\s+{_N}", "B", "at most", 300),
    Figure("status page of 100 monitors, cold build", "status_page", rf"^cold build\s+{_N}", "ms", "at most", 60),
    Figure("status page, warm, one process", "status_page", rf"^warm, gzip\s+{_N}", "/s", "at least", 5000),
    Figure("summary.json, warm, one process", "status_page", rf"^warm, summary.json\s+{_N}", "/s", "at least", 5000),
    Figure(
        "dispatcher, 100,000 monitors, 1 % due a second", "dispatcher", rf"^CPU\s+{_N}%", "% of a core", "at most", 15
    ),
    Figure("SLA report, 500 monitors × 90 days (65 M checks)", "sla", rf"^report \w+\s+{_N} s", "s", "at most", 2),
    Figure("SLA report, memory", "sla", rf"^memory of the report\s+{_N} MB", "MB", "at most", 300),
    Figure("plain SQL over the same checks, SLA report = 1", "sla", rf"^plain SQL, ours = 1\s+ratio\s+{_N}", "×"),
    Figure("pandas over the same checks, SLA report = 1", "sla", rf"^pandas, ours = 1\s+ratio\s+{_N}", "×"),
    Figure("ledger of one monitor, 90 days", "ledger", rf"^ledger of one monitor, \w+\s+{_N} ms", "ms", "at most", 150),
    Figure(
        "exact percentiles, 50 monitors × 30 days (2.2 M checks)",
        "percentiles",
        rf"^exact percentiles .* rows\s+{_N} s",
        "s",
        "at most",
        1.5,
    ),
    Figure(
        "10 M checks to Parquet, COPY and DuckDB = 1",
        "export",
        rf"^COPY and DuckDB = 1\s+ratio {_N}",
        "×",
        "at most",
        2,
    ),
    Figure("10 M checks to Parquet, DuckDB from CSV alone = 1", "export", rf"^DuckDB from CSV alone = 1\s+{_N}", "×"),
    Figure("10 M checks to Parquet, memory", "export", rf"^memory of the export\s+{_N} MB", "MB", "at most", 400),
    Figure("learning 500 monitors × 6 weeks (30 M checks)", "baselines", rf"^learning \d+ monitors\s+{_N} s", "s"),
    Figure(
        "columnstore, the columns of a check",
        "columnstore",
        rf"^the measured columns .* compressed\s+{_N} B",
        "B",
        "at most",
        6,
    ),
    Figure("columnstore, a whole row", "columnstore", rf"^the whole row .* compressed\s+{_N} B", "B"),
    Figure(
        "memory at rest, api + dispatcher + 2 workers + sender", "memory", rf"^together\s+{_N} MB", "MB", "at most", 400
    ),
    Figure("LCP of the landing page, CPU slowed 4 ×", "pages", rf"^landing\s+LCP\s+{_N} ms", "ms", "at most", 900),
    Figure("LCP of a status page, CPU slowed 4 ×", "pages", rf"^status\s+LCP\s+{_N} ms", "ms", "at most", 900),
    Figure(
        "LCP of the application, CPU slowed 4 ×",
        "pages",
        rf"^(?:login|overview|workspace)\s+LCP\s+{_N} ms",
        "ms",
        "at most",
        1800,
    ),
    Figure("interactions with the list, p75", "pages", rf"^interactions .* p75 {_N} ms", "ms", "at most", 100),
    Figure(
        "Lighthouse of landing and status page, each category",
        "pages",
        rf"^lighthouse (?:landing|status)\s+worst {_N}",
        "",
        "at least",
        100,
    ),
    Figure("500 × 90 pipes, data to painted", "pages", rf"^rows painted\s+{_N}", "ms", "at most", 100),
    Figure("500 × 90 pipes, a key in the filter", "pages", rf"^filter key to rows\s+{_N}", "ms", "at most", 50),
    Figure("a row opens, prefetched", "pages", rf"^row opens, prefetched\s+{_N}", "ms", "at most", 100),
)
BENCHMARKS: Final = tuple(dict.fromkeys(figure.benchmark for figure in FIGURES))

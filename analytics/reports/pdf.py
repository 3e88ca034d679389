"""A report on paper: chooses what fits, writes figures as words, and lets Typst set it (sla.typ)."""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson
import polars as pl
import typst

from analytics.reports.sla import SlaReport, described
from core.accounting import LeftOut
from core.uptime import Seconds, day_state, floored_percent

TEMPLATE: Final = Path(__file__).parent / "sla.typ"
PIPE_DAYS: Final = 90
MOST_MONITORS: Final = 500
MOST_INCIDENTS: Final = 100
DIGITS: Final = 3
REASONS: Final = {
    LeftOut.OUTSIDE_HOURS: "Outside service hours",
    LeftOut.MAINTENANCE: "Maintenance",
    LeftOut.EXCLUDED: "Agreed exclusions",
    LeftOut.NO_DATA: "No data (paused, or not watched)",
    LeftOut.UNKNOWN: "Could not be measured",
    LeftOut.NOT_THERE: "Before the monitor existed",
}


def to_pdf(report: SlaReport) -> bytes:
    """Set the report. The same report gives the same bytes with the same version of Typst."""
    content = orjson.dumps(content_of(report)).decode()
    return typst.compile(
        TEMPLATE.read_bytes(),
        ignore_system_fonts=True,
        sys_inputs={"report": content},
        timestamp=report.asked.period.end.replace(microsecond=0),
    )


def content_of(report: SlaReport) -> dict[str, Any]:
    """Return everything that the page says, as words."""
    asked, totals = report.asked, report.totals
    shown = report.monitors.sort(["availability", "monitor_id"], nulls_last=True).head(MOST_MONITORS)
    states = _states(report.days)
    more = report.monitors.height - shown.height
    return {
        "title": f"Service level report: {asked.workspace_name}",
        "workspace": asked.workspace_name,
        "period": f"{_time(asked.period.start)} to {_time(asked.period.end)} UTC",
        "policy": f"Policy {asked.policy.name}, version {asked.policy.version}",
        "data_hash": report.data_hash,
        "cards": [
            _card("Availability", percent(totals["availability"]), f"of {duration(totals['counted_s'])} that count"),
            _card(
                "Downtime",
                duration(totals["down_s"]),
                f"at {totals['monitors_with_downtime']} of {totals['monitors']} monitors",
            ),
            _card("Outages", str(totals["outages"]), f"longest {duration(totals['longest_outage_s'])}"),
            _card("Checks", f"{totals['checks']:,}", f"{totals['failures']:,} failed"),
        ],
        "pipes_note": f"One bar a day ({asked.time_zone}), {PIPE_DAYS} days at most; the worst monitor first.",
        "monitors": [_monitor(row, states.get(row["monitor_id"], [])) for row in shown.iter_rows(named=True)],
        "more_monitors": f"{more} more monitors are in the other files." if more else "",
        "latency": _latency(report.latency),
        **_incidents(report.incidents),
        "exclusions": [_exclusion(row) for row in report.exclusions.iter_rows(named=True)],
        "left_out": [
            {"why": words, "time": duration(totals[f"{reason.value}_s"])} for reason, words in REASONS.items()
        ],
        "method": described(asked)["method"],
    }


def percent(ratio: float | None) -> str:
    """Write a ratio, rounded down, so that only a perfect period reads 100 %."""
    return "no data" if ratio is None else floored_percent(ratio, DIGITS)


def duration(seconds: float | None) -> str:
    """Write a duration in its two largest units: `3 d 4 h`, `12 min 5 s`."""
    if seconds is None:
        return "–"
    left, parts = round(seconds), []
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count:,} {unit}")
    return " ".join(parts[:2]) or "0 s"


def _card(label: str, value: str, note: str) -> dict[str, str]:
    return {"label": label, "value": value, "note": note}


def _monitor(row: dict[str, Any], states: list[str]) -> dict[str, Any]:
    p95 = row["p95_ms"]
    return {
        "name": row["monitor"],
        "days": states,
        "availability": percent(row["availability"]),
        "downtime": duration(row["down_s"]),
        "outages": str(row["outages"]),
        "p95": "–" if p95 is None else f"{p95:,.0f} ms",
    }


def _states(days: pl.DataFrame) -> dict[int, list[str]]:
    """Return how the last days of each monitor look (core.uptime)."""
    found: dict[int, list[str]] = {}
    for row in days.iter_rows(named=True):
        seconds = Seconds(
            up_s=row["good_s"] - min(row["good_s"], row["degraded_s"]),
            degraded_s=min(row["good_s"], row["degraded_s"]),
            down_s=row["counted_s"] - row["good_s"],
            maintenance_s=row["maintenance_s"],
        )
        found.setdefault(row["monitor_id"], []).append(day_state(seconds).value)
    return {monitor_id: states[-PIPE_DAYS:] for monitor_id, states in found.items()}


def _latency(table: pl.DataFrame) -> dict[str, Any]:
    points = {name: table[f"{name}_ms"].to_list() for name in ("p50", "p95")}
    highest = max((value for value in points["p95"] if value is not None), default=1.0)
    top = _nice(highest)
    days = [str(day) for day in table["day"].to_list()]
    return {
        **points,
        "top": top,
        "top_text": f"{top:,.0f} ms",
        "note": "Percentiles of all checks of a UTC day, merged from histograms (at most 1 % off).",
        "first": days[0] if days else "",
        "last": days[-1] if days else "",
    }


def _nice(value: float) -> float:
    """Return the next of 1, 2, 5, 10, 20, … that is not smaller."""
    size = 1.0
    while value > size * 10:
        size *= 10
    return next(size * step for step in (1, 2, 5, 10) if value <= size * step)


def _incidents(table: pl.DataFrame) -> dict[str, Any]:
    longest = table.sort("seconds", "start", descending=[True, False], nulls_last=False).head(MOST_INCIDENTS)
    more = table.height - longest.height
    rows = [
        {
            "monitor": row["monitor"],
            "began": _time(row["start"]),
            "lasted": "goes on" if row["end"] is None else duration(row["seconds"]),
            "reason": row["reason"].replace("_", " "),
        }
        for row in longest.sort("start").iter_rows(named=True)
    ]
    return {"incidents": rows, "more_incidents": f"{more} shorter ones are in the other files." if more else ""}


def _exclusion(row: dict[str, Any]) -> dict[str, str]:
    revoked = f" (revoked: {row['revoked_why']})" if row["revoked_at"] is not None else ""
    reason = f"{row['reason']}{revoked}"
    return {"start": _time(row["start"]), "end": _time(row["end"]), "reason": reason, "by": row["agreed_by"]}


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"

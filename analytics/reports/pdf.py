"""A report on paper: chooses what fits, writes figures in the reader's language, and lets Typst set it (sla.typ)."""

from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import orjson
import polars as pl
import typst

from analytics.reports.asked import Language
from analytics.reports.sla import SlaReport, outages_of
from analytics.reports.words import Words, words_of
from core.uptime import Seconds, day_state

TEMPLATE: Final = Path(__file__).parent / "sla.typ"
PIPE_DAYS: Final = 90
MOST_MONITORS: Final = 500
MOST_INCIDENTS: Final = 100
LONG_WORD: Final = 16  # characters: what is longer may be broken anywhere, or it would run into the next column
BREAK: Final = "\u200b"  # a place where a line may end


def to_pdf(report: SlaReport, language: Language = Language.ENGLISH) -> bytes:
    """Set the report. The same report and language give the same bytes with the same version of Typst."""
    content = orjson.dumps(content_of(report, language)).decode()
    return typst.compile(
        TEMPLATE.read_bytes(),
        ignore_system_fonts=True,
        sys_inputs={"report": content},
        timestamp=report.asked.period.end.replace(microsecond=0),
    )


def content_of(report: SlaReport, language: Language = Language.ENGLISH) -> dict[str, Any]:
    """Return everything that the page says, as words."""
    words, asked = words_of(language), report.asked
    zone = ZoneInfo(asked.time_zone)
    ends = [words.time(at, zone) for at in asked.period]
    return {
        "language": language.value,
        "words": {key: said for key, said in words.said.items() if isinstance(said, str)},
        "legend": words.said["legend"],
        "title": words.say("title_of", workspace=asked.workspace_name),
        "workspace": breakable(asked.workspace_name),
        "is_long": len(asked.workspace_name) > 36,
        "period": words.period(asked.period, asked.time_zone),
        "exactly": f"{words.say('until', first=ends[0], last=ends[1])} ({asked.time_zone})",
        "policy": words.say("policy", name=asked.policy.name, version=str(asked.policy.version)),
        "data_hash": report.data_hash,
        "said": " ".join([*_said_of_targets(report, words), _said(report, words, zone)]),
        "objectives": [_objective(row, words) for row in report.objectives.iter_rows(named=True)],
        "cards": _cards(report, words),
        "pipes_note": words.say("pipes_note", zone=asked.time_zone, days=str(PIPE_DAYS)),
        **_monitors(report, words),
        "latency": _latency(report.latency, words),
        **_incidents(report.incidents, words, zone),
        "incidents_note": words.say("incidents_note", zone=asked.time_zone),
        "times_of": words.say("times_of", zone=asked.time_zone),
        "exclusions": [_exclusion(row, words, zone) for row in report.exclusions.iter_rows(named=True)],
        "left_out": _left_out(report, words),
        "method": [*words.method(asked.policy), *words.sources(report.sources)],
    }


def breakable(text: str) -> str:
    """Return a text whose long words may be broken: names are chosen by people, and columns are narrow."""
    return " ".join(word if len(word) <= LONG_WORD else BREAK.join(word) for word in text.split(" "))


def _said_of_targets(report: SlaReport, words: Words) -> list[str]:
    """Return how many targets were met, if there are any that anything is known of."""
    known = report.objectives["is_met"].drop_nulls()
    return [words.say("said_targets", met=str(known.sum()), all=str(known.len()))] if known.len() else []


def _objective(row: dict[str, Any], words: Words) -> dict[str, Any]:
    is_met, budget_s = row["is_met"], row["budget_s"]
    return {
        "name": breakable(row["objective"]),
        "target": words.agreed(row["target"]),
        "actual": words.percent(row["availability"]),
        "downtime": words.duration(None if is_met is None else row["down_s"]),
        "budget": words.say("none") if is_met is None or not budget_s else words.share(row["down_s"] / budget_s),
        "result": words.say("none" if is_met is None else "met" if is_met else "missed"),
        "is_missed": is_met is False,
        "credit": words.agreed(row["credit_percent"] / 100) if row["credit_percent"] else "",
        "policy": breakable(row["policy"]),
    }


def _said(report: SlaReport, words: Words, zone: ZoneInfo) -> str:
    """Return the situation in a sentence or two."""
    totals = report.totals
    if totals["availability"] is None:
        return words.say("said_none")
    outages = outages_of(report.intervals).sort("seconds", "start", descending=[True, False])
    if not outages.height:
        return words.say("said_perfect")
    longest = outages.row(0, named=True)
    names = dict(report.monitors.select("monitor_id", "monitor").iter_rows())
    return words.say(
        "said_one",
        some=str(totals["monitors_with_downtime"]),
        all=str(totals["monitors"]),
        time=words.duration(longest["seconds"]),
        name=breakable(names[longest["monitor_id"]]),
        began=words.time(longest["start"], zone),
    )


def _cards(report: SlaReport, words: Words) -> list[dict[str, str]]:
    totals = report.totals
    some, all_ = str(totals["monitors_with_downtime"]), str(totals["monitors"])
    longest = totals["longest_outage_s"]
    longest_words = words.say("longest", time=words.duration(longest)) if longest else words.say("no_outage")
    return [
        _card(
            words.say("availability"),
            words.percent(totals["availability"]),
            words.say("of_counted", time=words.duration(totals["counted_s"])),
        ),
        _card(
            words.say("downtime"),
            words.duration(None if totals["availability"] is None else totals["down_s"]),
            words.say("at_monitors", some=some, all=all_),
        ),
        _card(words.say("outages"), words.count(totals["outages"]), longest_words),
        _card(
            words.say("checks"),
            words.count(totals["checks"]),
            words.say("failed", count=words.count(totals["failures"])),
        ),
    ]


def _card(label: str, value: str, note: str) -> dict[str, str]:
    return {"label": label, "value": value, "note": note}


def _monitors(report: SlaReport, words: Words) -> dict[str, Any]:
    shown = report.monitors.sort(["availability", "monitor_id"], nulls_last=True).head(MOST_MONITORS)
    states = _states(report.days)
    more = report.monitors.height - shown.height
    rows = [_monitor(row, states.get(row["monitor_id"], []), words) for row in shown.iter_rows(named=True)]
    return {"monitors": rows, "more_monitors": words.say("more_monitors", count=words.count(more)) if more else ""}


def _monitor(row: dict[str, Any], states: list[str], words: Words) -> dict[str, Any]:
    is_known = row["availability"] is not None
    return {
        "name": breakable(row["monitor"]),
        "days": states,
        "availability": words.percent(row["availability"]),
        "downtime": words.duration(row["down_s"] if is_known else None),
        "outages": words.count(row["outages"]) if is_known else words.say("none"),
        "p95": words.latency(row["p95_ms"]),
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


def _latency(table: pl.DataFrame, words: Words) -> dict[str, Any]:
    points = {name: table[f"{name}_ms"].to_list() for name in ("p50", "p95")}
    highest = max((value for value in points["p95"] if value is not None), default=1.0)
    top = _nice(highest)
    days = table["day"].to_list()
    return {
        **points,
        "top": top,
        "scale": [words.latency(top * share) for share in (1, 0.5, 0)],
        "first": words.date(days[0]) if days else "",
        "last": words.date(days[-1]) if days else "",
    }


def _nice(value: float) -> float:
    """Return the next of 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, … that is not smaller: the line fills its graph."""
    size = 1.0
    while value > size * 10:
        size *= 10
    return next(size * step for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if value <= size * step)


def _incidents(table: pl.DataFrame, words: Words, zone: ZoneInfo) -> dict[str, Any]:
    longest = table.sort("seconds", "start", descending=[True, False], nulls_last=False).head(MOST_INCIDENTS)
    more = table.height - longest.height
    rows = [
        {
            "monitor": breakable(row["monitor"]),
            "began": words.time(row["start"], zone),
            "lasted": words.say("goes_on") if row["end"] is None else words.duration(row["seconds"]),
            "reason": words.said["reasons"].get(row["reason"], row["reason"].replace("_", " ")),
        }
        for row in longest.sort("start").iter_rows(named=True)
    ]
    more_words = words.say("more_incidents", count=words.count(more)) if more else ""
    return {"incidents": rows, "more_incidents": more_words}


def _exclusion(row: dict[str, Any], words: Words, zone: ZoneInfo) -> dict[str, str]:
    revoked = f" {words.say('revoked', why=row['revoked_why'] or '')}" if row["revoked_at"] is not None else ""
    return {
        "start": words.time(row["start"], zone),
        "end": words.time(row["end"], zone),
        "reason": breakable(f"{row['reason']}{revoked}"),
        "by": breakable(row["agreed_by"] or words.say("none")),
    }


def _left_out(report: SlaReport, words: Words) -> list[dict[str, str]]:
    """Return what was left out, as far as anything was."""
    return [
        {"why": why, "time": words.duration(report.totals[f"{reason}_s"])}
        for reason, why in words.said["left_out_why"].items()
        if report.totals[f"{reason}_s"]
    ]

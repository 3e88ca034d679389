"""The words of a report in the reader's language: catalogue/{en,it,de}.json, and how each writes numbers and times.

A language changes words only: figures, order and the data hash stay. Times here are those of the report's zone.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import orjson

from analytics.reports.asked import Language
from analytics.reports.sources import Sources
from core.calendars import Cycle, cycle_at
from core.policies import WEEKDAYS, AccountingPolicy, Treatment, hours_to_json
from core.spans import Span
from core.uptime import floored_percent

CATALOGUE: Final = Path(__file__).parent / "catalogue"
DIGITS: Final = 3
UNITS_S: Final = (86_400, 3600, 60, 1)


class Words:
    """The catalogue of a language, and what is written by it."""

    def __init__(self, language: Language, said: Mapping[str, Any]) -> None:
        self.language = language
        self.said = said

    def say(self, key: str, **values: str) -> str:
        """Return a sentence with its values put in; raise KeyError for a sentence that is not there."""
        return str(self.said[key]).format(**values)

    def count(self, number: int) -> str:
        """Write a whole number: `132,744`."""
        return f"{number:,}".replace(",", self.said["thousands"])

    def percent(self, ratio: float | None) -> str:
        """Write a ratio, rounded down, so that only a perfect period reads 100 %."""
        if ratio is None:
            return str(self.said["no_data"])
        return self._in_percent(floored_percent(ratio, DIGITS).removesuffix("%"))

    def agreed(self, ratio: float) -> str:
        """Write a ratio that was agreed, like a target, with the digits that it was given: `99.95%`."""
        text = f"{Decimal(str(ratio)) * 100:f}"
        return self._in_percent(text.rstrip("0").rstrip(".") if "." in text else text)

    def share(self, ratio: float) -> str:
        """Write a share in whole percent: `174%`; only what is nothing reads 0 %."""
        percent = max(1, round(ratio * 100)) if ratio > 0 else 0
        return self.count(percent) + str(self.said["percent"])

    def duration(self, seconds: float | None) -> str:
        """Write a duration in its two largest units: `3 d 4 h`, `12 min 5 s`."""
        units = self.said["units"]
        if seconds is None:
            return str(self.said["none"])
        left, parts = round(seconds), []
        for unit, size_s in zip(units, UNITS_S, strict=True):
            number, left = divmod(left, size_s)
            if number:
                parts.append(f"{self.count(number)} {unit}")
        return " ".join(parts[:2]) or f"0 {units[-1]}"

    def latency(self, milliseconds: float | None) -> str:
        """Write a latency in milliseconds."""
        return str(self.said["none"]) if milliseconds is None else f"{self.count(round(milliseconds))} ms"

    def date(self, day: date, months: str = "months_short") -> str:
        """Write a day: `9 Oct 2026`."""
        return self.say("date", day=str(day.day), month=self.said[months][day.month - 1], year=str(day.year))

    def time(self, at: datetime, zone: ZoneInfo) -> str:
        """Write a moment to the minute by the clock of a zone: `9 Oct 2026, 05:18`."""
        there = at.astimezone(zone)
        return f"{self.date(there)}, {there:%H:%M}"

    def period(self, period: Span, time_zone: str) -> str:
        """Name a period: `October 2026`, `Q4 2026`, `2026`, or its first and last day."""
        zone = ZoneInfo(time_zone)
        first = period.start.astimezone(zone)
        names = {
            Cycle.MONTH: f"{self.said['months'][first.month - 1]} {first.year}",
            Cycle.QUARTER: self.say("quarter", number=str((first.month + 2) // 3), year=str(first.year)),
            Cycle.YEAR: str(first.year),
        }
        for cycle, name in names.items():
            if cycle_at(period.start, cycle, time_zone) == period:
                return name
        last = (period.end - timedelta(seconds=1)).astimezone(zone)
        days = [self.date(day, "months") for day in (first, last)]
        return days[0] if days[0] == days[1] else self.say("until", first=days[0], last=days[1])

    def method(self, policy: AccountingPolicy) -> list[str]:
        """Return how it was counted, in sentences; in English those of core.policies.in_words."""
        rules = self.said["rules"]
        lines = [
            rules["weighted"],
            self._confirmation(policy),
            rules["degraded_good" if policy.degraded is Treatment.GOOD else "degraded_bad"],
            rules["unknown_left_out" if policy.unknown is Treatment.LEFT_OUT else "unknown_bad"],
            rules["no_data"],
            rules["maintenance_out" if policy.leaves_out_maintenance else "maintenance_in"],
            rules["exclusions_out" if policy.leaves_out_exclusions else "exclusions_in"],
        ]
        if policy.min_outage_s:
            lines.append(rules["min_outage"].format(seconds=policy.min_outage_s))
        if policy.service_hours is not None:
            lines.append(rules["hours"].format(hours=self._hours(policy)))
        return lines

    def sources(self, sources: Sources) -> list[str]:
        """Return what the figures come from, in sentences; in English those of Sources.in_words."""
        told = self.said["sources"]
        lines = [told["recomputed" if sources.recomputes else "states"], told["counts"], told["latency"]]
        if sources.recorded_until is not None:
            until, some, all_ = f"{sources.recorded_until:%Y-%m-%d %H:%M}", sources.recorded_monitors, sources.monitors
            lines.append(told["as_recorded"].format(until=until, some=some, all=all_))
        return lines

    def _in_percent(self, number: str) -> str:
        return number.replace(".", self.said["decimal"]) + str(self.said["percent"])

    def _confirmation(self, policy: AccountingPolicy) -> str:
        rules, confirmation = self.said["rules"], policy.confirmation
        if confirmation is None:
            return str(rules["recorded"])
        begins = rules["first_of_them" if policy.backdates else "last_of_them"]
        return str(
            rules["recomputed"].format(
                failures=confirmation.failures, recoveries=confirmation.recoveries, begins=begins
            )
        )

    def _hours(self, policy: AccountingPolicy) -> str:
        if policy.service_hours is None:
            return ""
        hours, rules = hours_to_json(policy.service_hours), self.said["rules"]
        days = [
            f"{self.said['weekdays'][WEEKDAYS.index(day)]} "
            + ", ".join(rules["opening"].format(**{"from": start, "to": end}) for start, end in openings)
            for day, openings in hours["weekly"].items()
            if openings
        ]
        closed = rules["closed"].format(count=len(hours["holidays"])) if hours["holidays"] else ""
        return "; ".join(days) + f" ({hours['time_zone']}{closed})"


@cache
def words_of(language: Language) -> Words:
    """Return the words of a language."""
    return Words(language, orjson.loads((CATALOGUE / f"{language.value}.json").read_bytes()))

"""Accounting policies: how observed time becomes a figure. Named, versioned, and never changed once written. Pure.

`observed` takes what was recorded as it is. `agreed` is what most contracts mean: maintenance and agreed exclusions are
left out. Workspaces add their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from core.calendars import MINUTES_A_DAY, Opening, ServiceHours
from core.machine import Policy

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Treatment(StrEnum):
    """What becomes of a stretch that is neither plainly up nor plainly down."""

    GOOD = "good"
    BAD = "bad"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class AccountingPolicy:
    """How to count.

    `confirmation`: None takes the recorded states; else they are recomputed from the checks. `backdates`: a recomputed
    outage begins at its first failed check, not at the one that confirmed it.
    """

    name: str
    version: int = 1
    confirmation: Policy | None = None
    backdates: bool = True
    degraded: Treatment = Treatment.GOOD  # or BAD
    unknown: Treatment = Treatment.LEFT_OUT  # or BAD; time without any data is always left out
    leaves_out_maintenance: bool = True  # False: windows are not overlaid, and checks made inside count if recomputed
    leaves_out_exclusions: bool = True
    service_hours: ServiceHours | None = None  # None: round the clock
    min_outage_s: int = 0  # a shorter outage counts as up


OBSERVED: Final = AccountingPolicy("observed", leaves_out_maintenance=False, leaves_out_exclusions=False)
AGREED: Final = AccountingPolicy("agreed")
BUILT_IN: Final = {policy.name: policy for policy in (OBSERVED, AGREED)}


def rules_to_json(policy: AccountingPolicy) -> dict[str, Any]:
    """Return everything but name and version, as it is stored and shown."""
    confirmation, hours = policy.confirmation, policy.service_hours
    return {
        "confirmation": confirmation and {"failures": confirmation.failures, "recoveries": confirmation.recoveries},
        "backdates": policy.backdates,
        "degraded": policy.degraded.value,
        "unknown": policy.unknown.value,
        "leaves_out_maintenance": policy.leaves_out_maintenance,
        "leaves_out_exclusions": policy.leaves_out_exclusions,
        "service_hours": hours and hours_to_json(hours),
        "min_outage_s": policy.min_outage_s,
    }


def rules_from_json(name: str, version: int, rules: Mapping[str, Any]) -> AccountingPolicy:
    """Return the policy that `rules_to_json` wrote; raise ValueError or KeyError for anything else."""
    confirmation, hours = rules["confirmation"], rules["service_hours"]
    return AccountingPolicy(
        name,
        version,
        confirmation=Policy(**confirmation) if confirmation else None,
        backdates=rules["backdates"],
        degraded=Treatment(rules["degraded"]),
        unknown=Treatment(rules["unknown"]),
        leaves_out_maintenance=rules["leaves_out_maintenance"],
        leaves_out_exclusions=rules["leaves_out_exclusions"],
        service_hours=hours_from_json(hours) if hours else None,
        min_outage_s=rules["min_outage_s"],
    )


def hours_to_json(hours: ServiceHours) -> dict[str, Any]:
    """Return service hours as people write them: `{"monday": [["08:00", "18:00"]]}`."""
    return {
        "time_zone": hours.time_zone,
        "weekly": {
            WEEKDAYS[day]: [[_clock(one.from_minute), _clock(one.to_minute)] for one in openings]
            for day, openings in sorted(hours.weekly.items())
        },
        "holidays": {day.isoformat(): name for day, name in sorted(hours.holidays.items())},
    }


def hours_from_json(stored: Mapping[str, Any]) -> ServiceHours:
    """Return the service hours that `hours_to_json` wrote; raise ValueError for anything else."""
    weekly = {
        WEEKDAYS.index(day): tuple(_opening(start, end) for start, end in openings)
        for day, openings in stored["weekly"].items()
    }
    holidays = {date.fromisoformat(day): str(name) for day, name in stored["holidays"].items()}
    return ServiceHours(stored["time_zone"], weekly, holidays)


def in_words(policy: AccountingPolicy) -> list[str]:
    """Return the method in sentences, for reports."""
    lines = [
        "Availability is weighted by time: good seconds divided by the seconds that count.",
        _confirmation_in_words(policy),
        f"Degraded time counts as {'up' if policy.degraded is Treatment.GOOD else 'down'}.",
        "Time in which the monitor could not be measured "
        + ("is left out." if policy.unknown is Treatment.LEFT_OUT else "counts as down."),
        "Time without any data is left out and shown.",
        f"Maintenance windows {'are left out' if policy.leaves_out_maintenance else 'are not looked at'}.",
        f"Agreed exclusions {'are left out' if policy.leaves_out_exclusions else 'are not looked at'}.",
    ]
    if policy.min_outage_s:
        lines.append(f"Outages shorter than {policy.min_outage_s} s count as up.")
    if policy.service_hours is not None:
        lines.append(f"Only agreed service hours count: {_hours_in_words(policy.service_hours)}.")
    return lines


def _confirmation_in_words(policy: AccountingPolicy) -> str:
    if policy.confirmation is None:
        return "An outage begins at the first failed try of a confirmed failure, as recorded when it was seen."
    begins = "the first of them" if policy.backdates else "the last of them"
    return (
        f"States are recomputed from the checks: an outage takes {policy.confirmation.failures} failed checks in a row"
        f" and begins at {begins}; it ends at good check number {policy.confirmation.recoveries}."
    )


def _hours_in_words(hours: ServiceHours) -> str:
    days = [
        f"{WEEKDAYS[day].capitalize()} " + ", ".join(f"{_clock(a)} to {_clock(b)}" for a, b in openings)
        for day, openings in sorted(hours.weekly.items())
        if openings
    ]
    closed = f", closed on {len(hours.holidays)} holidays" if hours.holidays else ""
    return "; ".join(days) + f" ({hours.time_zone}{closed})"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _opening(start: str, end: str) -> Opening:
    opening = Opening(_minute(start), _minute(end))
    if opening.from_minute >= opening.to_minute:
        raise ValueError(f"{start} is not before {end}: write hours over midnight as two openings")
    return opening


def _minute(text: str) -> int:
    hours, colon, minutes = text.partition(":")
    if not (
        len(hours) == len(minutes) == 2 and colon and (hours + minutes).isdecimal() and (hours + minutes).isascii()
    ):
        raise ValueError(f"{text!r} is no time of day: write it like 08:30")
    minute = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or minute > MINUTES_A_DAY:
        raise ValueError(f"{text!r} is no time of day: the last one is 24:00")
    return minute

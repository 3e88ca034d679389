"""Which outages of a monitor are told, and which are folded into one mail. Pure: times are given.

The first outage and its recovery are always told. For `cool_down` after an outage was told, further ones are only
counted. At its end one message says how many there were; if the monitor is down then, that message is a new [Down],
whose recovery is told and whose cool-down begins. So an outage longer than the cool-down is always told, and a monitor
that flaps all the time sends at most three messages for each cool-down.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum


class Telling(Enum):
    """What to tell."""

    NOTHING = "nothing"
    DOWN = "down"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True)
class Told:
    """What people know of a monitor: the last outage they were told of, and when."""

    at: datetime
    incident_id: int
    folded: int = 0  # outages since then that were only counted


def opened(told: Told | None, incident_id: int, now: datetime, cool_down: timedelta) -> tuple[Telling, Told]:
    """Judge the beginning of an outage; `told` None: this monitor was never told of."""
    if told is None:
        return Telling.DOWN, Told(now, incident_id)
    if told.incident_id == incident_id:  # the end of a cool-down was faster than the news
        return Telling.NOTHING, told
    if told.folded or not _is_over(told, now, cool_down):
        return Telling.NOTHING, replace(told, folded=told.folded + 1)
    return Telling.DOWN, Told(now, incident_id)


def closed(told: Told | None, incident_id: int) -> Telling:
    """Judge the end of an outage: whoever was told of its beginning is told of its end."""
    return Telling.RECOVERED if told is not None and told.incident_id == incident_id else Telling.NOTHING


def unfolded(told: Told, open_incident_id: int | None, now: datetime, cool_down: timedelta) -> tuple[Telling, Told]:
    """Judge a monitor with folded outages; `open_incident_id`: the outage that goes on now, if one does.

    NOTHING before the end of the cool-down. RECOVERED: it is not down now, and `told.folded` outages were not told.
    """
    if not told.folded or not _is_over(told, now, cool_down):
        return Telling.NOTHING, told
    if open_incident_id is None or open_incident_id == told.incident_id:
        return Telling.RECOVERED, replace(told, folded=0)
    return Telling.DOWN, Told(now, open_incident_id)


def _is_over(told: Told, now: datetime, cool_down: timedelta) -> bool:
    return now >= told.at + cool_down

"""The page as JSON in Statuspage's shape, so that bots and aggregators that know that one read ours unchanged.

Its words have no "we do not know": a monitor without data is `degraded_performance` and its description says why;
paused and new monitors are left out. A group is a component with `group: true` and the ids of its components.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from api.status.data import Outage, PageData, Service
from api.status.scheduled import WORDS, shape, word_of
from api.status.words import banner, duration, is_stale, worst
from api.status.works import Work
from core.times import write_utc

Shape = dict[str, Any]

STATUS: Final = {
    "up": "operational",
    "degraded": "degraded_performance",
    "down": "major_outage",
    "unknown": "degraded_performance",
    "maintenance": "under_maintenance",
}
NO_DATA: Final = "No current data: our monitoring cannot measure this service right now."
MAX_INCIDENTS: Final = 50


def summary(data: PageData, now: datetime, page_url: str) -> Shape:
    """Return summary.json. `now` may be later than the data: `healther` says how old it is."""
    return {
        **_page(data, page_url),
        **_components(data),
        "incidents": [_incident(data, outage, page_url) for outage in data.outages if outage.ended_at is None],
        "scheduled_maintenances": [_maintenance(data, work, page_url) for work in data.present_works],
        **_status(data, now),
        "healther": {"data_at": write_utc(data.at), "is_stale": is_stale(data, now)},
    }


def status(data: PageData, now: datetime, page_url: str) -> Shape:
    """Return status.json: the page in one word and one sentence."""
    return {**_page(data, page_url), **_status(data, now)}


def components(data: PageData, now: datetime, page_url: str) -> Shape:
    """Return components.json."""
    del now
    return {**_page(data, page_url), **_components(data)}


def incidents(data: PageData, now: datetime, page_url: str) -> Shape:
    """Return incidents.json: the newest fifty, open ones and those that are over."""
    del now
    newest = data.outages[:MAX_INCIDENTS]
    return {**_page(data, page_url), "incidents": [_incident(data, outage, page_url) for outage in newest]}


def unresolved(data: PageData, now: datetime, page_url: str) -> Shape:
    """Return incidents/unresolved.json."""
    del now
    going_on = (outage for outage in data.outages if outage.ended_at is None)
    return {**_page(data, page_url), "incidents": [_incident(data, outage, page_url) for outage in going_on]}


def maintenances(data: PageData, now: datetime, page_url: str) -> Shape:
    """Return scheduled-maintenances.json: the newest fifty, planned ones and those that are over."""
    del now
    return _maintenances(data, WORDS, page_url)


def active(data: PageData, now: datetime, page_url: str) -> Shape:
    """Return scheduled-maintenances/active.json: what is being worked on."""
    del now
    return _maintenances(data, ("in_progress",), page_url)


def upcoming(data: PageData, now: datetime, page_url: str) -> Shape:
    """Return scheduled-maintenances/upcoming.json: what is still to begin."""
    del now
    return _maintenances(data, ("scheduled",), page_url)


def _page(data: PageData, page_url: str) -> Shape:
    return {
        "page": {
            "id": str(data.workspace.id),
            "name": data.workspace.name,
            "url": page_url,
            "time_zone": "Etc/UTC",
            "updated_at": write_utc(data.at),
        }
    }


def _status(data: PageData, now: datetime) -> Shape:
    indicator = _indicator(_measured(data.services), is_old=is_stale(data, now))
    return {"status": {"indicator": indicator, "description": banner(data, now).title}}


def _measured(services: Iterable[Service]) -> list[Service]:
    return [service for service in services if service.monitor.shown_state in STATUS]


def _components(data: PageData) -> Shape:
    """Return groups and components in the order of the page; a group stands before its own."""
    listed: list[Shape] = []
    by_group: dict[str | None, list[Service]] = {}
    for service in _measured(data.services):
        by_group.setdefault(service.monitor.group_name, []).append(service)
    for name, services in by_group.items():
        group_id = _group_id(data, name)
        if name is not None:
            listed.append(_group(data, group_id, name, services))
        listed.extend(_component(data, service, group_id) for service in services)
    return {"components": [{**one, "position": place} for place, one in enumerate(listed, start=1)]}


def _group(data: PageData, group_id: str | None, name: str, services: Sequence[Service]) -> Shape:
    made = min(service.monitor.created_at for service in services)
    updated = max(_updated(service) for service in services)
    return {
        **_thing(data, group_id, name, STATUS[worst(services)], made, updated),
        "group": True,
        "components": [str(service.monitor.id) for service in services],
    }


def _component(data: PageData, service: Service, group_id: str | None) -> Shape:
    monitor = service.monitor
    found = _thing(
        data, str(monitor.id), monitor.name, STATUS[monitor.shown_state], monitor.created_at, _updated(service)
    )
    is_unknown = monitor.shown_state == "unknown"
    return {**found, "group_id": group_id, "description": NO_DATA if is_unknown else None}


def _thing(data: PageData, id_: str | None, name: str, state: str, made: datetime, updated: datetime) -> Shape:
    return {
        "id": id_,
        "name": name,
        "status": state,
        "created_at": write_utc(made),
        "updated_at": write_utc(updated),
        "position": 0,
        "description": None,
        "showcase": True,
        "start_date": made.date().isoformat(),
        "group_id": None,
        "page_id": str(data.workspace.id),
        "group": False,
        "only_show_if_degraded": False,
    }


def _updated(service: Service) -> datetime:
    monitor = service.monitor
    return max(monitor.updated_at, monitor.shown_since or monitor.updated_at)


def _incident(data: PageData, outage: Outage, page_url: str) -> Shape:
    updates = _updates(outage)
    service = data.service(outage.monitor_id)
    group_id = _group_id(data, service.monitor.group_name if service else None)
    return {
        "id": str(outage.id),
        "name": f"{outage.name} is down" if outage.ended_at is None else f"{outage.name} was down",
        "status": updates[0]["status"],
        "created_at": write_utc(outage.started_at),
        "updated_at": updates[0]["updated_at"],
        "monitoring_at": None,
        "resolved_at": None if outage.ended_at is None else write_utc(outage.ended_at),
        "impact": "major",
        "shortlink": f"{page_url}/day/{outage.started_at.date()}",
        "started_at": write_utc(outage.started_at),
        "page_id": str(data.workspace.id),
        "incident_updates": updates,
        "components": [_component(data, one, group_id) for one in _measured([service] if service else [])],
    }


def _maintenances(data: PageData, words: Sequence[str], page_url: str) -> Shape:
    found = [work for work in data.works if word_of(work, data.at) in words][-MAX_INCIDENTS:]
    shapes = [_maintenance(data, work, page_url) for work in reversed(found)]
    return {**_page(data, page_url), "scheduled_maintenances": shapes}


def _maintenance(data: PageData, work: Work, page_url: str) -> Shape:
    services = [service for service in data.services if service.monitor.id in work.monitor_ids]
    components = [_component(data, one, _group_id(data, one.monitor.group_name)) for one in _measured(services)]
    return shape(data, work, components, page_url)


def _group_id(data: PageData, name: str | None) -> str | None:
    return None if name is None else str(uuid5(data.workspace.id, f"group/{name}"))


def _updates(outage: Outage) -> list[Shape]:
    """Return what happened, the newest first: written by nobody, detected automatically."""
    begun = "Detected automatically."
    found = [_update(outage, "investigating", begun, outage.started_at, ("operational", "major_outage"))]
    if outage.ended_at is not None:
        over = f"Up again after {duration(outage.ended_at - outage.started_at)}. Detected automatically."
        found.insert(0, _update(outage, "resolved", over, outage.ended_at, ("major_outage", "operational")))
    return found


def _update(outage: Outage, word: str, text: str, at: datetime, change: tuple[str, str]) -> Shape:
    return {
        "id": str(uuid5(NAMESPACE_URL, f"healther:incident/{outage.id}/{word}")),
        "status": word,
        "body": text,
        "incident_id": str(outage.id),
        "created_at": write_utc(at),
        "updated_at": write_utc(at),
        "display_at": write_utc(at),
        "affected_components": [
            {"code": str(outage.monitor_id), "name": outage.name, "old_status": change[0], "new_status": change[1]}
        ],
        "deliver_notifications": True,
        "custom_tweet": None,
        "tweet_id": None,
    }


def _indicator(measured: Sequence[Service], *, is_old: bool) -> str:
    state = worst(measured)
    if state == "down":
        are_all_down = all(service.monitor.shown_state == "down" for service in measured)
        return "critical" if are_all_down else "major"
    if is_old or state in ("degraded", "unknown"):
        return "minor"
    return "maintenance" if state == "maintenance" else "none"

"""The page as JSON in Statuspage's shape, so that bots and aggregators that know that one read ours unchanged.

Its words have no "we do not know": a monitor without data is `degraded_performance` and its description says why;
paused and new monitors are left out.
"""

from datetime import UTC, datetime
from typing import Any, Final

from api.status.data import PageData, Service
from api.status.words import banner, is_stale, worst

STATUS: Final = {
    "up": "operational",
    "degraded": "degraded_performance",
    "down": "major_outage",
    "unknown": "degraded_performance",
    "maintenance": "under_maintenance",
}
NO_DATA: Final = "No current data: our monitoring cannot measure this service right now."


def summary(data: PageData, now: datetime, page_url: str) -> dict[str, Any]:
    """Return the content of summary.json. `now` may be later than the data: `healther` says how old it is."""
    measured = [service for service in data.services if service.monitor.shown_state in STATUS]
    page_id, is_old = str(data.workspace.id), is_stale(data, now)
    return {
        "page": {
            "id": page_id,
            "name": data.workspace.name,
            "url": page_url,
            "time_zone": "Etc/UTC",
            "updated_at": _time(data.at),
        },
        "components": [_component(service, place, page_id) for place, service in enumerate(measured, start=1)],
        "incidents": _incidents(data, page_id, page_url),
        "scheduled_maintenances": [],
        "status": {"indicator": _indicator(measured, is_old), "description": banner(data, now).title},
        "healther": {"data_at": _time(data.at), "is_stale": is_old},
    }


def _component(service: Service, place: int, page_id: str) -> dict[str, Any]:
    monitor = service.monitor
    return {
        "id": str(monitor.id),
        "name": monitor.name,
        "status": STATUS[monitor.shown_state],
        "created_at": _time(monitor.created_at),
        "updated_at": _time(max(monitor.updated_at, monitor.shown_since or monitor.updated_at)),
        "position": place,
        "description": NO_DATA if monitor.shown_state == "unknown" else None,
        "showcase": True,
        "start_date": monitor.created_at.date().isoformat(),
        "group_id": None,
        "page_id": page_id,
        "group": False,
        "only_show_if_degraded": False,
    }


def _incidents(data: PageData, page_id: str, page_url: str) -> list[dict[str, Any]]:
    """Return the incidents that are still open."""
    names = {service.monitor.id: service.monitor.name for service in data.services}
    return [
        {
            "id": str(incident.id),
            "name": f"{names[incident.monitor_id]} is down",
            "status": "investigating",
            "created_at": _time(incident.started_at),
            "updated_at": _time(incident.started_at),
            "monitoring_at": None,
            "resolved_at": None,
            "impact": "major",
            "shortlink": page_url,
            "started_at": _time(incident.started_at),
            "page_id": page_id,
            "incident_updates": [],
            "components": [],
        }
        for incident in data.outages
        if incident.ended_at is None
    ]


def _indicator(measured: list[Service], is_old: bool) -> str:
    state = worst(measured)
    if state == "down":
        are_all_down = all(service.monitor.shown_state == "down" for service in measured)
        return "critical" if are_all_down else "major"
    return "minor" if is_old or state in ("degraded", "unknown") else "none"


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

"""What an archive contains: its files, their columns, and what is left out of it.

A ZIP file: `manifest.json`, `configuration.json`, `intervals.parquet`, `incidents.parquet`, `days.parquet`,
`changes.parquet` and `checks/{monitor id}.parquet` (see analytics.check_files). There are no secrets, and people are
names; only addresses that are told of outages are in it, for what names them would mean nothing without them.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import polars as pl

FORMAT: Final = "healther-archive"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"
CONFIGURATION: Final = "configuration.json"
TIME: Final = pl.Datetime("us", "UTC")
HARMLESS_HEADERS: Final = frozenset(
    {"accept", "accept-charset", "accept-encoding", "accept-language", "cache-control", "content-type", "user-agent"}
)
_SECONDS: Final = dict.fromkeys(("up_s", "degraded_s", "down_s", "unknown_s", "maintenance_s"), pl.Int64())
_LATENCIES: Final = dict.fromkeys(("p50_us", "p95_us", "p99_us"), pl.Int32())
TABLES: Final[Mapping[str, pl.Schema]] = {
    "intervals": pl.Schema({"monitor_id": pl.Int32(), "started_at": TIME, "ended_at": TIME, "state": pl.String()}),
    "incidents": pl.Schema(
        {
            "monitor_id": pl.Int32(),
            "started_at": TIME,
            "ended_at": TIME,
            "end_cause": pl.String(),
            "reason": pl.String(),
            "message": pl.String(),
            "http_status": pl.Int16(),
        }
    ),
    "days": pl.Schema(
        {
            "monitor_id": pl.Int32(),
            "day": pl.Date(),
            **_SECONDS,
            "checks": pl.Int64(),
            "failures": pl.Int64(),
            **_LATENCIES,
        }
    ),
    "changes": pl.Schema({"monitor_id": pl.Int32(), "at": TIME, "before_us": pl.Int32(), "after_us": pl.Int32()}),
}


def checks_name(monitor_id: int) -> str:
    """Return the name of the file with the single checks of a monitor."""
    return f"checks/{monitor_id}.parquet"


def as_wished(row: Mapping[str, Any], left_out: list[str]) -> dict[str, Any]:
    """Return a monitor as the API takes it, with id, times, and place on the page beside; note what is left out."""
    name = row["name"]
    headers = {key: value for key, value in row["headers"].items() if key.lower() in HARMLESS_HEADERS}
    left_out += [f"{name}: value of the header {key}" for key in row["headers"] if key not in headers]
    if row["has_body"]:
        left_out.append(f"{name}: body of the request")
    if row["kind"] == "heartbeat":
        left_out.append(f"{name}: address that its job pings")
    target = without_login(row["target"])
    if target != row["target"]:
        left_out.append(f"{name}: user and password in its address")
    body = {
        "name": name,
        "kind": row["kind"],
        "target": target,
        "period": {"value": row["period_value"], "unit": row["period_unit"]},
        "retention_days": row["retention_days"],
        "timeout_s": row["timeout_ms"] / 1000,
        "confirm": {
            "failures": row["confirm_failures"],
            "recoveries": row["confirm_recoveries"],
            "retry_s": row["retry_ms"] / 1000,
        },
        "expect": row["expect"],
        "tags": row["tags"],
        "group": row["group_name"],
        "is_public": row["is_public"],
        "public_name": row["public_name"],
        "recipients": row["recipients"],
    }
    body |= _of_kind(row, headers)
    beside = {name: row[name] for name in ("id", "created_at", "paused_at", "page_position")}
    return {**beside, "monitor": body}


def without_login(target: str) -> str:
    """Return an address without user and password."""
    parts = urlsplit(target)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "@" in parts.netloc else target


def _of_kind(row: Mapping[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    match row["kind"]:
        case "http":
            return {
                "method": row["method"],
                "headers": headers,
                "follow_redirects": row["follow_redirects"],
                "verify_tls": row["verify_tls"],
            }
        case "tls":
            return {"verify_tls": row["verify_tls"]}
        case "dns":
            return {"dns_record": row["dns_record"], "dns_resolver": row["dns_resolver"]}
        case "heartbeat":
            return {"grace_s": row["grace_s"]}
        case _:
            return {}

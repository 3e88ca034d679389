"""Numbers about monitors: days, latency, single checks, uptime with its derivation, incidents."""

"""Small pictures of a monitor for other pages: state, uptime, latency; as SVG and as JSON for shields."""

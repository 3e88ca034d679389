"""Live updates: a ticket bought over HTTP, a WebSocket opened with it, and frames fanned out to open pages."""

"""HTTP and WebSocket: one file per noun. The only package that knows FastAPI."""

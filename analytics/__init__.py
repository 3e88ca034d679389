"""Reports, exports and background jobs: pure functions on Polars frames; reads the store through `db`."""

"""The public status page: HTML and JSON made here, kept as compressed bytes."""

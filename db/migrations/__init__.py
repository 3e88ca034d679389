"""Alembic's environment: revisions in `versions/`, each plain SQL up and down in `sql/`."""

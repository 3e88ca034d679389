"""Alerts that a day had no room for."""

from db.migrations import plain_sql

revision = "0014"
down_revision = "0013"

NAME = "0014_held_alerts"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

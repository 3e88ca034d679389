"""Probes, when each monitor is due, and what is true now."""

from db.migrations import plain_sql

revision = "0002"
down_revision = "0001"

NAME = "0002_schedule_and_state"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

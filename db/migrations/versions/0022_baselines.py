"""Baselines: what is usual for a monitor, and when its latency changed for good."""

from db.migrations import plain_sql

revision = "0022"
down_revision = "0021"

NAME = "0022_baselines"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

"""Check points, state intervals, incidents, the outbox, and days that came without points."""

from db.migrations import plain_sql

revision = "0003"
down_revision = "0002"

NAME = "0003_facts"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

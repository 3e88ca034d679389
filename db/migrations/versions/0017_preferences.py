"""Preferences: how pages look and answer to keys."""

from db.migrations import plain_sql

revision = "0017"
down_revision = "0016"

NAME = "0017_preferences"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

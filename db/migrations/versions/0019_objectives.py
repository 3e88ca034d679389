"""Objectives: targets, windows and credits."""

from db.migrations import plain_sql

revision = "0019"
down_revision = "0018"

NAME = "0019_objectives"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

"""Invitations, the audit log, former addresses."""

from db.migrations import plain_sql

revision = "0007"
down_revision = "0006"

NAME = "0007_teams"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

"""Mails, recipients and what was told."""

from db.migrations import plain_sql

revision = "0008"
down_revision = "0007"

NAME = "0008_mails"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

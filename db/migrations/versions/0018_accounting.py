"""Accounting: policies, maintenance windows and exclusions."""

from db.migrations import plain_sql

revision = "0018"
down_revision = "0017"

NAME = "0018_accounting"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

"""Addresses that take no mail."""

from db.migrations import plain_sql

revision = "0013"
down_revision = "0012"

NAME = "0013_refused_addresses"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

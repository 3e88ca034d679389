"""The view of days that pages and reports read."""

from db.migrations import plain_sql

revision = "0005"
down_revision = "0004"

NAME = "0005_days"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

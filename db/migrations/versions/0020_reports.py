"""Reports in the background, and those that are sent every month."""

from db.migrations import plain_sql

revision = "0020"
down_revision = "0019"

NAME = "0020_reports"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

"""Hours and days, added up from check points."""

from db.migrations import plain_sql

revision = "0004"
down_revision = "0003"

NAME = "0004_aggregates"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

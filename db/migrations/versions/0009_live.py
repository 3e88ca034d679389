"""What open pages hear, in order."""

from db.migrations import plain_sql

revision = "0009"
down_revision = "0008"

NAME = "0009_live"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

"""Public pages: title, words, and the order of what they show."""

from db.migrations import plain_sql

revision = "0015"
down_revision = "0014"

NAME = "0015_status_pages"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

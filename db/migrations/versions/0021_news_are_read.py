"""The API reads when news of an outage were written."""

from db.migrations import plain_sql

revision = "0021"
down_revision = "0020"

NAME = "0021_news_are_read"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

"""Archives: everything of a workspace as a file, made in the background."""

from db.migrations import plain_sql

revision = "0024"
down_revision = "0023"

NAME = "0024_archives"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

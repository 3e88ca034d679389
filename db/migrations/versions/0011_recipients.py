"""Who is told, by which mail they leave, and which outage was told last."""

from db.migrations import plain_sql

revision = "0011"
down_revision = "0010"

NAME = "0011_recipients"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

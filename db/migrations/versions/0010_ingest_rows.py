"""Row types for what ingest sends."""

from db.migrations import plain_sql

revision = "0010"
down_revision = "0009"

NAME = "0010_ingest_rows"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

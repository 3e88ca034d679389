"""Imports: archives that people bring; and attempts at long work, counted."""

from db.migrations import plain_sql

revision = "0025"
down_revision = "0024"

NAME = "0025_imports"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

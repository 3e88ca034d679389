"""Row-level security: what a signed-in person's request cannot see, it cannot leak."""

from db.migrations import plain_sql

revision = "0012"
down_revision = "0011"

NAME = "0012_row_security"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

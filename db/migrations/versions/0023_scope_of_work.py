"""What a window has been stays for the monitors that it was for."""

from db.migrations import plain_sql

revision = "0023"
down_revision = "0022"

NAME = "0023_scope_of_work"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

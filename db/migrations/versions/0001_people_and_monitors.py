"""People, workspaces, monitors, and which engine the installation stands on."""

from db.migrations import plain_sql

revision = "0001"
down_revision = None

NAME = "0001_people_and_monitors"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

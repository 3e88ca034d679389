"""Ways to sign in, profiles, photos and keys for programs."""

from db.migrations import plain_sql

revision = "0006"
down_revision = "0005"

NAME = "0006_accounts"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

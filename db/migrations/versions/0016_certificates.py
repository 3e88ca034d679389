"""Certificates: the one that each monitor's server showed last."""

from db.migrations import plain_sql

revision = "0016"
down_revision = "0015"

NAME = "0016_certificates"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

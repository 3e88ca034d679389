"""Baselines: what is usual for a monitor, and when its latency changed for good."""

from pathlib import Path

from db.migrations import plain_sql

revision = "0026"
# Numbers were given out before their files existed: this one follows whatever stands before it.
down_revision = max(
    found for path in Path(__file__).parent.glob("[0-9]*_*.py") if (found := path.name.partition("_")[0]) < revision
)

NAME = "0026_baselines"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

"""Reports in the background, and those that are sent every month."""

from pathlib import Path

from db.migrations import plain_sql

revision = "0024"
# Numbers were given out before their files existed: this one follows whatever stands before it.
down_revision = max(
    found for path in Path(__file__).parent.glob("[0-9]*_*.py") if (found := path.name.partition("_")[0]) < revision
)

NAME = "0024_reports"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

"""What a window has been stays for the monitors that it was for."""

from pathlib import Path

from db.migrations import plain_sql

revision = "0028"
# Numbers were given out before their files existed: this one follows whatever stands before it.
down_revision = max(
    found for path in Path(__file__).parent.glob("[0-9]*_*.py") if (found := path.name.partition("_")[0]) < revision
)

NAME = "0028_scope_of_work"


def upgrade() -> None:
    plain_sql.upgrade(NAME)


def downgrade() -> None:
    plain_sql.downgrade(NAME)

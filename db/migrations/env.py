"""Alembic calls this to run revisions on the connection that `db.migrate` opened, locked and handed over."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()

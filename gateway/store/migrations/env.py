"""How Alembic reaches the database; `gateway.store.engine` hands it the URL."""

from alembic import context

from gateway.store.engine import open_store, unhurried
from gateway.store.tables import metadata

engine = open_store(context.config.attributes["url"].render_as_string(hide_password=False))
with unhurried(engine) as slow, slow.connect().execution_options(amparo_writes=True) as connection:
    context.configure(
        connection=connection, target_metadata=metadata, render_as_batch=True, transaction_per_migration=True
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()

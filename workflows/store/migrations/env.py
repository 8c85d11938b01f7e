"""Alembic's entry: runs migrations on the store that `workflows.store.migrate` hands over."""

from alembic import context
from sqlalchemy import Connection

import workflows.models  # noqa: F401  every room's tables must be known to the metadata
from workflows.store.base import Base
from workflows.store.unit_of_work import Store

config = context.config
store: Store | None = config.attributes.get("store")
if store is None:
    raise SystemExit("Run migrations with `python -m workflows migrate`, which says on which database.")


def run(connection: Connection) -> None:
    """Run on one connection, in one transaction; batch mode lets SQLite alter tables."""
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


with store.engine.begin() as connection:
    run(connection)

"""Bring a database to the newest schema, from empty or from any landed version; Alembic does the work."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from workflows.store.unit_of_work import Store

MIGRATIONS = Path(__file__).parent / "migrations"


def alembic_config(store: Store) -> Config:
    """The Alembic configuration bound to this store."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["store"] = store
    return config


def upgrade(store: Store, revision: str = "head") -> None:
    """Upgrade the schema to `revision`; nothing happens where it is there already."""
    command.upgrade(alembic_config(store), revision)

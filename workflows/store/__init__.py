"""Rows, transactions and migrations: the only room that knows which database is underneath."""

from workflows.store.base import Base, UtcDateTime, as_utc, new_id
from workflows.store.rows import insert_rows, update_row
from workflows.store.unit_of_work import Store, UnitOfWork

__all__ = ["Base", "Store", "UnitOfWork", "UtcDateTime", "as_utc", "insert_rows", "new_id", "update_row"]

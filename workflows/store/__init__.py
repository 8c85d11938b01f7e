"""Rows, transactions and migrations: the only room that knows which database is underneath."""

from sqlalchemy.exc import InterfaceError, OperationalError

from workflows.store.base import Base, UtcDateTime, as_utc, new_id
from workflows.store.once import insert_once
from workflows.store.rows import insert_rows, update_row
from workflows.store.trouble import DATABASE_ERRORS, Trouble, cause_of, trouble_of
from workflows.store.unit_of_work import Store, UnitOfWork

# A database that gave up for the moment: a deadlock, a lost connection. The same transaction may be tried again.
PASSING_TROUBLE = (OperationalError, InterfaceError)

__all__ = [
    "DATABASE_ERRORS",
    "PASSING_TROUBLE",
    "Base",
    "Store",
    "Trouble",
    "UnitOfWork",
    "UtcDateTime",
    "as_utc",
    "cause_of",
    "insert_once",
    "insert_rows",
    "new_id",
    "trouble_of",
    "update_row",
]

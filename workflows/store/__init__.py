"""Rows, transactions and migrations: the only room that knows which database is underneath."""

from sqlalchemy.exc import DataError, InterfaceError, OperationalError

from workflows.store.base import Base, UtcDateTime, as_utc, new_id
from workflows.store.rows import insert_rows, update_row
from workflows.store.unit_of_work import Store, UnitOfWork

# A database that gave up for the moment: a deadlock, a lost connection. The same transaction may be tried again.
PASSING_TROUBLE = (OperationalError, InterfaceError)
# A value that the database cannot hold, such as a NUL character in a text of PostgreSQL.
UNSTORABLE = (DataError,)

__all__ = [
    "PASSING_TROUBLE",
    "UNSTORABLE",
    "Base",
    "Store",
    "UnitOfWork",
    "UtcDateTime",
    "as_utc",
    "insert_rows",
    "new_id",
    "update_row",
]

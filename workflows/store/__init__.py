"""Rows, transactions and migrations: the only room that knows which database is underneath."""

from sqlalchemy.exc import InterfaceError, OperationalError

from workflows.store.base import Base, UtcDateTime, as_utc, new_id
from workflows.store.commitments import Erasable
from workflows.store.guard import UntoldWrite
from workflows.store.held import NUMBER_BESIDE, ReferenceVersion, held, is_reference, note_reference, require_unmoved
from workflows.store.in_line import stand_in_line
from workflows.store.kinds import DERIVED, RECORD, WORKING, OfRecord
from workflows.store.once import insert_once
from workflows.store.rows import delete_rows, insert_rows, update_row, update_rows
from workflows.store.together import Together, is_at, with_children
from workflows.store.trouble import DATABASE_ERRORS, Trouble, cause_of, trouble_of
from workflows.store.unit_of_work import Store, UnitOfWork, system_clock

# A database that gave up for the moment: a deadlock, a lost connection. The same transaction may be tried again.
PASSING_TROUBLE = (OperationalError, InterfaceError)

__all__ = [
    "DATABASE_ERRORS",
    "DERIVED",
    "NUMBER_BESIDE",
    "PASSING_TROUBLE",
    "RECORD",
    "WORKING",
    "Base",
    "Erasable",
    "OfRecord",
    "ReferenceVersion",
    "Store",
    "Together",
    "Trouble",
    "UnitOfWork",
    "UntoldWrite",
    "UtcDateTime",
    "as_utc",
    "cause_of",
    "delete_rows",
    "held",
    "insert_once",
    "insert_rows",
    "is_at",
    "is_reference",
    "new_id",
    "note_reference",
    "require_unmoved",
    "stand_in_line",
    "system_clock",
    "trouble_of",
    "update_row",
    "update_rows",
    "with_children",
]

"""What is wrong when the database refuses: told apart, so that people and the log each get the sentence that helps them."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree


class Trouble(StrEnum):
    """Kinds of trouble, by what has to be done about them."""

    BUSY = "busy"  # somebody else was writing: the same again in a moment
    AWAY = "away"  # the server of the database does not answer
    FULL = "full"  # the disk takes no more
    READ_ONLY = "read_only"  # the file or the server lets nobody write
    SCHEMA = "schema"  # a table or column is missing: the program and the database do not fit
    DAMAGED = "damaged"  # what is read is no database any more
    UNSTORABLE = "unstorable"  # a value that the database cannot hold, such as a NUL character in a text of PostgreSQL
    REFUSED = "refused"  # anything else, such as a broken constraint: a fault of the program


class TooManyWaiting(OperationalError):
    """So many writers wait for SQLite's one lock already that another would only keep readers from being served."""

    def __init__(self) -> None:
        super().__init__("BEGIN IMMEDIATE", {}, TimeoutError("too many writers wait already"), hide_parameters=True)


class ReferenceMoved(OperationalError):
    """Somebody else changed a post, unit or relation while a verb was under way: asked again, it is judged by the new state."""

    def __init__(self) -> None:
        super().__init__("COMMIT", {}, TimeoutError("posts or units changed meanwhile"), hide_parameters=True)


DATABASE_ERRORS = (DBAPIError, NoConnectionFree)
"""Everything that a database may raise through SQLAlchemy."""

_SQLITE = {
    "SQLITE_BUSY": Trouble.BUSY,
    "SQLITE_LOCKED": Trouble.BUSY,
    "SQLITE_FULL": Trouble.FULL,
    "SQLITE_IOERR": Trouble.FULL,
    "SQLITE_READONLY": Trouble.READ_ONLY,
    "SQLITE_CANTOPEN": Trouble.AWAY,
    "SQLITE_CORRUPT": Trouble.DAMAGED,
    "SQLITE_NOTADB": Trouble.DAMAGED,
    "SQLITE_TOOBIG": Trouble.UNSTORABLE,
}
# Classes and codes of SQLSTATE, the longer first.
_SQLSTATE = {
    "25006": Trouble.READ_ONLY,
    "40": Trouble.BUSY,
    "42P01": Trouble.SCHEMA,
    "42703": Trouble.SCHEMA,
    "3F000": Trouble.SCHEMA,
    "53100": Trouble.FULL,
    "53": Trouble.BUSY,
    "55": Trouble.BUSY,
    "57014": Trouble.BUSY,
    "57": Trouble.AWAY,
    "58": Trouble.FULL,
    "08": Trouble.AWAY,
    "28": Trouble.AWAY,
    "3D": Trouble.AWAY,
    "22": Trouble.UNSTORABLE,
    "XX": Trouble.DAMAGED,
}


def trouble_of(error: BaseException) -> Trouble:
    """The kind of trouble behind an error of DATABASE_ERRORS."""
    if isinstance(error, NoConnectionFree | TooManyWaiting | ReferenceMoved):
        return Trouble.BUSY
    cause = getattr(error, "orig", None)
    name = getattr(cause, "sqlite_errorname", None)
    if name is not None:
        return _of_sqlite(str(name), str(cause))
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        kinds = [
            kind for code, kind in sorted(_SQLSTATE.items(), key=lambda item: -len(item[0])) if state.startswith(code)
        ]
        return kinds[0] if kinds else Trouble.REFUSED
    if isinstance(error, OperationalError) or getattr(error, "connection_invalidated", False):
        return Trouble.AWAY  # no answer from a server carries no code
    return Trouble.UNSTORABLE if type(error).__name__ == "DataError" else Trouble.REFUSED


def _of_sqlite(name: str, message: str) -> Trouble:
    if name == "SQLITE_ERROR":
        return Trouble.SCHEMA if message.startswith(("no such table", "no such column")) else Trouble.REFUSED
    kinds = [kind for prefix, kind in _SQLITE.items() if name.startswith(prefix)]
    return kinds[0] if kinds else Trouble.REFUSED


def cause_of(error: BaseException) -> str:
    """What the database said, for the log: its code and first line, never the lines with values or the statement."""
    cause = getattr(error, "orig", None) or error
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or type(cause).__name__
    lines = str(cause).strip().splitlines()
    # A broken constraint or a bad value is named with the value: the code says enough.
    is_about_values = str(code).startswith(("22", "23")) or trouble_of(error) is Trouble.UNSTORABLE
    return str(code) if is_about_values or not lines else f"{code}: {lines[0][:200]}"
